// The far corner of the padded picture, enlarged: the last window that fits, and the rows and
// columns behind it that no window reaches.

import { shape } from "../shared/svg.js";

const CELL = 14;

// One axis, seen from its far end: `cells` positions of the padded input are drawn, of which the
// first `lead` and the last `after` are padding and the last `leftover` are reached by no window;
// the window's taps are marked.
export function farEnd({ kernel, dilation, stride, leftover, before, after, padded }) {
  const extent = dilation * (kernel - 1) + 1;
  const cells = Math.min(extent + leftover + stride, padded);
  const first = cells - leftover - extent;
  const taps = Array.from({ length: kernel }, (_, tap) => first + tap * dilation);
  const lead = Math.max(0, before - (padded - cells));
  return { cells, first, extent, leftover, taps, lead, after };
}

// Rows (or columns) of the picture itself that are left over: padding is lost before them.
export function uncoveredOfImage({ leftover, after }) {
  return Math.max(0, leftover - after);
}

export function drawUncoveredCorner(svg, rows, columns) {
  const vertical = farEnd(rows);
  const horizontal = farEnd(columns);
  svg.replaceChildren();
  svg.setAttribute("viewBox", `-1 -1 ${horizontal.cells * CELL + 2} ${vertical.cells * CELL + 2}`);
  svg.style.aspectRatio = `${horizontal.cells} / ${vertical.cells}`;
  for (let y = 0; y < vertical.cells; y += 1) {
    for (let x = 0; x < horizontal.cells; x += 1) {
      svg.append(cell(x, y, nameOfCell(x, y, horizontal, vertical)));
    }
  }
  svg.append(windowBox(horizontal, vertical));
}

function nameOfCell(x, y, horizontal, vertical) {
  const lost = x >= horizontal.cells - horizontal.leftover || y >= vertical.cells - vertical.leftover;
  if (lost) return "lost";
  if (horizontal.taps.includes(x) && vertical.taps.includes(y)) return "tap";
  return isPadding(x, horizontal) || isPadding(y, vertical) ? "padding" : "plain";
}

function isPadding(at, { lead, cells, after }) {
  return at < lead || at >= cells - after;
}

function cell(x, y, name) {
  const box = shape("rect", { class: name, ...place(x, y, 1, 1) });
  if (name !== "lost") return box;
  const group = shape("g");
  const d = `M${x * CELL + 3} ${y * CELL + 3}l8 8m0 -8l-8 8`;
  group.append(box, shape("path", { class: "cross", d }));
  return group;
}

function windowBox({ first: x, extent: width }, { first: y, extent: height }) {
  return shape("rect", { class: "window", ...place(x, y, width, height) });
}

function place(x, y, width, height) {
  return { x: x * CELL, y: y * CELL, width: width * CELL, height: height * CELL };
}
