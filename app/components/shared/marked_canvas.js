// Pictures on canvases of a pixel a number, with a marked place.

import { paintIndices } from "./painting.js";

// `table`: 256 RGB triples for the values of `pixels`.
export function paintCanvas(canvas, { width, height, pixels }, table) {
  Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  paintIndices(pixels, table, image.data);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// A place is [top, left, height, width] in cells; what lies outside of the picture is cut off.
export function mark({ canvas, spot }, cells) {
  const [top, left, height, width] = clipped(canvas, cells);
  const share = (count, all) => `${(100 * count) / all}%`;
  Object.assign(spot.style, {
    left: share(left, canvas.width), top: share(top, canvas.height),
    width: share(width, canvas.width), height: share(height, canvas.height),
  });
}

export function clipped(canvas, [top, left, height, width]) {
  const [y, x] = [Math.max(0, top), Math.max(0, left)];
  return [y, x, Math.min(canvas.height, top + height) - y, Math.min(canvas.width, left + width) - x];
}

// [row, column] of a picture of `width` × `height` pixels, drawn into `box`, that is under the pointer.
export function pixelUnder({ clientX, clientY }, box, { width, height }) {
  const cell = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return [cell((clientY - box.top) / box.height, height), cell((clientX - box.left) / box.width, width)];
}
