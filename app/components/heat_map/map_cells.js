// The cells of heat maps: what their values are the sum of, and what is said of them.

import { bracketed, formatNumber, timesText } from "../shared/numbers.js";
import { valueText } from "../shared/value_text.js";

export const LISTED = 6;

// The place of the largest value, [row, column].
export function largestCell(values, columns) {
  let best = 0;
  values.forEach((value, place) => {
    if (value > values[best]) best = place;
  });
  return [Math.floor(best / columns), best % columns];
}

// What each map k adds at a place of its cells, the largest contributions first: [{map, weight, here, product}].
export function contributionsAt(maps, weights, place, cells) {
  const all = weights.map((weight, map) => {
    const here = maps[map * cells + place];
    return { map, weight, here, product: weight * here };
  });
  return all.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
}

export function sumOf(contributions) {
  return contributions.reduce((sum, { product }) => sum + product, 0);
}

// The weighted sum as a lecturer writes it: a few products, the sum of the others, the whole.
export function sumText(contributions, listed = 3) {
  const [first, others] = [contributions.slice(0, listed), contributions.slice(listed)];
  const terms = first.map(({ weight, here }, i) => timesText(valueText(weight), valueText(here), i > 0));
  if (others.length > 0) terms.push(`${bracketed(valueText(sumOf(others)))} (${others.length} other ${others.length > 1 ? "maps" : "map"})`);
  const total = sumOf(contributions);
  return `Σ w·A = ${terms.join(" + ")} ≈ ${valueText(total)}`;
}

export function rowTexts({ map, weight, here, product }) {
  return [`map ${map}`, ...[weight, here, product].map(valueText)];
}

// What stands under the table: the maps that are not in it, and what ReLU makes of the sum.
export function restText(contributions, { relu }, listed = LISTED) {
  const others = contributions.slice(listed);
  const total = sumOf(contributions);
  const named = others.length > 1 ? `${others.length} maps together` : "map";
  const rest = others.length > 0 ? `The other ${named}: ${valueText(sumOf(others))}. ` : "";
  const clipped = relu && total < 0 ? ` ReLU makes it 0.` : "";
  return `${rest}Sum over all ${contributions.length} maps: ${valueText(total)}.${clipped}`;
}

// What pinning a cell is good for; of sums only, the gradient says what moves them.
export function howText({ weights }) {
  return `Click a cell, or press Enter, to pin it: its numbers stay${weights ? ", and its effective receptive field can be shown" : ""}.`;
}

// Where one points while another cell is pinned.
export function movingText(head, value, pinned) {
  const difference = value === pinned ? "as much as" : `${valueText(Math.abs(value - pinned))} ${value < pinned ? "less" : "more"} than`;
  return `Pointed at: ${head}; that is ${difference} the pinned cell.`;
}

export function cellHead([row, column], panel, value) {
  return `Cell [${row}, ${column}] of the ${panel.name} = ${valueText(value)}`;
}

// Pixels that a cell depends on: [top, left, height, width]; `seen` has [first, count] of its rows and columns.
export function fieldOf([row, column], [rows, columns]) {
  const [[top, height], [left, width]] = [rows[row], columns[column]];
  return [top, left, height, width];
}

export function fieldText([top, left, height, width]) {
  return `Its receptive field, dashed: rows ${spanText(top, height)}, columns ${spanText(left, width)} of the picture.`;
}

function spanText(first, count) {
  return `${first}–${first + count - 1}`;
}

// Of a map that is no weighted sum: how the value stands to the largest.
export function shareText(value, values) {
  const largest = values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  if (largest === 0) return "The map is 0 everywhere.";
  const share = (100 * Math.abs(value)) / largest;
  return `${formatNumber(Math.round(share * 10) / 10)}% of the largest absolute value, ${valueText(largest)}.`;
}

// The cell that a key leads to, within the map.
export function movedCell([row, column], [down, right], rows, columns) {
  const within = (place, count) => Math.min(count - 1, Math.max(0, place));
  return [within(row + down, rows), within(column + right, columns)];
}

// Pixels under the patch at a position: [top, left, height, width], cut off at the edge.
export function patchAt([row, column], { patch, stride, size }) {
  const [top, left] = [row * stride, column * stride];
  return [top, left, Math.min(patch, size[0] - top), Math.min(patch, size[1] - left)];
}

// The position whose patch has its middle nearest to a pixel.
export function positionOver([row, column], { patch, stride, rows, columns }) {
  const nearest = (pixel, count) => Math.min(count - 1, Math.max(0, Math.round((pixel + 0.5 - patch / 2) / stride)));
  return [nearest(row, rows), nearest(column, columns)];
}

export function patchText(place, occlusion) {
  const [top, left, height, width] = patchAt(place, occlusion);
  const index = place[0] * occlusion.columns + place[1];
  const [covered, whole] = [occlusion.probabilities[index], occlusion.probability];
  const [score, before] = [occlusion.scores[index], occlusion.score];
  const change = score <= before ? `falls by ${valueText(before - score)}` : `rises by ${valueText(score - before)}`;
  return {
    head: `Probability of “${occlusion.label}”: ${percentText(covered)}`,
    line: `The patch covers rows ${spanText(top, height)}, columns ${spanText(left, width)}. Without it: ${percentText(whole)}. The score before softmax ${change}, from ${valueText(before)} to ${valueText(score)}.`,
    share: covered,
  };
}

export function percentText(share) {
  return `${(100 * share).toFixed(1)}%`;
}
