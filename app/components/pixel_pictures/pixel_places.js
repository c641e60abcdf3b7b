// Pixels of pictures that lie beside each other, perhaps of other sizes.

// RGB as RGBA.
export function opaque(pixels) {
  const out = new Uint8ClampedArray((pixels.length / 3) * 4);
  for (let i = 0; i < pixels.length / 3; i += 1) {
    out.set(pixels.subarray(3 * i, 3 * i + 3), 4 * i);
    out[4 * i + 3] = 255;
  }
  return out;
}

// The [row, column] of picture `to` at the same place as the marked one, [picture, row, column].
export function alongside([from, row, column], stages, to) {
  const [height, width] = stages[from].size;
  const [rows, columns] = stages[to].size;
  const place = (number, old, count) => Math.min(count - 1, Math.floor(((number + 0.5) * count) / old));
  return [place(row, height, rows), place(column, width, columns)];
}

// Where an arrow key leads from a pixel; from none to the first one.
export function steppedPixel(from, [down, right], height, width) {
  if (!from) return [0, 0];
  const within = (place, count) => Math.min(count - 1, Math.max(0, place));
  return [within(from[0] + down, height), within(from[1] + right, width)];
}

// What a pixel is, from 0 to 255.
export function pixelText({ caption, grey, size: [, width], pixels }, row, column) {
  const [red, green, blue] = pixels.subarray(3 * (row * width + column), 3 * (row * width + column) + 3);
  const values = grey ? `${red}` : `red ${red}, green ${green}, blue ${blue}`;
  return `${caption.split(":")[0]}, pixel [${row}, ${column}]: ${values} of 255.`;
}
