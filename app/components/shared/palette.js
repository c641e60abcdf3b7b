// Few colours for many, as many as a GIF has room for.

import { MOST_COLOURS } from "./gif.js";

const CELLS = 1 << 15; // colours that differ in the upper five bits of a channel are told apart

export class Palette {
  // The most frequent colours of `samples`, each a list of RGBA bytes.
  constructor(samples) {
    const [counts, sums] = [new Uint32Array(CELLS), new Float64Array(3 * CELLS)];
    for (const rgba of samples) {
      for (let i = 0; i < rgba.length; i += 4) {
        const cell = cellOfColour(rgba[i], rgba[i + 1], rgba[i + 2]);
        counts[cell] += 1;
        for (let part = 0; part < 3; part += 1) sums[3 * cell + part] += rgba[i + part];
      }
    }
    const used = [...counts.keys()].filter((cell) => counts[cell] > 0);
    const frequent = used.sort((one, other) => counts[other] - counts[one]).slice(0, MOST_COLOURS);
    this.colours = frequent.map((cell) => [0, 1, 2].map((part) => Math.round(sums[3 * cell + part] / counts[cell])));
    this.known = new Int16Array(CELLS).fill(-1);
  }

  // The place of each pixel's colour in `colours`.
  indices(rgba) {
    const found = new Uint8Array(rgba.length / 4);
    for (let i = 0, from = 0; i < found.length; i += 1, from += 4) {
      const cell = cellOfColour(rgba[from], rgba[from + 1], rgba[from + 2]);
      if (this.known[cell] < 0) this.known[cell] = this.nearest(rgba[from], rgba[from + 1], rgba[from + 2]);
      found[i] = this.known[cell];
    }
    return found;
  }

  nearest(red, green, blue) {
    const distances = this.colours.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2);
    return distances.indexOf(Math.min(...distances));
  }
}

function cellOfColour(red, green, blue) {
  return ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
}
