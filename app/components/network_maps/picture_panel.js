// The picture, with the pixels that a cell depends on: in theory as a frame, by its gradient as heat.

import { shape } from "../shared/svg.js";

const UNIT = 10; // of the drawing, for a pixel

export class PicturePanel {
  constructor(host) {
    this.svg = host.querySelector("svg");
    this.image = shape("image", { "image-rendering": "pixelated", preserveAspectRatio: "none" });
    this.frames = ["halo", "field"].map((name) => shape("rect", { class: name, visibility: "hidden" }));
    this.svg.replaceChildren(this.image, ...this.frames);
  }

  show(address, { rows, columns }, title) {
    const size = { width: columns * UNIT, height: rows * UNIT };
    this.svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    this.svg.setAttribute("aria-label", `${title}, as the network takes it: ${columns}×${rows} pixels`);
    put(this.image, { href: address, ...size });
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
