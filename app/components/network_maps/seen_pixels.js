// The pixels of the picture that a cell depends on: its receptive field in theory.

import { windowOf, workOf } from "./cell_work.js";

// [top, left, height, width] within the picture, or null where it depends on none.
export function seenPixels(network, number, cell) {
  const node = network.nodes[number];
  if (["flatten", "same"].includes(node.kind)) {
    const { source, at } = workOf(network, number, cell);
    return seenPixels(network, source, at);
  }
  const seen = pixelsOf(network, number, [cell[1], cell[2], cell[1], cell[2]]);
  return seen && [seen[0], seen[1], seen[2] - seen[0] + 1, seen[3] - seen[1] + 1];
}

// Of the cells from (top, left) to (bottom, right) of a layer: the first and the last row and column
// of pixels, [top, left, bottom, right].
function pixelsOf(network, number, box) {
  const node = network.nodes[number];
  const [picture] = network.nodes;
  if (node.field) return within(picture, [...seenBy(node.field, box, [0, 1], 0), ...seenBy(node.field, box, [2, 3], 1)]);
  const [first, last] = [windowOf(network, number, [0, box[0], box[1]]), windowOf(network, number, [0, box[2], box[3]])];
  const read = [first[0], first[1], last[0] + last[2] - 1, last[1] + last[3] - 1];
  const sources = node.kind === "fc" ? [network.behind(node.inputs[0])] : node.inputs;
  const boxes = sources.map((source) => {
    const inside = within(network.nodes[source], read);
    return inside && pixelsOf(network, source, inside);
  });
  return boxes.filter(Boolean).reduce(around, null);
}

// Where the field of the first, or of the last, cell begins or ends, down and across.
function seenBy(field, box, places, isEnd) {
  return places.map((place, axis) => {
    const [first, jump, size] = field[axis];
    return first + box[place] * jump + isEnd * (size - 1);
  });
}

function within({ rows, columns }, [top, left, bottom, right]) {
  const cut = [Math.max(0, top), Math.max(0, left), Math.min(rows - 1, bottom), Math.min(columns - 1, right)];
  return cut[0] <= cut[2] && cut[1] <= cut[3] ? cut : null;
}

function around(box, [top, left, bottom, right]) {
  if (!box) return [top, left, bottom, right];
  return [Math.min(box[0], top), Math.min(box[1], left), Math.max(box[2], bottom), Math.max(box[3], right)];
}

export function seenText([top, left, height, width]) {
  const to = (first, count) => (count === 1 ? first : `${first}–${first + count - 1}`);
  return `Receptive field (dashed): ${width}×${height} pixels, rows ${to(top, height)}, columns ${to(left, width)}.`;
}

// By its gradient: most of the frame hardly counts.
export function effectiveText({ pixels, share }) {
  return `Effective field (bright): ${pixels} pixels reach 4.55% of the strongest gradient, ${(100 * share).toFixed(0)}% of the frame.`;
}
