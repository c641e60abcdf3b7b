// What the page Volumes shows, as a drawing of plain shapes: channels, products, sum, all maps.

import { beside, INK, lineBlock, onPaper, PALE, stacked, textShape } from "../shared/shape_layout.js";

const [SMALL, LARGE, GAP, MARGIN] = [150, 280, 22, 24]; // of a picture's longer side, and so on
const [SPOT, LEAST_SPOT] = ["#ff2bd6", 6];

// `channels`: {input, texts, product}; `large`: the sum and what the activation makes of it;
// `slices`: all maps; each map is {canvas, name, range, spot: [top, left, height, width] in cells}.
// `lines`: [name, text] of the place.
export function volumeFigure({ title, channels, large, slices, lines }) {
  const rows = channels.map(({ input, texts, product }) => {
    const [left, right] = [mapBlock(input, SMALL), mapBlock(product, SMALL)];
    const middle = left.height / 2;
    return beside([left, signBlock("⋆", middle), kernelBlock(texts, middle), signBlock("=", middle), right], GAP / 2);
  });
  const told = lines.map(([name, text]) => beside([{ ...lineBlock(name, 16), width: 190 }, lineBlock(text, 16, 400)], 0));
  const results = stacked([beside(large.map((map) => mapBlock(map, LARGE)), GAP), stacked(told, 4)], GAP);
  const maps = beside(slices.map((map) => mapBlock(map, SMALL)), GAP);
  return onPaper(stacked([lineBlock(title, 20), beside([stacked(rows), results], 2 * GAP), maps], GAP), MARGIN);
}

function mapBlock({ canvas, name, range, spot }, longest) {
  const unit = longest / Math.max(canvas.width, canvas.height);
  const [width, height] = [canvas.width * unit, canvas.height * unit];
  const top = 22;
  const picture = { kind: "image", x: 0, y: top, width, height, canvas };
  const frame = { kind: "rect", x: 0, y: top, width, height, stroke: PALE, line: 1 };
  const shapes = [
    textShape(0, 10, name, { size: Math.min(14, (1.85 * width) / name.length), weight: 600 }), picture, frame,
    spotShape(spot, unit, top), textShape(0, top + height + 12, range, { size: 13 }),
  ];
  return { width, height: top + height + 22, shapes };
}

function spotShape([top, left, height, width], unit, down) {
  const [wide, high] = [Math.max(LEAST_SPOT, width * unit), Math.max(LEAST_SPOT, height * unit)];
  return { kind: "rect", x: left * unit, y: down + top * unit, width: wide, height: high, stroke: SPOT, line: 2 };
}

function kernelBlock(texts, middle) {
  const cell = Math.max(24, 120 / texts.length);
  const top = middle - (cell * texts.length) / 2;
  const shapes = texts.flatMap((row, i) => row.flatMap((text, j) => [
    { kind: "rect", x: j * cell, y: top + i * cell, width: cell, height: cell, stroke: INK, line: 1 },
    textShape((j + 0.5) * cell, top + (i + 0.5) * cell, text, { size: Math.min(16, (1.5 * cell) / text.length), anchor: "middle" }),
  ]));
  return { width: cell * texts.length, height: 2 * middle, shapes };
}

function signBlock(text, middle) {
  return { width: 18, height: 2 * middle, shapes: [textShape(9, middle, text, { size: 22, anchor: "middle", weight: 600 })] };
}
