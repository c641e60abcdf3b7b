// The lens in words and formulas: texts only.

import { bracketed, cellText, formatNumber, MINUS, parseNumber, precise, relationOf, timesText } from "../shared/numbers.js";

const CHANNELS_READ = ["red", "green", "blue"];
const SHORT_SUM = 25; // terms that are read out one by one

const minus = (number) => String(number).replace("-", MINUS);

export function placeText({ name, title, at }, { cell, rows, columns }) {
  const stage = name === "picture" ? "Convolution" : title;
  const [row, column] = name === "pooling" ? at : cell;
  return `${stage} at row ${row}, column ${column} ← rows ${spanText(rows)}, columns ${spanText(columns)} of the picture`;
}

function spanText(positions) {
  const [first, last] = [positions[0], positions.at(-1)];
  if (first === last) return minus(first);
  const step = positions[1] - first;
  return `${minus(first)}…${minus(last)}${step > 1 ? ` in steps of ${step}` : ""}`;
}

// "143·(−1) + 139·0 + 12·1 = −131", one text for each row of the kernel, and their sum at last.
export function rowTexts({ values, products, sum }, { weights, texts }) {
  const sums = products.map((line) => line.reduce((all, one) => all + one, 0));
  const rows = values.map((line, i) => line.flatMap((value, j) => [[value, formatNumber(value)], weightOf(texts[i][j], weights[i][j])]));
  const lines = rows.map((pairs, i) => {
    const terms = values[i].map((_value, j) => timesText(pairs[2 * j][1], pairs[2 * j + 1][1], j > 0)).join(" + ");
    return values.length > 1 ? terms + resultOf(pairs, [sums[i], formatNumber(sums[i])]) : terms;
  });
  const added = values.length > 1 ? sums.map((one) => [one, formatNumber(one)]) : rows[0];
  const total = values.length > 1 ? added.map(([, text], i) => bracketed(text, i > 0)).join(" + ") : "";
  return [...lines, total + resultOf(added, [sum, precise(sum)])];
}

// " = −131" after pairs of a number and its text, or " ≈ 0.333".
function resultOf(pairs, result) {
  const all = [...pairs, result].map(([value, text]) => [meant(value), text]);
  return ` ${relationOf(all)} ${result[1]}`;
}

// Sums are of float32 weights: 45/9 + 45/9 + 45/9 may be 15.00000017, and 15 is meant.
function meant(value) {
  const short = Number(value.toPrecision(6));
  return Math.abs(short - value) <= 1e-7 * Math.abs(value) ? short : value;
}

// A weight with its text: as the learner wrote it where that is short, and then it is meant as it stands.
function weightOf(text, weight) {
  return text.length <= 6 ? [parseNumber(text) ?? weight, minus(text)] : [weight, formatNumber(weight)];
}

// The sum by itself: " = −131".
export function valueText(sum) {
  return resultOf([], [sum, precise(sum)]);
}

// Colour: "−214 + 12 + (−30) = −232".
export function sumText({ parts, total }) {
  const pairs = parts.map(({ sum }) => [sum, precise(sum)]);
  const sums = pairs.map(([, text], i) => bracketed(text, i > 0)).join(" + ");
  const result = resultOf(pairs, [total, precise(total)]);
  return `The lab filters each channel separately. A network's layer would add them up: ${sums}${result}.`;
}

export function poolText(pool, { pooling, channels }) {
  if (!pool) return "";
  const { size, kind } = pooling;
  const where = `${size}×${size} pooling window of output row ${pool.cell[0]}, column ${pool.cell[1]}`;
  if (channels > 1 || size > 4) return `${where}.`;
  const [{ values, value }] = pool.parts;
  const pairs = values.map((one) => [one, cellText(one, 7)]);
  const list = pairs.map(([, text], i) => bracketed(text, kind !== "max" && i > 0)).join(kind === "max" ? ", " : " + ");
  const made = kind === "max" ? `max(${list})` : `(${list})/${values.length}`;
  return `${where}: ${made}${resultOf(pairs, [value, precise(value)])}.`;
}

// The whole reading, for a screen reader.
export function sentenceOf(head, reading, setting) {
  const parts = reading.parts.map((part) => {
    const count = part.values.length * part.values[0].length;
    const name = setting.channels > 1 ? `${CHANNELS_READ[part.channel]}: ` : "";
    const sum = count <= SHORT_SUM && setting.channels === 1 ? termsText(part, setting) : `the sum of ${count} products`;
    return `${name}${sum} is ${precise(part.sum)}`;
  });
  const after = setting.relu ? ` ReLU: ${reading.activated.map(precise).join(", ")}.` : "";
  const pooled = reading.pool ? ` Pooling: ${reading.pool.parts.map(({ value }) => precise(value)).join(", ")}.` : "";
  return `${placeText(head, reading)}. ${parts.join("; ")}.${after}${pooled}`;
}

function termsText({ values }, { weights, texts }) {
  return values
    .flatMap((line, i) => line.map((value, j) => timesText(formatNumber(value), weightOf(texts[i][j], weights[i][j])[1], i + j > 0)))
    .join(" + ");
}
