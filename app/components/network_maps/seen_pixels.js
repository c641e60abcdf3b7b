// The pixels of the picture that a cell depends on: its receptive field in theory.

import { workOf } from "./cell_work.js";

// [top, left, height, width] within the picture, or null where that does not move evenly.
export function seenPixels(network, number, cell) {
  const node = network.nodes[number];
  if (!node.field) return null;
  if (["flatten", "same"].includes(node.kind)) {
    const { source, at } = workOf(network, number, cell);
    return seenPixels(network, source, at);
  }
  if (["function", "norm"].includes(node.kind)) return seenPixels(network, node.inputs[0], cell);
  const [picture] = network.nodes;
  const [top, bottom] = spanOf(node.field[0], cell[1], picture.rows);
  const [left, right] = spanOf(node.field[1], cell[2], picture.columns);
  return [top, left, bottom - top, right - left];
}

// First pixel, and the one after the last, without padding.
function spanOf([first, jump, size], place, length) {
  const start = first + place * jump;
  return [Math.max(0, start), Math.min(length, start + size)];
}

export function seenText([top, left, height, width]) {
  const to = (first, count) => (count === 1 ? first : `${first}–${first + count - 1}`);
  return `Receptive field (dashed): ${width}×${height} pixels, rows ${to(top, height)}, columns ${to(left, width)}.`;
}

// By its gradient: most of the frame hardly counts.
export function effectiveText({ pixels, share }) {
  return `Effective field (bright): ${pixels} pixels reach 4.55% of the strongest gradient, ${(100 * share).toFixed(0)}% of the frame.`;
}
