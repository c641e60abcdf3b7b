// A convolution as a matrix product as a drawing of plain shapes, in Falk's scheme: SVG, PNG and GIF
// are made of it.

import { valueAt } from "../shared/arithmetic.js";
import { matrixBlock } from "../shared/matrix_figure.js";
import { formatNumber } from "../shared/numbers.js";
import { beside, inColumns, lineBlock, onPaper, stacked } from "../shared/shape_layout.js";
import { captions, columnText, productText } from "./matrix_grids.js";
import { countOfColumns, depthOfColumns, placesFor } from "./matrix_places.js";
import { productTexts } from "./matrix_texts.js";

const [APART, MARGIN] = [28, 24];

// `view`: layout, matrices, title, style, playback, target.
export function productFigure(view) {
  const { layout, matrices, style, playback, target } = view;
  const { rows, columns } = layout;
  const marks = placesFor(layout, target);
  const names = captions(view);
  const [deep, many] = [depthOfColumns(layout), countOfColumns(layout)];
  const block = (caption, [height, width], text, marked, first) => matrixBlock({ caption, rows: height, columns: width, text, marks: marked, first });
  const inputs = names.inputs.map((name, c) => {
    const text = (i, j) => formatNumber(valueAt(layout, c, i + rows.before, j + columns.before), style);
    return block(name, [rows.source.length, columns.source.length], text, marks.inputs[c], [-rows.before, -columns.before]);
  });
  const maps = names.maps.map((name, k) => block(name, [rows.outputs, columns.outputs], (y, x) => productText(view, k, y * columns.outputs + x), marks.maps[k]));
  const weights = block(names.weights, [layout.depth, deep], (k, r) => formatNumber(matrices.weights[k][r], style), marks.weights);
  const windows = block(names.columns, [deep, many], (r, p) => columnText(view, r, p), marks.columns);
  const product = block(names.product, [layout.depth, many], (k, p) => productText(view, k, p), marks.product);
  const hidden = playback.hides(playback.current);
  const [head, line] = productTexts(layout, matrices, target, marks, { style, hidden });
  const left = stacked([inColumns(inputs, Math.min(2, inputs.length), APART), weights], APART);
  const right = stacked([windows, product], APART);
  return onPaper(stacked([lineBlock(head, 20), beside([left, right, stacked(maps, APART)], APART), lineBlock(line, 16, 400)]), MARGIN);
}
