// A figure of small pictures whose numbers can be opened: the caption tells the one that is open.

import { element } from "../shared/dom.js";
import { mark } from "../shared/marked_canvas.js";
import { grid, paintTiles, place, stepOn } from "../shared/tiles.js";
import { ValueReadout } from "./value_readout.js";

export class TileFigure {
  // `enlarge(figure, tile)` shows one of the pictures large; a figure without it is large already.
  constructor(figure, say, enlarge = null) {
    this.caption = element("figcaption");
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "application");
    this.spot = element("div", "", "spot");
    this.spot.hidden = true;
    const view = element("div", "", "view");
    view.append(this.canvas, this.spot);
    figure.prepend(this.caption, view);
    this.readout = new ValueReadout(this.canvas, {
      at: (x, y) => place(this.stage, this.across, Math.floor(x * this.canvas.width), Math.floor(y * this.canvas.height)),
      after: (from, key) => stepOn(this.stage, this.across, from, key),
      tell: (cell) => this.tell(cell),
      say,
      choose: enlarge && ((cell) => enlarge(this, cell?.[0] ?? 0)),
      leavesEscape: !enlarge,
    });
  }

  // `stage.name` is what one picture is called; `title` is the caption, `label` says it to who
  // cannot see it.
  show(stage, table, title, { label = title, across = 8 } = {}) {
    const former = this.stage ?? stage;
    Object.assign(this, { stage: { count: 1, ...stage }, title, across });
    paintTiles(this.canvas, stage, table, across);
    this.table = table;
    this.canvas.setAttribute("aria-label", `${label}. Arrow keys read the values${this.readout.choose ? ", Enter enlarges" : ""}.`);
    const sameShape = ["count", "height", "width"].every((side) => (former[side] ?? 1) === this.stage[side]);
    this.readout.open(sameShape ? this.readout.place : null);
  }

  tell(cell) {
    this.spot.hidden = cell === null;
    const words = cell && numberText(this.stage, cell);
    this.caption.textContent = words ?? this.title ?? "";
    if (cell === null) return null;
    const [left, top] = grid(this.stage, this.across).at(cell[0]);
    mark(this, [top + cell[1], left + cell[2], 1, 1]);
    return words;
  }
}

// A number in words. Where a stage has no `numbers`, a pixel of 0…255 stands for low…high.
export function numberText(stage, [tile, row, column]) {
  const { height, width, channels = 1, low, high, first = 0 } = stage;
  const area = height * width;
  const at = tile * channels * area + row * width + column;
  const values = Array.from({ length: channels }, (_, c) => {
    const index = at + c * area;
    if (stage.exact) return String(stage.pixels[index]);
    if (stage.numbers) return threeDigits(stage.numbers[index]);
    return `≈ ${threeDigits(low + (stage.pixels[index] / 255) * (high - low))}`;
  });
  const which = stage.name ? `${stage.name} ${first + tile}, row` : "Row";
  return `${which} ${row}, column ${column}: ${channels === 3 ? "red, green, blue " : ""}${values.join(", ")}`;
}

// One of the pictures of a stage, as a stage of its own that remembers which one it was.
export function single(stage, tile) {
  const { count = 1, channels = 1, height, width, pixels, numbers } = stage;
  const area = channels * height * width;
  const part = (values) => values && values.slice(tile * area, (tile + 1) * area);
  return { ...stage, count: 1, first: tile, of: count, pixels: part(pixels), numbers: part(numbers) };
}

// Three significant digits; very large and very small numbers by a power of ten.
export function threeDigits(value) {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e6);
  return (isPlain ? String(rounded) : rounded.toExponential()).replaceAll("-", "−").replace("e+", "e");
}
