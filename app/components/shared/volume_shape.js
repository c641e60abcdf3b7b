// A volume of numbers as a stack of sheets, seen from the front and a little from the side.
// Lengths grow with the numbers, but less than they do: 7 and 227 must both be seen.

import { shape } from "./svg.js";

const [TALLEST, DEEPEST, THINNEST] = [120, 96, 7];
const [ACROSS, UP] = [0.8, 0.45]; // where depth goes on the paper

// The channels of a colour picture.
const COLOURS = ["#d6493a", "#3f9c46", "#3878c7"].map((colour) => `color-mix(in srgb, ${colour} 50%, var(--st-background-color))`);

export function tintsOf([, , depth]) {
  return depth === COLOURS.length ? COLOURS : [];
}

// Pixels of a side of `cells`, where the longest side in the picture has `most`.
export function sideOf(cells, most) {
  return Math.max(THINNEST, TALLEST * Math.sqrt(cells / most));
}

// Pixels of a depth, and how many sheets stand for it: all of them up to a dozen.
export function depthOf(depth) {
  const length = depth === 1 ? 0 : Math.min(DEEPEST, 9 * (depth - 1), 12 + 11 * Math.log2(depth));
  return { length, sheets: Math.max(1, Math.min(depth, Math.floor(length / 3) + 1)) };
}

// Size on the paper of a [width, height, depth] volume.
export function extentOf([width, height, depth], most) {
  const { length } = depthOf(depth);
  const front = { width: sideOf(width, most), height: sideOf(height, most) };
  return { front, length, width: front.width + ACROSS * length, height: front.height + UP * length };
}

// The drawing with the lower left corner of the front sheet at (x, y); `tints` colour the sheets.
export function volumeShape(volume, most, x, y, tints = []) {
  const { front, length } = extentOf(volume, most);
  const { sheets } = depthOf(volume[2]);
  const group = shape("g", { class: "volume" });
  for (let sheet = sheets - 1; sheet >= 0; sheet -= 1) {
    const away = sheets === 1 ? 0 : (sheet / (sheets - 1)) * length;
    const attributes = { x: x + ACROSS * away, y: y - front.height - UP * away, ...front, class: "sheet" };
    const box = shape("rect", attributes);
    if (tints[sheet]) box.style.fill = tints[sheet];
    group.append(box);
  }
  return group;
}

// The first window, `side` cells wide: a box as deep as the volume.
// `corners` are the two on the right of the front sheet.
export function windowShape(volume, most, x, y, side) {
  const { front, length } = extentOf(volume, most);
  const width = Math.max(3, (front.width * side) / volume[0]);
  const height = Math.max(3, (front.height * side) / volume[1]);
  const [left, top] = [x, y - front.height];
  const [over, up] = [ACROSS * length, -UP * length];
  const d = `M${left} ${top}h${width}v${height}h${-width}z`
    + `m0 0l${over} ${up}h${width}l${-over} ${-up}`
    + `m${over} ${up}v${height}l${-over} ${-up}`;
  return { element: shape("path", { class: "window", d }), corners: [[left + width, top], [left + width, top + height]] };
}
