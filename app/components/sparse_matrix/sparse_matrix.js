// Convolution as one sparse matrix, row by row. The numbers are the engine's; what belongs together is
// found here.

import { Playback } from "../shared/playback.js";
import { linkOfCell } from "../shared/positions.js";
import { playIn, StepPlayer } from "../shared/step_player.js";
import { sparseFigure } from "./sparse_figure.js";
import { buildGrids, writeGiven, writeRow } from "./sparse_grids.js";
import { layOutMatrix, marksOf } from "./sparse_layout.js";
import { sparseNotes, sparseTexts } from "./sparse_texts.js";

export default function ({ data: [model, digest, position], parentElement }) {
  const root = parentElement.querySelector(".sparse-matrix");
  return playIn(root, SparseMatrix, digest, position, (player) => player.take(model));
}

const WIDE = 40; // columns from which the matrix has lines of its own

class SparseMatrix extends StepPlayer {
  take(model) {
    const before = this.shape;
    this.layout = layOutMatrix(model);
    this.values = this.layout.to.values;
    this.beginAt(0, before === this.shape);
    this.root.classList.toggle("too-large", this.layout.isLarge);
    this.grids = this.layout.isLarge ? null : buildGrids(this.part, this.layout);
    this.fit();
    this.part(".notes").textContent = sparseNotes(this.layout);
    this.writeAll();
  }

  // What decides whether it goes on where it stands.
  get shape() {
    return this.layout && [this.layout.backward, this.layout.isLarge, ...this.layout.model.size].join();
  }

  // How large the cells can be.
  fit() {
    const { from, to, model, height, width } = this.layout;
    const [rows, columns] = this.layout.backward ? [...model.size].reverse() : model.size;
    const isWide = columns > WIDE;
    this.root.classList.toggle("wide", isWide);
    const given = Math.max(from.width, 2 * width + 1);
    const kernels = Math.ceil((model.kernels.length * model.kernels[0].length) / 2) * (height + 1);
    const down = Math.max(from.planes.length * (from.height + 1) + kernels, to.planes.length * (to.height + 1));
    const lengths = { given, beside: given + to.width, down, "columns-across": columns, "rows-down": rows };
    for (const [name, length] of Object.entries(lengths)) this.root.style.setProperty(`--${name}`, length);
  }

  emptyPlayback() {
    const { isLarge, to } = this.layout;
    return isLarge ? new Playback(1, 1) : new Playback(to.count, to.width);
  }

  get step() {
    return { kind: "row", at: this.playback.current };
  }

  stepOf({ kind, at }) {
    return { row: at, entry: at[0] }[kind] ?? null;
  }

  targetAt(name, [row, column]) {
    if (name === "matrix") return { kind: "entry", at: [row, column] };
    const { from, area, width } = this.layout;
    const number = Number(name.replace(/\D+/, ""));
    if (name.startsWith("kernel")) return { kind: "weight", at: number * area + row * width + column };
    const isFrom = name.startsWith(from.name);
    return { kind: isFrom ? "column" : "row", at: this.layout[isFrom ? "from" : "to"].indexOf([number, row, column]) };
  }

  // The grid and the cell that a target is pointed at by.
  placeOf({ kind, at }) {
    const { from, to, placeOf } = this.layout;
    if (kind === "entry") return ["matrix", ...at];
    const [number, ...cell] = { row: () => to.cellOf(at), column: () => from.cellOf(at), weight: () => placeOf(at) }[kind]();
    return [`${{ row: to.name, column: from.name, weight: "kernel" }[kind]}${number}`, ...cell];
  }

  gridNamed(name) {
    if (!this.grids || name === "matrix") return this.grids?.matrix;
    const [, kind, number] = name.match(/^(input|output|kernel)(\d+)$/) ?? [];
    const { from, to } = this.layout;
    return this.grids[{ [from.name]: "from", [to.name]: "to", kernel: "kernels" }[kind]]?.[number];
  }

  get pinnedText() {
    return this.pinned ? linkOfCell(...this.placeOf(this.pinned)) : "";
  }

  pinnedOf(cell) {
    const [name, ...place] = cell ?? [""];
    return this.gridNamed(name)?.at(...place) ? this.targetAt(name, place) : null;
  }

  cellOf(name, target) {
    return this.placeOf(target).slice(1);
  }

  // Everything that depends on how numbers are written.
  writeAll() {
    if (this.grids) {
      writeGiven(this.grids, this);
      this.writeSteps(0, this.playback.count);
    }
    this.written = this.playback.filled;
    this.draw();
  }

  writeSteps(from, to) {
    for (let row = from; this.grids && row < Math.min(to, this.playback.count); row += 1) writeRow(this.grids, this, row);
  }

  draw() {
    const { grids, layout, target, style, playback } = this;
    this.showScrubber();
    if (!grids) {
      this.part(".what").textContent = `${layout.model.size.join("×")} entries are too many to show; choose a smaller input or fewer filters.`;
      this.part(".dot").textContent = "";
      return;
    }
    const marks = marksOf(layout, target);
    grids.matrix.mark(marks.matrix);
    for (const name of ["from", "to", "kernels"]) grids[name].forEach((grid, i) => grid.mark(marks[name][i]));
    const hidden = playback.hides(this.stepOf(target) ?? 0);
    const [what, dot] = sparseTexts(layout, target, { style, hidden });
    this.showHeading(what);
    this.part(".dot").textContent = dot;
  }

  speak() {
    this.part(".spoken").textContent = `${this.part(".what").textContent}. ${this.part(".dot").textContent}`;
  }

  get figureName() {
    return `${this.animationName}-${this.placeOf(this.target).join("-")}`;
  }

  get figure() {
    return sparseFigure(this);
  }

  get animationName() {
    return `sparse-matrix-${this.layout.model.direction}`;
  }

  get frames() {
    const { layout, style } = this;
    return (index) => {
      const playback = new Playback(layout.to.count, layout.to.width);
      playback.goTo(index);
      return sparseFigure({ layout, style, playback, target: { kind: "row", at: index } });
    };
  }
}
