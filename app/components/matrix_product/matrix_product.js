// Convolution as one matrix multiplication: windows as columns, filters as rows. The matrices are
// the engine's; what belongs together is found here.

import { layOut, valueAt } from "../shared/arithmetic.js";
import { inputName, outputName } from "../shared/arithmetic_text.js";
import { cellUnder } from "../shared/cell_grid.js";
import { onClicker } from "../shared/clicker.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { onGridKeys, PAGES } from "../shared/keys.js";
import { numberGrid } from "../shared/number_grid.js";
import { cellOfLink, linkOfCell, placeOnce, tellPosition } from "../shared/positions.js";
import { countOfColumns, depthOfColumns, placesFor } from "./matrix_places.js";
import { sizeFigure } from "./matrix_sizes.js";
import { productTexts } from "./matrix_texts.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".matrix-product");
  const [problem, { matrices, sizes }, digest, title, position] = data;
  root.view ??= new MatrixProduct(root);
  takeOnce(root, digest, () => root.view.take(problem, matrices, sizes, title));
  placeOnce(root, position, ({ at }) => root.view.place(cellOfLink(at)));
  const deaf = onClicker(root, (key) => root.view.step(PAGES[key]));
  const silent = tellPosition(root, () => ({ at: root.view.at }));
  return () => {
    deaf();
    silent();
  };
}

const FIRST = { kind: "product", at: [0, 0] };
const CHOSEN = /^(product|columns|weights|input\d+)$/; // grids in which a cell can be kept

class MatrixProduct {
  constructor(root) {
    Object.assign(this, { root, hovered: null });
    this.part = (name) => root.querySelector(name);
    const parts = this.part(".parts");
    parts.addEventListener("pointerover", (event) => this.hover(event));
    parts.addEventListener("pointerleave", () => this.show(this.kept));
    parts.addEventListener("click", (event) => this.keep(this.targetUnder(event)));
    parts.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && this.keep(targetOf(target, [0, 0])));
    offerSnapshot(root, [".parts", ".told", ".sizes"], () => this.name);
    onGridKeys(root, ".grid[data-grid]", (by) => this.step(by), (grid, by) => this.move(grid, by));
  }

  take(problem, matrices, sizes, title) {
    this.layout = layOut(problem);
    this.matrices = matrices;
    this.part(".parts").hidden = this.part(".dot").hidden = matrices === null;
    this.part(".sizes").replaceChildren(...sizes.map(sizeFigure));
    const { layout } = this;
    const [deep, many] = [depthOfColumns(layout), countOfColumns(layout)];
    const lengths = { deep, across: deep + many, down: deep + layout.depth + 2, room: roomFor(layout, deep) };
    for (const [name, length] of Object.entries(lengths)) this.root.style.setProperty(`--${name}`, length);
    if (matrices === null) {
      this.part(".what").textContent = `${deep}×${many} numbers are too many to show; choose a smaller input.`;
      return;
    }
    this.build(title);
    this.part(".notes").textContent = productNotes(problem);
    this.kept = FIRST;
    this.show(this.kept);
  }

  // The chosen cell, as a link says it.
  get at() {
    if (this.matrices === null) return "";
    const { kind, at } = this.kept;
    const [name, ...place] = kind === "input" ? [`input${at[0]}`, ...at.slice(1)] : [kind, ...at];
    const text = linkOfCell(name, ...place);
    return text === "product_0_0" ? "" : text;
  }

  place(cell) {
    if (this.matrices === null) return;
    const [name, ...place] = cell ?? [""];
    const there = CHOSEN.test(name) && this.gridOf(...partsOf(name))?.at(...place);
    this.kept = there ? targetNamed(name, place) : FIRST;
    this.show(this.kept);
  }

  // Of the only one of its kind `number` is null.
  gridOf(kind, number) {
    return number === null ? this.grids[kind] : this.grids[`${kind}s`]?.[number];
  }

  build(title) {
    const { layout, matrices } = this;
    const { rows, columns } = layout;
    const first = [-rows.before, -columns.before];
    const inputs = Array.from({ length: layout.channels }, (_, c) =>
      numberGrid(`input${c}`, inputName(layout, c, title), rows.source.length, columns.source.length, (i, j) => valueAt(layout, c, i, j), first));
    const maps = Array.from({ length: layout.depth }, (_, k) =>
      numberGrid(`map${k}`, outputName(layout, k), rows.outputs, columns.outputs, (y, x) => matrices.product[k][y * columns.outputs + x]));
    const [deep, many] = [matrices.columns.length, matrices.columns[0].length];
    const of = (name, words) => numberGrid(name, words, matrices[name].length, matrices[name][0].length, (i, j) => matrices[name][i][j]);
    const [x, w, v] = [of("columns", `Columns: ${deep} × ${many}, one window per column`), of("weights", `Weights: ${layout.depth} × ${deep}, one filter per row`), of("product", `Weights · columns${layout.problem.bias ? " + bias" : ""}: ${layout.depth} × ${many}`)];
    this.grids = { inputs: inputs.map(({ grid }) => grid), maps: maps.map(({ grid }) => grid), columns: x.grid, weights: w.grid, product: v.grid };
    this.part(".inputs").replaceChildren(...inputs.map(({ figure }) => figure));
    this.part(".outputs").replaceChildren(...maps.map(({ figure }) => figure));
    for (const [name, { figure }] of Object.entries({ columns: x, weights: w, product: v })) this.part(`.${name}`).replaceChildren(figure);
  }

  show(target) {
    const { grids, layout } = this;
    this.shown = target;
    const marks = placesFor(layout, target);
    for (const name of ["columns", "weights", "product"]) grids[name].mark(marks[name]);
    for (const name of ["inputs", "maps"]) grids[name].forEach((grid, i) => grid.mark(marks[name][i]));
    const texts = productTexts(layout, this.matrices, target, marks);
    [this.part(".what").textContent, this.part(".dot").textContent] = texts;
  }

  keep(target) {
    if (!target) return;
    this.kept = target.kind === "map" ? this.ofMap(target) : target;
    this.show(this.kept);
    this.part(".spoken").textContent = `${this.part(".what").textContent}. ${this.part(".dot").textContent}`;
  }

  hover(event) {
    const target = this.targetUnder(event);
    if (target) this.show(target.kind === "map" ? this.ofMap(target) : target);
  }

  get name() {
    return this.matrices === null ? "matrices" : ["matrices", this.shown.kind, ...this.shown.at].join("-");
  }

  // A cell of an output map is one of the product.
  ofMap({ at: [k, y, x] }) {
    return { kind: "product", at: [k, y * this.layout.columns.outputs + x] };
  }

  targetUnder(event) {
    const host = event.target.closest(".grid[data-grid]");
    const cell = host && cellUnder(event);
    return cell && targetOf(host, cell);
  }

  // The cells of the product, one after the other.
  step(by) {
    if (this.matrices === null) return;
    const many = countOfColumns(this.layout);
    const [k, p] = this.kept.kind === "product" ? this.kept.at : [0, -by];
    const next = Math.min(this.layout.count - 1, Math.max(0, k * many + p + by));
    this.keep({ kind: "product", at: [Math.floor(next / many), next % many] });
  }

  move(host, [down, across]) {
    const [kind, number] = nameOf(host);
    const grid = this.gridOf(kind, number);
    const at = host.at ?? [0, 0];
    const to = [at[0] + down, at[1] + across];
    if (grid.at(...to)) this.keep(targetOf(host, to));
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
function partsOf(name) {
  const number = name.replace(/\D+/, "");
  return [name.replace(/\d+/, ""), number === "" ? null : Number(number)];
}

function nameOf({ dataset: { grid } }) {
  return partsOf(grid);
}

function targetOf(host, cell) {
  host.at = cell;
  return targetNamed(host.dataset.grid, cell);
}

function targetNamed(name, cell) {
  const [kind, number] = partsOf(name);
  return { kind, at: number === null ? cell : [number, ...cell] };
}

function productNotes({ groups, operation }) {
  const lines = ["Processors are fastest at one large matrix multiplication, so libraries lay the windows out as columns (im2col), at the cost of memory."];
  if (groups > 1) lines.push("Groups: the weights for channels of other groups are 0; libraries multiply each group separately.");
  if (operation === "convolution") lines.push("True convolution: the weights are those of the kernel rotated by 180°.");
  return lines.join(" ");
}
