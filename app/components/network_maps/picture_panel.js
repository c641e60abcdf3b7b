// The picture, with the pixels that a cell depends on: in theory as a frame, by its gradient as heat.

import { shape } from "../shared/svg.js";
import { coloursOf } from "./column_layout.js";

const UNIT = 10; // of the drawing, for a pixel

export class PicturePanel {
  constructor(host) {
    this.svg = host.querySelector("svg");
    this.image = shape("image", { "image-rendering": "pixelated", preserveAspectRatio: "none" });
    this.frames = ["halo", "field"].map((name) => shape("rect", { class: name, visibility: "hidden" }));
    this.glow = shape("image", { "image-rendering": "pixelated", preserveAspectRatio: "none", visibility: "hidden" });
    this.svg.replaceChildren(this.image, this.glow, ...this.frames);
  }

  show(address, { rows, columns }, title) {
    const size = { width: columns * UNIT, height: rows * UNIT };
    this.svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    this.svg.setAttribute("aria-label", `${title}, as the network takes it: ${columns}×${rows} pixels`);
    put(this.image, { href: address, ...size });
    Object.assign(this, { size, rows, columns });
  }

  // Lays the strength of each pixel's gradient over the picture; null takes it away.
  heat(strengths, table) {
    this.glow.setAttribute("visibility", strengths ? "visible" : "hidden");
    if (!strengths) return;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: this.columns, height: this.rows });
    const largest = strengths.reduce((most, one) => Math.max(most, one), 0) || 1;
    const shares = strengths.map((one) => Math.sqrt(one / largest)); // a tenth of the largest stays visible
    const pixels = coloursOf(shares, table, { low: 0, high: 1 });
    canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), this.columns, this.rows), 0, 0);
    put(this.glow, { href: canvas.toDataURL(), ...this.size, opacity: 0.85 });
  }

  // `seen`: [top, left, height, width] in pixels, or null.
  outline(seen) {
    for (const frame of this.frames) {
      frame.setAttribute("visibility", seen ? "visible" : "hidden");
      if (seen) put(frame, { y: seen[0] * UNIT, x: seen[1] * UNIT, height: seen[2] * UNIT, width: seen[3] * UNIT });
    }
  }
}

function put(drawn, attributes) {
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
}
