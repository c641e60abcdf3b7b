// A matrix with its caption and marks as a drawing of plain shapes, as cell_grid.js draws it on the
// screen.

import { INK, PALE, PAPER, textShape } from "./shape_layout.js";

const [BLUE, ORANGE] = ["#0b5cad", "#b3410f"];
const FILLS = { padding: "#f0f2f6", "left-over": "#fff0a8", tap: "#b6cee6", current: "#f2c1ad", winner: "#f2c1ad" };
const [CELL, CAPTION] = [40, 24];

// `text`, `kind` and `fill` (a colour of its own, or null) are of (row, column), as `first` counts them;
// marks are [row, column, class, note].
export function matrixBlock({ caption, rows, columns, text, kind = () => "", fill = () => null, marks, box = null, first = [0, 0] }) {
  const marked = new Map(marks.map(([i, j, name, note]) => [`${i} ${j}`, { name, note }]));
  const [under, over] = [[], []];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [i, j] = [row + first[0], column + first[1]];
      const mark = marked.get(`${i} ${j}`);
      const name = mark?.name ?? kind(i, j);
      const shapes = cellShapes(column * CELL, CAPTION + row * CELL, text(i, j), { name, note: mark?.note, fill: fill(i, j) });
      (name === "current" || name === "winner" || (fill(i, j) && name) ? over : under).push(...shapes);
    }
  }
  if (box) over.push(boxShape(box, first));
  const title = textShape(0, CAPTION / 2, caption, { size: 14, weight: 600 });
  const width = Math.max(columns * CELL, caption.length * 7.5);
  return { width, height: CAPTION + rows * CELL, shapes: [title, ...under, ...over] };
}

// A cell with a colour of its own keeps it when it is marked.
function cellShapes(x, y, text, { name, note, fill }) {
  const framed = name === "current" || name === "winner";
  const [stroke, line] = framed ? [ORANGE, 3] : fill && name === "tap" ? [INK, 3] : [PALE, 1];
  const square = {
    kind: "rect", x, y, width: CELL, height: CELL, fill: fill ?? FILLS[name] ?? PAPER, stroke, line, dash: name === "padding" ? [4, 3] : null,
  };
  const size = Math.min(17, 64 / Math.max(1, text.length));
  const style = { size, anchor: "middle", weight: framed ? 700 : 400, italic: name === "padding" };
  const shapes = [square, textShape(x + CELL / 2, y + CELL / 2, text, style)];
  if (note) {
    const small = Math.min(11, 52 / note.length);
    shapes.push(textShape(x + CELL - 3, y + CELL - 8, note, { size: small, anchor: "end", weight: 600 }));
  }
  return shapes;
}

function boxShape([top, left, bottom, right], first) {
  return {
    kind: "rect", x: (left - first[1]) * CELL, y: CAPTION + (top - first[0]) * CELL,
    width: (right - left + 1) * CELL, height: (bottom - top + 1) * CELL, stroke: BLUE, line: 4,
  };
}
