// The lens in words and formulas: texts only.

import { cellText, MINUS, precise, written } from "./numbers.js";

const CHANNELS_READ = ["red", "green", "blue"];
const SHORT_SUM = 25; // terms that are read out one by one

const minus = (number) => String(number).replace("-", MINUS);

export function placeText({ name, title, at }, { cell, rows, columns }) {
  const stage = name === "picture" ? "Response" : title;
  const [row, column] = name === "pooling" ? at : cell;
  return `${stage} at row ${row}, column ${column} ← rows ${spanText(rows)}, columns ${spanText(columns)} of the picture`;
}

function spanText(positions) {
  const [first, last] = [positions[0], positions.at(-1)];
  if (first === last) return minus(first);
  const step = positions[1] - first;
  return `${minus(first)}…${minus(last)}${step > 1 ? ` in steps of ${step}` : ""}`;
}

// "143·−1 + 139·0 + 12·1 = −131", one text for each row of the kernel, and their sum at last.
export function rowTexts({ values, products, sum }, { weights, texts }) {
  const sums = products.map((line) => line.reduce((all, one) => all + one, 0));
  const lines = values.map((line, i) => {
    const terms = line.map((value, j) => `${written(value)}·${weightOf(texts[i][j], weights[i][j])}`);
    return values.length > 1 ? `${terms.join(" + ")} = ${written(sums[i])}` : terms.join(" + ");
  });
  const total = values.length > 1 ? sums.map((one, i) => bracketedFrom(i, written(one))).join(" + ") : "";
  return [...lines, `${total} = ${precise(sum)}`];
}

function weightOf(text, weight) {
  return text.length <= 6 ? minus(text) : written(weight);
}

function bracketedFrom(i, text) {
  return i > 0 && text.startsWith(MINUS) ? `(${text})` : text;
}

// Colour: "−214 + 12 + (−30) = −232".
export function sumText({ parts, total }) {
  const sums = parts.map(({ sum }, i) => bracketedFrom(i, precise(sum)));
  return `The lab filters each channel by itself. A layer of a network would add them up: ${sums.join(" + ")} = ${precise(total)}.`;
}

export function poolText(pool, { pooling, channels }) {
  if (!pool) return "";
  const { size, kind } = pooling;
  const where = `Pooling window ${size}×${size} at row ${pool.cell[0]}, column ${pool.cell[1]}`;
  if (channels > 1 || size > 4) return `${where}.`;
  const [{ values, value }] = pool.parts;
  const list = values.map((one) => cellText(one, 7)).join(kind === "max" ? ", " : " + ");
  const made = kind === "max" ? `max(${list})` : `(${list})/${values.length}`;
  return `${where}: ${made} = ${precise(value)}.`;
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
    .flatMap((line, i) => line.map((value, j) => `${written(value)}·${weightOf(texts[i][j], weights[i][j])}`))
    .join(" + ");
}
