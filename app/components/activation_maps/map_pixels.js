// The pixel of a map under the pointer, and what is said of it.

// [row, column] of a picture of `width` × `height` pixels that is drawn into `box`.
export function pixelUnder({ clientX, clientY }, box, { width, height }) {
  const cell = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return [cell((clientY - box.top) / box.height, height), cell((clientX - box.left) / box.width, width)];
}

export function pixelText([row, column], [z, value, slope]) {
  return `Pixel [${row}, ${column}]: z = ${z}, f(z) = ${value}, f′(z) = ${slope}`;
}
