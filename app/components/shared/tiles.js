// Small pictures of one size in a grid, on one canvas with a pixel per number and gaps between.

import { ARROWS, PAGES } from "./keys.js";

const GAP = 1;

// Where tile k begins, and how large the canvas is, for `count` tiles in rows of `across`.
export function grid({ count, height, width }, across) {
  const columns = Math.min(across, count);
  const rows = Math.ceil(count / columns);
  return {
    columns,
    width: columns * (width + GAP) - GAP,
    height: rows * (height + GAP) - GAP,
    at: (k) => [(k % columns) * (width + GAP), Math.floor(k / columns) * (height + GAP)],
  };
}

// Which number lies at a place of the canvas: [tile, row, column], or null in a gap.
export function place({ count, height, width }, across, x, y) {
  const columns = Math.min(across, count);
  const [column, row] = [x % (width + GAP), y % (height + GAP)];
  const tile = Math.floor(y / (height + GAP)) * columns + Math.floor(x / (width + GAP));
  return column < width && row < height && tile < count ? [tile, row, column] : null;
}

// The number that a key leads to from [tile, row, column], across the gaps too; null is before the
// first one, and undefined comes back for keys that lead nowhere.
export function stepOn({ count, height, width }, across, from, key) {
  const columns = Math.min(across, count);
  const last = [count - 1, height - 1, width - 1];
  const [down, right, tiles = 0] = ARROWS[key] ?? [0, 0, PAGES[key]];
  const moves = key in ARROWS || key in PAGES;
  if (key === "Home" || (from === null && moves)) return [0, 0, 0];
  if (key === "End") return last;
  if (!moves) return undefined;
  const [tile, row, column] = from;
  const [y, x] = [row + down, column + right];
  const inside = y >= 0 && y < height && x >= 0 && x < width;
  if (inside && !tiles) return [tile, y, x];
  const next = tile + tiles + (inside ? 0 : down * columns + right);
  const sameLine = right === 0 || Math.floor(next / columns) === Math.floor(tile / columns);
  if (next < 0 || next >= count || !sameLine) return from;
  return [next, (y + height) % height, (x + width) % width];
}

// Draws `stage.pixels`, tile by tile and in each channel by channel; `table` has 256 colours for
// those of one channel.
export function paintTiles(canvas, stage, table, across = 8) {
  const { count = 1, channels = 1, height, width, pixels } = stage;
  const size = { count, height, width };
  const layout = grid(size, across);
  if (canvas.width !== layout.width) canvas.width = layout.width;
  if (canvas.height !== layout.height) canvas.height = layout.height;
  canvas.style.aspectRatio = `${layout.width} / ${layout.height}`;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, canvas.width, canvas.height);
  const area = height * width;
  for (let k = 0; k < count; k += 1) {
    const image = context.createImageData(width, height);
    for (let i = 0; i < area; i += 1) {
      const first = k * channels * area + i;
      for (let c = 0; c < 3; c += 1) {
        image.data[4 * i + c] = channels === 3 ? pixels[first + c * area] : table[3 * pixels[first] + c];
      }
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, ...layout.at(k));
  }
}
