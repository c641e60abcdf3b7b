// What the chain shows, as a drawing of plain shapes: SVG, PNG and GIF are made of it. All drawings of
// a chain are equally large.

import { matrixBlock } from "../shared/matrix_figure.js";
import { formatNumber } from "../shared/numbers.js";
import { beside, inColumns, lineBlock, onPaper, stacked } from "../shared/shape_layout.js";
import { indexIn } from "./chain.js";
import { LONG_NAMES } from "./chain_names.js";
import { marksFor } from "./chain_marks.js";
import { stepKey } from "./chain_steps.js";
import { board, check, chainHeading } from "./chain_texts.js";

const [GAP, MARGIN, WIDEST, LINES] = [26, 24, 96, 7];

// `view`: target, style, playback, and order (the step of each number).
export function chainFigure(chain, stages, view) {
  const { target, style, playback, order } = view;
  const step = order.get(stepKey(target)) ?? 0;
  const [hidden, ahead] = [playback.hides(step), playback.isAhead(step)];
  const marks = marksFor(chain, target, style, { hidden, noted: !ahead });
  const columns = stages.map((stage) => stageBlocks(chain, stage, view, marks));
  const high = ["values", "gradients", "after"].map((part) => Math.max(0, ...columns.map((column) => column[part].height)));
  const drawn = columns.map(({ title, values, gradients, after }) =>
    stacked([title, ...[values, gradients, after].map((block, i) => ({ ...block, width: Math.max(1, block.width), height: high[i] }))], 12));
  const { rule, groups, result } = board(chain, target, style, { hidden, ahead });
  const found = hidden ? null : check(chain, target);
  const sum = `${groups.map(({ title, terms }) => (title ? `${title}: ` : "") + terms.join(" + ")).join(" + ")} ${result}`;
  const texts = [chainHeading(chain, target), rule, ...folded(sum), ...(found ? [`Finite difference: ${found.text}`] : [])];
  const lines = Array.from({ length: LINES }, (_, i) => lineBlock(texts[i] ?? " ", 18, i === 0 ? 700 : 400));
  const body = beside(drawn, GAP);
  const words = stacked(lines, 4);
  return onPaper(stacked([body, { ...words, width: Math.max(body.width, WIDEST * 9) }]), MARGIN);
}

function stageBlocks(chain, { blocks }, view, marks) {
  const part = (name) => beside(blocks.map((block) => inColumns(block[name].map((made) => matrixOf(chain, made, view, marks)), block.across, 10)), 10);
  const title = lineBlock(blocks.map(({ name }) => LONG_NAMES[name]).join(", "), 14);
  return { title: { ...title, width: Math.min(title.width, 200) }, values: part("values"), gradients: part("gradients"), after: part("after") };
}

function matrixOf({ quantities }, made, { style, playback, order }, { cells, boxes }) {
  const { id, part, name, map, caption, rows, columns, first, isPadding } = made;
  const text = (row, column) => {
    const step = isPadding(row, column) ? undefined : order.get(stepKey({ part, name, index: indexIn(quantities.get(name), [map, row, column]) }));
    if (step !== undefined && step >= playback.filled) return playback.predicting && step === playback.current ? "?" : "";
    return formatNumber(made.numberAt(row, column), style);
  };
  return matrixBlock({
    caption, rows, columns, first, text, kind: (row, column) => (isPadding(row, column) ? "padding" : ""),
    marks: cells.filter(([one]) => one === id).map(([, ...mark]) => mark), box: boxes[id] ?? null,
  });
}

// A long sum in lines of about as many letters as have room.
function folded(text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length > WIDEST) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines;
}
