// Pictures beside each other that change while one looks; the same place is read in all of them.

import { offerSnapshot } from "../shared/dom_snapshot.js";
import { matchChildren } from "../shared/dom.js";
import { takeOnce } from "../shared/handshake.js";
import { ARROWS, hasModifier } from "../shared/keys.js";
import { pixelUnder } from "../shared/marked_canvas.js";
import { shape } from "../shared/svg.js";
import { unpack } from "../shared/wire_format.js";
import { alongside, opaque, pixelText, steppedPixel } from "./pixel_places.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pixel-pictures");
  root.view ??= new PixelPictures(root);
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
}

class PixelPictures {
  constructor(root) {
    this.part = (name) => root.querySelector(name);
    this.marked = null; // [number of the picture, row, column]
    offerSnapshot(root, ["figcaption", "svg"], () => this.frame.name);
  }

  take(frame) {
    this.frame = frame;
    this.figures = matchChildren(this.part(".pictures"), frame.stages.length, (number) => this.newFigure(number));
    frame.stages.forEach((stage, i) => this.draw(this.figures[i], stage));
    if (this.marked) this.read(this.marked);
  }

  newFigure(number) {
    const figure = this.part("template").content.firstElementChild.cloneNode(true);
    const svg = figure.querySelector("svg");
    svg.append(shape("image", { preserveAspectRatio: "none", "image-rendering": "pixelated" }));
    svg.append(...["halo", "spot"].map((name) => shape("rect", { class: name, visibility: "hidden" })));
    for (const kind of ["pointermove", "pointerdown"]) {
      svg.addEventListener(kind, (event) => this.read([number, ...pixelUnder(event, svg.getBoundingClientRect(), this.sizeOf(number))]));
    }
    svg.addEventListener("keydown", (event) => this.onKey(event, number));
    return figure;
  }

  sizeOf(number) {
    const [height, width] = this.frame.stages[number].size;
    return { height, width };
  }

  draw(figure, { caption, alt, size: [height, width], pixels }) {
    const svg = figure.querySelector("svg");
    figure.querySelector("figcaption").textContent = caption;
    svg.setAttribute("aria-label", alt);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    canvas.getContext("2d").putImageData(new ImageData(opaque(pixels), width, height), 0, 0);
    const image = svg.querySelector("image");
    for (const [name, value] of Object.entries({ width, height, href: canvas.toDataURL() })) image.setAttribute(name, value);
  }

  onKey(event, number) {
    if (!(event.key in ARROWS) || hasModifier(event)) return;
    event.preventDefault();
    const { height, width } = this.sizeOf(number);
    const from = this.marked ? alongside(this.marked, this.frame.stages, number) : null;
    this.read([number, ...steppedPixel(from, ARROWS[event.key], height, width)]);
  }

  read(marked) {
    this.marked = marked;
    const { stages } = this.frame;
    const texts = this.figures.map((figure, i) => {
      const [row, column] = alongside(marked, stages, i);
      for (const spot of figure.querySelectorAll("rect")) {
        for (const [name, value] of Object.entries({ visibility: "visible", x: column, y: row, width: 1, height: 1 })) spot.setAttribute(name, value);
      }
      return pixelText(stages[i], row, column);
    });
    this.part(".told").textContent = texts.join(" ");
  }
}
