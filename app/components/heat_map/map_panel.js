// One heat map over its picture, as a drawing; the pointer, touch and arrow keys read its cells.

import { ARROWS, hasModifier } from "../shared/keys.js";
import { pixelUnder } from "../shared/marked_canvas.js";
import { shape } from "../shared/svg.js";
import { movedCell } from "./map_cells.js";

export const UNIT = 10; // of the drawing, for a pixel of the picture

export class MapPanel {
  // `point(cell)` is called for the cell that is read, `pin(cell)` for one that shall stay.
  constructor(figure, point, pin = () => {}) {
    Object.assign(this, { figure, point, pin, cell: [0, 0] });
    this.svg = figure.querySelector("svg");
    for (const kind of ["pointermove", "pointerdown"]) this.svg.addEventListener(kind, (event) => this.onPointer(event));
    this.svg.addEventListener("click", (event) => this.pin(this.cellUnder(event)));
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
    this.pins = ["pin-halo", "pin"].map((name) => shape("rect", { class: name, visibility: "hidden" }));
    this.marks = ["halo", "spot"].map((name) => shape("rect", { class: name }));
    this.svg.append(...this.marks, ...this.pins);
  }

  // Marks a cell of the map.
  mark(cell) {
    this.cell = cell;
    this.markBox(this.boxOf(cell));
  }

  // Marks the cell that is pinned; null for none.
  markPinned(cell) {
    const [y, x, height, width] = this.boxOf(cell ?? [0, 0]);
    for (const mark of this.pins) setAll(mark, { x, y, width, height, visibility: cell ? "visible" : "hidden" });
  }

  boxOf([row, column]) {
    const [down, across] = [this.height / this.rows, this.width / this.columns];
    return [row * down, column * across, down, across];
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
    this.point(this.cellUnder(event), this);
  }

  cellUnder(event) {
    return pixelUnder(event, this.svg.getBoundingClientRect(), { width: this.columns, height: this.rows });
  }

  onKey(event) {
    if (["Enter", " "].includes(event.key) && !hasModifier(event)) {
      event.preventDefault();
      this.pin(this.cell);
    }
    if (!(event.key in ARROWS) || hasModifier(event)) return;
    event.preventDefault();
    this.point(movedCell(this.cell, ARROWS[event.key], this.rows, this.columns), this);
  }
}

export function image(href, attributes, smooth = false) {
  return shape("image", { href, preserveAspectRatio: "none", "image-rendering": smooth ? "auto" : "pixelated", ...attributes });
}

export function setAll(drawn, attributes) {
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
}
