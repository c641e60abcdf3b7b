// A convolution as one sparse matrix as a drawing of plain shapes: SVG, PNG and GIF are made of it.

import { matrixBlock } from "../shared/matrix_figure.js";
import { formatNumber } from "../shared/numbers.js";
import { beside, lineBlock, onPaper, stacked } from "../shared/shape_layout.js";
import { entryText, hasRow, resultText } from "./sparse_grids.js";
import { hueOf, marksOf } from "./sparse_layout.js";
import { captions, sparseTexts } from "./sparse_texts.js";

const [GAP, MARGIN] = [28, 24];

// `view`: layout, style, playback, target.
export function sparseFigure(view) {
  const { layout, style, playback, target } = view;
  const { from, to, model } = layout;
  const [names, marks] = [captions(layout), marksOf(layout, target)];
  const volume = (one, captionsOf, marked, text) => stacked(captionsOf.map((caption, plane) =>
    matrixBlock({ caption, rows: one.height, columns: one.width, text: (i, j) => text([plane, i, j]), marks: marked[plane] })), GAP);
  const weightsOf = (n) => (i, j) => n * layout.area + i * layout.width + j;
  const kernels = names.kernels.map((caption, n) => matrixBlock({
    caption, rows: layout.height, columns: layout.width, marks: marks.kernels[n],
    text: (i, j) => formatNumber(layout.numbers[weightsOf(n)(i, j)], style), fill: (i, j) => paleOf(layout, weightsOf(n)(i, j)),
  }));
  const matrix = matrixBlock({
    caption: names.matrix, rows: model.weights.length, columns: model.weights[0].length, marks: marks.matrix,
    text: (row, column) => entryText(view, row, column),
    fill: (row, column) => (hasRow(view, row) && layout.weightAt(row, column) >= 0 ? paleOf(layout, layout.weightAt(row, column)) : null),
  });
  const given = volume(from, names.from, marks.from, ([plane, i, j]) => formatNumber(from.planes[plane][i][j], style));
  const result = volume(to, names.to, marks.to, (cell) => resultText(view, to.indexOf(cell)));
  const [head, line] = sparseTexts(layout, target, { style, hidden: playback.hides(playback.current) });
  const middle = stacked([matrix, beside(kernels, GAP)], GAP);
  return onPaper(stacked([lineBlock(head, 20), beside([given, middle, result], GAP), lineBlock(line, 16, 400)]), MARGIN);
}

const paleOf = (layout, weight) => `hsl(${hueOf(layout, weight)}, 75%, 84%)`;
