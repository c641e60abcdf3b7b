// A map of class scores as a drawing of plain shapes: SVG, PNG and GIF are made of it.

import { matrixBlock } from "../shared/matrix_figure.js";
import { formatNumber } from "../shared/numbers.js";
import { signedColour } from "../shared/number_cells.js";
import { beside, lineBlock, onPaper, stacked, textShape } from "../shared/shape_layout.js";
import { hiddenAt, mapCaptions, mapMarks, mapNotes, mapTexts, tableHead, tableOf } from "./class_map_layout.js";

const [GAP, MARGIN] = [28, 24];
const [COLUMN, HIGH] = [150, 24]; // of the table

// `view`: layout, chosen, style, playback, target.
export function mapFigure(view) {
  const { layout, chosen, style, playback, target } = view;
  const names = mapCaptions(layout, chosen);
  const marks = mapMarks(layout, target);
  const { picture, scores } = layout.model;
  const drawn = matrixBlock({
    caption: names.picture, rows: layout.side, columns: layout.side, text: () => "", marks: marks.picture, box: marks.box,
    fill: (i, j) => `rgb(${picture[i][j]} ${picture[i][j]} ${picture[i][j]})`,
  });
  const size = { rows: layout.height, columns: layout.width, marks: marks.maps };
  const isThere = (y, x) => layout.indexOf([y, x]) < playback.filled;
  const predicted = matrixBlock({ caption: names.predicted, ...size, text: (y, x) => (isThere(y, x) ? String(layout.predicted[layout.indexOf([y, x])]) : "") });
  const largest = Math.max(...scores.flat(2).map(Math.abs));
  const map = matrixBlock({
    caption: names.scores, ...size, text: (y, x) => (isThere(y, x) ? formatNumber(scores[chosen][y][x], style) : ""),
    fill: (y, x) => (isThere(y, x) ? `rgb(${signedColour(scores[chosen][y][x], largest).join(" ")})` : null),
  });
  const index = target.kind === "position" ? target.at : playback.current;
  const hidden = hiddenAt(playback, index);
  const [head, line] = mapTexts(layout, target, hidden.here);
  const body = beside([drawn, stacked([predicted, map], GAP), table(layout, index, style, hidden)], GAP);
  return onPaper(stacked([lineBlock(head, 20), body, lineBlock(line, 16, 400), lineBlock(mapNotes(layout, hidden.mean), 14, 400)]), MARGIN);
}

function table(layout, index, style, hidden) {
  const lines = [tableHead(layout, index), ...tableOf(layout, index, style, hidden)];
  const shapes = lines.flatMap((texts, i) => texts.map((text, j) => textShape(j * COLUMN, (i + 0.5) * HIGH, text, { size: 15, weight: i === 0 ? 700 : 400 })));
  return { width: COLUMN * 4, height: HIGH * lines.length, shapes };
}
