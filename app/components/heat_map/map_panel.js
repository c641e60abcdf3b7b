// One heat map over its picture, as a drawing; the pointer, touch and arrow keys read its cells.

import { ARROWS, hasModifier } from "../shared/keys.js";
import { pixelUnder } from "../shared/marked_canvas.js";
import { shape } from "../shared/svg.js";
import { movedCell } from "./map_cells.js";

const UNIT = 10; // of the drawing, for a pixel of the picture

export class MapPanel {
  // `point(cell)` is called for the cell that is read.
  constructor(figure, point) {
    Object.assign(this, { figure, point, cell: [0, 0] });
    this.svg = figure.querySelector("svg");
    for (const kind of ["pointermove", "pointerdown"]) this.svg.addEventListener(kind, (event) => this.onPointer(event));
    this.svg.addEventListener("keydown", (event) => this.onKey(event));
  }

  // `shown`: caption, alt, low, high, gradient, overlay, rows, columns; `frame`: picture, size, smooth, strength.
  draw(shown, frame) {
    const [height, width] = frame.size.map((side) => side * UNIT);
    Object.assign(this, { rows: shown.rows, columns: shown.columns, height, width });
    this.figure.querySelector("figcaption").textContent = shown.caption;
    this.figure.querySelector(".bar").style.background = shown.gradient;
    this.figure.querySelector(".bar").hidden = !shown.gradient;
    const ends = this.figure.querySelectorAll(".ends span");
    [ends[0].textContent, ends[1].textContent] = [shown.low, shown.high];
    this.svg.setAttribute("aria-label", shown.alt);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren(image(frame.picture, { width, height }));
    if (shown.overlay) this.svg.append(image(shown.overlay, { width, height, opacity: frame.strength / 100 }, frame.smooth));
    this.field = shape("rect", { class: "field", visibility: "hidden" });
    this.svg.append(this.field);
    this.marks = ["halo", "spot"].map((name) => shape("rect", { class: name }));
    this.svg.append(...this.marks);
  }

  // Marks a cell of the map.
  mark(cell) {
    this.cell = cell;
    const [down, across] = [this.height / this.rows, this.width / this.columns];
    this.markBox([cell[0] * down, cell[1] * across, down, across]);
  }

  // Marks [top, left, height, width] in pixels of the picture.
  markPixels(box) {
    this.markBox(box.map((length) => length * UNIT));
  }

  // Outlines the pixels that the marked cell depends on.
  outline([top, left, height, width]) {
    setAll(this.field, { visibility: "visible", x: left * UNIT, y: top * UNIT, width: width * UNIT, height: height * UNIT });
  }

  markBox([y, x, height, width]) {
    for (const mark of this.marks) setAll(mark, { x, y, width, height });
  }

  onPointer(event) {
    this.point(pixelUnder(event, this.svg.getBoundingClientRect(), { width: this.columns, height: this.rows }), this);
  }

  onKey(event) {
    if (!(event.key in ARROWS) || hasModifier(event)) return;
    event.preventDefault();
    this.point(movedCell(this.cell, ARROWS[event.key], this.rows, this.columns), this);
  }
}

function image(href, attributes, smooth = false) {
  return shape("image", { href, preserveAspectRatio: "none", "image-rendering": smooth ? "auto" : "pixelated", ...attributes });
}

export function setAll(drawn, attributes) {
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
}
