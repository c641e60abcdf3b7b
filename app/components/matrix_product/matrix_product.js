// Convolution as one matrix multiplication: windows as columns, filters as rows, built column by
// column. The matrices are the engine's; what belongs together is found here.

import { layOut } from "../shared/arithmetic.js";
import { Playback } from "../shared/playback.js";
import { linkOfCell } from "../shared/positions.js";
import { playIn, StepPlayer } from "../shared/step_player.js";
import { buildGrids, writeColumn, writeGiven } from "./matrix_grids.js";
import { countOfColumns, depthOfColumns, placeOf, placesFor } from "./matrix_places.js";
import { sizeFigure } from "./matrix_sizes.js";
import { productTexts } from "./matrix_texts.js";
import { productFigure } from "./product_figure.js";

export default function ({ data: [problem, { matrices, sizes }, digest, title, position], parentElement }) {
  const root = parentElement.querySelector(".matrix-product");
  return playIn(root, MatrixProduct, digest, position, (player) => player.take(problem, matrices, sizes, title));
}

const CHOSEN = /^(product|columns|weights|input\d+)$/; // grids in which a cell can be pinned

class MatrixProduct extends StepPlayer {
  take(problem, matrices, sizes, title) {
    const before = this.shape;
    Object.assign(this, { layout: layOut(problem), matrices, title });
    this.values = matrices === null ? [] : matrices.product[0];
    this.beginAt(0, before === this.shape);
    this.part(".sizes").replaceChildren(...sizes.map(sizeFigure));
    this.fit();
    this.root.classList.toggle("too-large", matrices === null);
    this.grids = matrices && buildGrids(this.part, this);
    this.part(".notes").textContent = productNotes(problem);
    this.writeAll();
  }

  // What decides whether it goes on where it stands.
  get shape() {
    return this.layout && [this.matrices !== null, this.layout.depth, depthOfColumns(this.layout), this.layout.rows.outputs, this.layout.columns.outputs].join();
  }

  // How large the cells can be.
  fit() {
    const { layout } = this;
    const deep = depthOfColumns(layout);
    const lengths = { deep, across: deep + countOfColumns(layout), down: deep + layout.depth + 2, room: roomFor(layout, deep) };
    for (const [name, length] of Object.entries(lengths)) this.root.style.setProperty(`--${name}`, length);
  }

  emptyPlayback() {
    const { layout, matrices } = this;
    return matrices === null ? new Playback(1, 1) : new Playback(countOfColumns(layout), layout.columns.outputs);
  }

  get step() {
    return { kind: "column", at: [this.playback.current] };
  }

  stepOf({ kind, at }) {
    return { product: at[1], columns: at[1], column: at[0] }[kind] ?? null;
  }

  // A cell of an output map is one of the product.
  targetAt(name, cell) {
    const [kind, number] = kindOf(name);
    if (kind === "map") return { kind: "product", at: [number, cell[0] * this.layout.columns.outputs + cell[1]] };
    return { kind, at: number === null ? cell : [number, ...cell] };
  }

  get pinnedText() {
    if (!this.pinned) return "";
    const { kind, at } = this.pinned;
    return kind === "input" ? linkOfCell(`input${at[0]}`, ...at.slice(1)) : linkOfCell(kind, ...at);
  }

  pinnedOf(cell) {
    const [name, ...place] = cell ?? [""];
    return this.grids && CHOSEN.test(name) && this.gridNamed(name)?.at(...place) ? this.targetAt(name, place) : null;
  }

  // Of the only one of its kind there is no number.
  gridNamed(name) {
    const [kind, number] = kindOf(name);
    return number === null ? this.grids[kind] : this.grids[`${kind}s`]?.[number];
  }

  // The cell of the grid that has the focus.
  cellOf(name, { kind, at }) {
    if (name.startsWith("map")) return placeOf(this.layout, at[1]);
    return kind === "input" ? at.slice(1) : at;
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
    for (let p = from; this.grids && p < Math.min(to, this.playback.count); p += 1) writeColumn(this.grids, this, p);
  }

  draw() {
    const { grids, layout, matrices, target, style, playback } = this;
    this.showScrubber();
    if (!grids) {
      this.part(".what").textContent = `${depthOfColumns(layout)}×${countOfColumns(layout)} numbers are too many to show; choose a smaller input.`;
      this.part(".dot").textContent = "";
      return;
    }
    const marks = placesFor(layout, target);
    for (const name of ["columns", "weights", "product"]) grids[name].mark(marks[name]);
    for (const name of ["inputs", "maps"]) grids[name].forEach((grid, i) => grid.mark(marks[name][i]));
    const hidden = playback.hides(this.stepOf(target) ?? 0);
    const [what, dot] = productTexts(layout, matrices, target, marks, { style, hidden });
    this.showHeading(what);
    this.part(".dot").textContent = dot;
  }

  speak() {
    this.part(".spoken").textContent = `${this.part(".what").textContent}. ${this.part(".dot").textContent}`;
  }

  get figureName() {
    const { kind, at } = this.target;
    return ["matrices", kind, ...at].join("-");
  }

  get figure() {
    return productFigure(this);
  }

  get animationName() {
    return "im2col";
  }

  get frames() {
    const { layout, matrices, title, style } = this;
    return (index) => {
      const playback = new Playback(countOfColumns(layout), layout.columns.outputs);
      playback.goTo(index);
      return productFigure({ layout, matrices, title, style, playback, target: { kind: "column", at: [index] } });
    };
  }
}

// How much larger a cell of the inputs can be than one of the matrices, over whose weights they
// stand: in a square of that many cells, two beside each other.
function roomFor({ channels, rows, columns }, deep) {
  const across = Math.min(2, channels);
  const down = Math.ceil(channels / across);
  return Math.min(deep / (across * (columns.source.length + 0.6)), (deep - 2 * down) / (down * rows.source.length));
}

// "input2" is the third input, "columns" the only one.
function kindOf(name) {
  const number = name.replace(/\D+/, "");
  return [name.replace(/\d+/, ""), number === "" ? null : Number(number)];
}

function productNotes({ groups, operation }) {
  const lines = ["Processors are fastest at one large matrix multiplication, so libraries lay the windows out as columns (im2col), at the cost of memory."];
  if (groups > 1) lines.push("Groups: the weights for channels of other groups are 0; libraries multiply each group separately.");
  if (operation === "convolution") lines.push("True convolution: the weights are those of the kernel rotated by 180°.");
  return lines.join(" ");
}
