// One map, enlarged, with a marked cell or window: the pointer and the arrow keys read its cells.

import { element } from "../shared/dom.js";
import { ARROWS, hasModifier } from "../shared/keys.js";
import { pixelUnder } from "../shared/marked_canvas.js";
import { coloursOf } from "./column_layout.js";

// A canvas of a pixel a number, and a frame that marks some of them.
export function newMapCanvas(className) {
  const view = element("div", "", `view ${className}`);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const spot = element("span", "", "spot");
  view.append(canvas, spot);
  return { view, canvas, spot };
}

export function paintMap(canvas, { rows, columns, values }, tables, scale) {
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const pixels = coloursOf(values, tables[scale.kind], scale);
  canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows), 0, 0);
}

// Reads the cells of a view that can have the focus: `hover(cell)` while the mouse is over one, null
// when it leaves; `choose(cell)` by a click, a touch or arrow keys.
export function readCells(view, { size, at, hover, choose }) {
  const under = (event) => pixelUnder(event, view.getBoundingClientRect(), { width: size().columns, height: size().rows });
  view.addEventListener("pointermove", (event) => hover(under(event)));
  view.addEventListener("pointerleave", () => hover(null));
  view.addEventListener("pointerdown", (event) => choose(under(event)));
  view.addEventListener("keydown", (event) => {
    if (!(event.key in ARROWS) || hasModifier(event)) return;
    event.preventDefault();
    choose(movedWithin(at(), ARROWS[event.key], size()));
  });
}

export function movedWithin([row, column], [down, right], { rows, columns }) {
  const within = (place, count) => Math.min(count - 1, Math.max(0, place));
  return [within(row + down, rows), within(column + right, columns)];
}
