// Parts of a drawing of plain shapes: {width, height, shapes}, the shapes counted from the part's
// own upper left corner. A shape is a rect, a text or an image (a canvas with pixels to enlarge).

export const [PAPER, INK, PALE] = ["#ffffff", "#1b1f2a", "#8a8f99"];

// Text with its middle at height y; its baseline is given, as not all programs centre SVG's text.
export function textShape(x, y, text, { size = 16, anchor = "start", weight = 400, italic = false } = {}) {
  return { kind: "text", x, y: y + 0.35 * size, text, size, anchor, weight, italic, fill: INK };
}

export function lineBlock(text, size, weight = 600) {
  const shapes = text ? [textShape(0, 0.7 * size, text, { size, weight })] : [];
  return { width: 0.56 * size * text.length, height: 1.5 * size, shapes };
}

export function moved(shapes, x, y) {
  return shapes.map((each) => ({ ...each, x: each.x + x, y: each.y + y }));
}

export function beside(blocks, gap) {
  let x = 0;
  const shapes = [];
  for (const block of blocks) {
    shapes.push(...moved(block.shapes, x, 0));
    x += block.width > 0 ? block.width + gap : 0;
  }
  return { width: Math.max(0, x - gap), height: Math.max(0, ...blocks.map(({ height }) => height)), shapes };
}

export function stacked(blocks, gap = 14) {
  let y = 0;
  const shapes = [];
  for (const block of blocks) {
    shapes.push(...moved(block.shapes, 0, y));
    y += block.height > 0 ? block.height + gap : 0;
  }
  return { width: Math.max(0, ...blocks.map(({ width }) => width)), height: Math.max(0, y - gap), shapes };
}

export function inColumns(blocks, columns, gap) {
  const lines = Array.from({ length: Math.ceil(blocks.length / columns) }, (_, i) =>
    beside(blocks.slice(i * columns, (i + 1) * columns), gap),
  );
  return stacked(lines, gap);
}

// The whole drawing: a block on paper, with a margin around it.
export function onPaper(block, margin) {
  const [width, height] = [Math.ceil(block.width + 2 * margin), Math.ceil(block.height + 2 * margin)];
  const paper = { kind: "rect", x: 0, y: 0, width, height, fill: PAPER };
  return { width, height, shapes: [paper, ...moved(block.shapes, margin, margin)] };
}
