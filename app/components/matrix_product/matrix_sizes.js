// Weights, columns and their product as blocks, to scale, in Falk's scheme.

import { element } from "../shared/dom.js";
import { shape } from "../shared/svg.js";
import { sizeLines } from "./matrix_texts.js";

const [WIDTH, GAP, LETTER] = [640, 10, 13];
const THINNEST = 5;

export function sizeFigure(size) {
  const figure = element("figure");
  const lines = sizeLines(size).map((text) => element("p", text));
  figure.append(element("figcaption", size.title), blocks(size, lines[0].textContent), ...lines);
  return figure;
}

function blocks({ filters, depth, columns }, spoken) {
  const unit = (WIDTH - GAP) / (depth + columns);
  const [wide, many, high, low] = [depth, columns, depth, filters].map((side) => Math.max(THINNEST, side * unit));
  const [left, top] = [wide + GAP, high + GAP];
  const svg = shape("svg", { viewBox: `-1 -1 ${left + many + 2} ${top + Math.max(low, LETTER + 4) + 2}`, preserveAspectRatio: "xMinYMin", role: "img", "aria-label": spoken });
  svg.append(
    shape("rect", { class: "block columns", x: left, y: 0, width: many, height: high }),
    shape("rect", { class: "block weights", x: 0, y: top, width: wide, height: low }),
    shape("rect", { class: "block product", x: left, y: top, width: many, height: low }),
  );
  return svg;
}
