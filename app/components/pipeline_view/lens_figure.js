// What the Kernel lab shows, as a drawing of plain shapes: the row of pictures with its sizes and
// colour scales, and the numbers of the lens where it lies on a pixel.

import { inkOn } from "../shared/number_cells.js";
import { beside, inColumns, INK, lineBlock, onPaper, PALE, stacked, textShape } from "../shared/shape_layout.js";

const [WIDTH, GAP, MARGIN, ARROW] = [300, 34, 24, "→"];
const [BAR, LEAST_MARK, MARK] = [8, 10, "#ff7a00"];
const [HISTOGRAM, COUNTED] = [30, "#5c6370"]; // height and colour of the histograms
const [MOST_CELL, LEAST_CELL, MOST_ROOM] = [40, 26, 360];
const CHARACTER = 0.6; // width of a digit over its height, roughly

// `stages`: {canvas, title, size, range, heights of the histogram's bars in 0…1, bar: a canvas of the
// colours under them, ticks: [{share, text}], marks: boxes {top, left, height, width} in shares};
// `lines`: texts under them; `kernel`: a matrix, or null; `board`: what LensPanel.board says (the
// kernel is in it, too), or null.
export function labFigure({ stages, lines, kernel, board }) {
  const row = beside(stages.flatMap((stage, i) => (i ? [arrow(), stageBlock(stage)] : [stageBlock(stage)])), GAP / 4);
  const told = lines.map((line) => lineBlock(line, 16, 400));
  const under = board ? boardBlocks(board) : kernel ? [matrixBlock(kernel)] : [];
  return onPaper(stacked([row, ...told, ...under], 16), MARGIN);
}

function arrow() {
  return { width: 18, height: WIDTH, shapes: [textShape(0, WIDTH / 2, ARROW, { size: 20 })] };
}

function stageBlock({ canvas, title, size, range, heights, bar, ticks, marks }) {
  const unit = WIDTH / Math.max(canvas.width, canvas.height);
  const [width, height, top] = [canvas.width * unit, canvas.height * unit, 26];
  const under = top + height + 8 + HISTOGRAM;
  const shapes = [
    textShape(0, 10, title, { weight: 600 }), textShape(WIDTH, 10, size, { size: 13, anchor: "end" }),
    { kind: "image", x: 0, y: top, width, height, canvas }, box(0, top, width, height, PALE, 1),
    ...marks.flatMap((mark) => markShapes(mark, width, height, top)),
    ...heights.map((high, i) => countShape(high, i, WIDTH / heights.length, under)),
    { kind: "image", x: 0, y: under, width: WIDTH, height: BAR, canvas: bar },
    ...ticks.map(({ share, text }) => textShape(share * WIDTH, under + BAR + 10, text, { size: 12, anchor: anchorAt(share) })),
    textShape(0, under + BAR + 28, range, { size: 13 }),
  ];
  return { width: WIDTH, height: under + BAR + 38, shapes };
}

function countShape(high, i, width, ground) {
  const height = high * HISTOGRAM;
  return { kind: "rect", x: i * width, y: ground - height, width, height, fill: COUNTED };
}

// As on the screen a tick stands under its value, and inside of the picture's width.
function anchorAt(share) {
  if (share < 0.15) return "start";
  return share > 0.85 ? "end" : "middle";
}

function box(x, y, width, height, stroke, line) {
  return { kind: "rect", x, y, width, height, stroke, line };
}

// A window of a few pixels stays visible, about its own middle; one that is out of sight is left out.
function markShapes(mark, width, height, down) {
  const [wide, high] = [Math.max(LEAST_MARK, mark.width * width), Math.max(LEAST_MARK, mark.height * height)];
  const [across, along] = [(mark.left + mark.width / 2) * width, (mark.top + mark.height / 2) * height];
  const seen = across >= 0 && across <= width && along >= 0 && along <= height;
  return seen ? [box(across - wide / 2, down + along - high / 2, wide, high, MARK, 2)] : [];
}

function boardBlocks({ where, kernel, parts, results, lines }) {
  const rows = parts.map(({ window, products, sum }) => {
    const blocks = [matrixBlock(window), signBlock("×"), matrixBlock(kernel), signBlock("="), matrixBlock(products), signBlock(sum)];
    return beside(blocks, 10);
  });
  const texts = [...results, ...lines].map((line) => lineBlock(line, 16, 400));
  return [lineBlock(where, 18), inColumns(rows, 1, 14), stacked(texts, 4)];
}

function signBlock(text) {
  const block = lineBlock(text, 20);
  const middle = { ...block, shapes: block.shapes.map((shape) => ({ ...shape, y: shape.y + 60 })) };
  return { ...middle, height: block.height + 60 };
}

function matrixBlock({ title, rows, columns, colourOf, textsOf, outside = () => false }) {
  const cell = Math.max(LEAST_CELL, Math.min(MOST_CELL, MOST_ROOM / Math.max(rows, columns)));
  const texts = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => textsOf(i, j)[0]));
  const longest = Math.max(2, ...texts.flat().map(({ length }) => length));
  const size = Math.min(15, (0.92 * cell) / (CHARACTER * longest));
  const shapes = [textShape(0, 8, title, { size: 13, weight: 600 })];
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const [x, y, colour] = [j * cell, 20 + i * cell, colourOf(i, j)];
      const dash = outside(i, j) ? [4, 3] : null;
      shapes.push({ kind: "rect", x, y, width: cell, height: cell, fill: hex(colour), stroke: dash ? INK : PALE, line: 1, dash });
      const ink = inkOn(colour) === "#fff" ? "#ffffff" : INK;
      shapes.push({ ...textShape(x + cell / 2, y + cell / 2, texts[i][j], { size, anchor: "middle" }), fill: ink });
    }
  }
  return { width: Math.max(columns * cell, 7 * title.length), height: 20 + rows * cell, shapes };
}

function hex(colour) {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
