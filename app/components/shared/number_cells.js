// A matrix on a canvas: every cell in its colour, with its number (or a few, one below the other).

const [SMALLEST_FONT, LARGEST_FONT] = [6.2, 16]; // CSS pixels
const [POSITIVE, NEGATIVE] = [[186, 40, 50], [42, 113, 178]];
const SHADE = 0.7; // of those, for the largest number

// `cell`: its side in CSS pixels; coloursOf and textsOf take (row, column); where outside(row,
// column) holds there is padding, which is hatched.
export function paintCells(canvas, { rows, columns, cell, ratio, colourOf, textsOf, outside = () => false }) {
  fitCanvas(canvas, Math.round(columns * cell * ratio), Math.round(rows * cell * ratio));
  const context = canvas.getContext("2d");
  const side = [canvas.width / columns, canvas.height / rows];
  context.textAlign = "center";
  context.textBaseline = "middle";
  const texts = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => textsOf(i, j)));
  const common = Math.max(...texts.flat().map(longestOf));
  // All numbers as large as the longest can be; where that is too small, each for itself.
  const sizeFor = (length) => sizeOfText(length, texts[0][0].length, side, ratio);
  const legible = (size) => size >= SMALLEST_FONT * ratio;
  const size = sizeFor(common);
  const inks = new Map(); // ink → the texts in it: a style is dear to set
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const [left, top] = [Math.round(j * side[0]), Math.round(i * side[1])];
      const [right, bottom] = [Math.round((j + 1) * side[0]), Math.round((i + 1) * side[1])];
      const [red, green, blue] = colourOf(i, j);
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.fillRect(left, top, right - left, bottom - top);
      const ink = inkOn([red, green, blue]);
      if (outside(i, j)) hatch(context, left, top, right - left, bottom - top, ink);
      const own = legible(size) ? size : sizeFor(longestOf(texts[i][j]));
      if (!legible(own)) continue;
      if (!inks.has(ink)) inks.set(ink, []);
      inks.get(ink).push([texts[i][j], (left + right) / 2, (top + bottom) / 2, own]);
    }
  }
  for (const [ink, written] of inks) {
    context.fillStyle = ink;
    for (const one of written) writeTexts(context, ...one);
  }
  rule(context, side, rows, columns, ratio);
}

// A new size clears the canvas and forgets its font.
function fitCanvas(canvas, width, height) {
  if (canvas.width === width && canvas.height === height) return;
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d").written = null;
}

const longestOf = (texts) => texts.reduce((most, text) => Math.max(most, text.length), 2);

function sizeOfText(length, lines, [width, height], ratio) {
  return Math.min(LARGEST_FONT * ratio, 0.5 * height, (0.86 * height) / lines, (1.48 * width) / length);
}

function writeTexts(context, texts, x, y, size) {
  if (context.written !== size) {
    context.written = size; // a font is dear to set
    context.font = `${size.toFixed(1)}px ${CELL_FONT}`;
  }
  texts.forEach((text, i) => context.fillText(text, x, y + (i - (texts.length - 1) / 2) * size * 1.02));
}

const CELL_FONT = '"Source Sans", "Source Sans Pro", sans-serif';

function hatch(context, left, top, width, height, ink) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = ink;
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = -height; at < width; at += 6) {
    context.moveTo(left + at, top + height);
    context.lineTo(left + at + height, top);
  }
  context.stroke();
  context.restore();
}

// Lines between the cells, where these are large enough for them.
function rule(context, [width, height], rows, columns, ratio) {
  if (width < 9 * ratio) return;
  context.strokeStyle = "rgba(128, 128, 128, 0.55)";
  context.lineWidth = 1;
  context.beginPath();
  for (let j = 1; j < columns; j += 1) {
    context.moveTo(Math.round(j * width) + 0.5, 0);
    context.lineTo(Math.round(j * width) + 0.5, rows * height);
  }
  for (let i = 1; i < rows; i += 1) {
    context.moveTo(0, Math.round(i * height) + 0.5);
    context.lineTo(columns * width, Math.round(i * height) + 0.5);
  }
  context.stroke();
}

// Black or white, whichever has the larger contrast.
export function inkOn([red, green, blue]) {
  return 0.2126 * LIGHT[red] + 0.7152 * LIGHT[green] + 0.0722 * LIGHT[blue] > 0.18 ? "#000" : "#fff";
}

const LIGHT = Array.from({ length: 256 }, (_, part) => (part / 255) ** 2.2);

// A signed number on paper: red above 0, blue below, white at 0.
export function signedColour(value, largest) {
  const share = largest > 0 && Number.isFinite(value) ? SHADE * Math.min(1, Math.abs(value) / largest) : 0;
  const end = value > 0 ? POSITIVE : NEGATIVE;
  return end.map((part) => Math.round(255 + share * (part - 255)));
}
