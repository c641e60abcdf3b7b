// From the server's 8-bit values to the RGBA pixels of a canvas.

// table: 256 RGB triples; one value a pixel.
export function paintIndices(values, table, rgba) {
  const colours = new Uint32Array(256);
  const bytes = new Uint8Array(colours.buffer); // through bytes, so that endianness is no matter
  for (let i = 0; i < 256; i += 1) {
    bytes.set([table[3 * i], table[3 * i + 1], table[3 * i + 2], 255], 4 * i);
  }
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, values.length);
  for (let i = 0; i < values.length; i += 1) pixels[i] = colours[values[i]];
}

// Three values a pixel: red, green, blue.
export function paintColours(values, rgba) {
  for (let from = 0, to = 0; from < values.length; from += 3, to += 4) {
    rgba[to] = values[from];
    rgba[to + 1] = values[from + 1];
    rgba[to + 2] = values[from + 2];
    rgba[to + 3] = 255;
  }
}
