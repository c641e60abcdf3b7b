// What is said of the pixel of a map.

export function pixelText([row, column], [z, value, slope]) {
  return `Pixel [${row}, ${column}]: z = ${z}, f(z) = ${value}, f′(z) = ${slope}`;
}
