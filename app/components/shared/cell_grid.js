// A matrix drawn as SVG: cells with their texts, marks on some of them, and boxes around windows.

import { shape } from "./svg.js";

const SIDE = 40; // of a cell, in the drawing's own units
const LINE = 68; // letters of a text of size 1 that a cell has room for, roughly

export class CellGrid {
  // `first`: what row and column the top left cell is called by (negative where there is padding).
  // `lazy`: a cell is drawn when it is asked for or pointed at, and until then there are only lines:
  // thousands of cells are slow to paint.
  constructor(host, rows, columns, first = [0, 0], lazy = false) {
    Object.assign(this, { host, rows, columns, first, marked: [], surrounded: false, cells: [] });
    this.svg = shape("svg", { viewBox: `-1 -1 ${columns * SIDE + 2} ${rows * SIDE + 2}`, "aria-hidden": "true" });
    this.box = shape("rect", { class: "window", visibility: "hidden" });
    this.svg.append(...(lazy ? [this.ground()] : []), this.box);
    for (let i = 0; !lazy && i < rows * columns; i += 1) this.at(first[0] + Math.floor(i / columns), first[1] + (i % columns));
    host.style.setProperty("--columns", columns);
    host.style.setProperty("--rows", rows);
    host.replaceChildren(this.svg);
  }

  // The lines between cells that are not drawn yet.
  ground() {
    const [width, height] = [this.columns * SIDE, this.rows * SIDE];
    const across = Array.from({ length: this.rows + 1 }, (_, i) => `M0 ${i * SIDE}H${width}`);
    const down = Array.from({ length: this.columns + 1 }, (_, j) => `M${j * SIDE} 0V${height}`);
    const ground = shape("g", { class: "ground" });
    ground.append(shape("rect", { width, height }), shape("path", { d: [...across, ...down].join("") }));
    for (const kind of ["pointermove", "pointerdown"]) ground.addEventListener(kind, (event) => this.at(...this.placeUnder(event)));
    return ground;
  }

  placeUnder({ clientX, clientY }) {
    const { left, top, width } = this.svg.getBoundingClientRect();
    const unit = width / (this.columns * SIDE + 2);
    const count = (length, start) => Math.floor((length / unit - 1) / SIDE) + start;
    return [count(clientY - top, this.first[0]), count(clientX - left, this.first[1])];
  }

  cell(row, column) {
    const group = shape("g", { class: "cell", transform: `translate(${column * SIDE} ${row * SIDE})` });
    group.dataset.row = row + this.first[0];
    group.dataset.column = column + this.first[1];
    const text = shape("text", { x: SIDE / 2, y: SIDE / 2, class: "value" });
    group.append(shape("rect", { width: SIDE, height: SIDE }), text);
    return group;
  }

  at(row, column) {
    const [i, j] = [row - this.first[0], column - this.first[1]];
    if (!(i >= 0 && j >= 0 && i < this.rows && j < this.columns)) return null;
    this.cells[i * this.columns + j] ??= this.svg.insertBefore(this.cell(i, j), this.box);
    return this.cells[i * this.columns + j];
  }

  // [left, top, right, bottom] of a cell in a drawing that fills this box.
  edgesOf(row, column, { left, top, width }) {
    const unit = width / (this.columns * SIDE + 2);
    const [x, y] = [left + unit * (1 + (column - this.first[1]) * SIDE), top + unit * (1 + (row - this.first[0]) * SIDE)];
    return [x, y, x + unit * SIDE, y + unit * SIDE];
  }

  write(row, column, text) {
    const element = this.at(row, column).children[1];
    if (element.textContent === text) return;
    element.textContent = text;
    element.style.setProperty("--fitting", `${LINE / Math.max(1, lengthOf(text))}px`);
  }

  // `marks`: [row, column, class, note]; those of before are taken away.
  mark(marks) {
    for (const cell of this.marked) {
      cell.setAttribute("class", cell.dataset.kind ?? "cell");
      cell.children[2]?.remove();
    }
    this.marked = [];
    for (const [row, column, name, note] of marks) {
      const cell = this.at(row, column);
      if (!cell) continue;
      cell.classList.add(name);
      if (note && !cell.children[2]) cell.append(noteOf(note));
      this.marked.push(cell);
    }
  }

  // What a cell is for good, as padding is.
  become(row, column, kind) {
    const cell = this.at(row, column);
    cell.dataset.kind = `cell ${kind}`;
    cell.setAttribute("class", cell.dataset.kind);
  }

  // A drawing that nothing happens to is left alone, so that it need not be painted again.
  surround(box) {
    if (!box && !this.surrounded) return;
    this.surrounded = Boolean(box);
    this.box.setAttribute("visibility", box ? "visible" : "hidden");
    if (!box) return;
    const [top, left, bottom, right] = box;
    this.box.setAttribute("x", (left - this.first[1]) * SIDE);
    this.box.setAttribute("y", (top - this.first[0]) * SIDE);
    this.box.setAttribute("width", (right - left + 1) * SIDE);
    this.box.setAttribute("height", (bottom - top + 1) * SIDE);
  }
}

// A point takes half of the room of a digit.
const lengthOf = (text) => text.length - (text.includes(".") ? 0.5 : 0);

function noteOf(text) {
  const note = shape("text", { x: SIDE - 3, y: SIDE - 4, class: "note" }, text);
  note.style.fontSize = `${Math.min(11, 52 / text.length)}px`;
  return note;
}

// The cell of a grid under the pointer, as [row, column] by their names, or null.
export function cellUnder(event) {
  const cell = event.target.closest?.(".cell");
  return cell ? [Number(cell.dataset.row), Number(cell.dataset.column)] : null;
}
