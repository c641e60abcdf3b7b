// A 1-D convolution with two outputs, in letters and in numbers: O1 = I1·W1 + I2·W2 + I3·W3. The
// matrices: oi and ow are the Jacobians ∂O/∂I and ∂O/∂W, ci and cw the gradients of C = g1·O1 + g2·O2.

import { formatNumber, relation, timesText } from "../shared/numbers.js";

const MATRICES = ["oi", "ow", "ci", "cw"];
const STEP = 1e-4;

export const variableOf = (matrix) => (matrix.endsWith("i") ? "I" : "W");

// A step is {matrix, row, column}, in the order in which they are filled.
export function toySteps(toy) {
  return MATRICES.flatMap((matrix) => toy[matrix].flatMap((row, i) => row.map((_value, j) => ({ matrix, row: i, column: j }))));
}

export const toyValue = (toy, { matrix, row, column }) => toy[matrix][row][column];

// What stands in a cell in letters: "W2", "0", "I3", or "g1·W2 + g2·W1".
export function letters(toy, { matrix, row, column }) {
  if (matrix.startsWith("o")) return letterOf(toy, matrix, row, column);
  const terms = toy.o.map((_value, i) => [`g${i + 1}`, letterOf(toy, `o${matrix[1]}`, i, column)]);
  return terms.map(([gradient, one]) => `${gradient}·${one}`).join(" + ");
}

function letterOf(toy, matrix, output, column) {
  if (matrix === "ow") return `I${output + column + 1}`;
  const weight = column - output;
  return weight >= 0 && weight < toy.w.length ? `W${weight + 1}` : "0";
}

// "I1·W1 + I2·W2 + I3·W3", and the same in numbers.
export function equation(toy, output, style) {
  const write = (number) => formatNumber(number, style);
  const words = toy.w.map((_weight, j) => `I${output + j + 1}·W${j + 1}`).join(" + ");
  const sum = toy.w.map((weight, j) => timesText(write(toy.i[output + j]), write(weight), j > 0)).join(" + ");
  return `O${output + 1} = ${words} = ${sum} ${relation([...toy.i, ...toy.w, toy.o[output]], style)} ${formatNumber(toy.o[output], style)}`;
}

// {name, rule, sum, result}: all about a step, with "?" alone where it is asked for.
export function toyBoard(toy, step, style, hidden) {
  const { matrix, row, column } = step;
  const variable = `${variableOf(matrix)}${column + 1}`;
  const value = toyValue(toy, step);
  const result = hidden ? "= ?" : `${relation([...toy.i, ...toy.w, ...toy.g, value], style)} ${formatNumber(value, style)}`;
  const letter = letters(toy, step);
  const name = `∂${matrix.startsWith("o") ? `O${row + 1}` : "C"}/∂${variable}`;
  if (hidden) return { name, rule: "", sum: "", result };
  if (matrix.startsWith("o")) {
    const words = toy.w.map((_weight, j) => `I${row + j + 1}·W${j + 1}`).join(" + ");
    const why = letter === "0" ? `${variable} does not occur in O${row + 1} = ${words}.` : `In O${row + 1} = ${words}, ${variable} is multiplied by ${letter}.`;
    return { name, rule: why, sum: letter, result };
  }
  const numbers = toy.g.map((gradient, i) => timesText(formatNumber(gradient, style), formatNumber(toy[`o${matrix[1]}`][i][column], style), i > 0));
  return { name, rule: `Chain rule, with g = ∂C/∂O: ${letter}`, sum: numbers.join(" + "), result };
}

// All of a board in one line: "∂O1/∂I2 = W2 = −1", "∂O1/∂I2 = ?".
export const toySentence = ({ name, sum, result }) => [name, ...(sum ? ["=", sum] : []), result].join(" ");

// The finite difference of a step: two more forward passes with one number changed.
export function toyCheck(toy, { matrix, row, column }) {
  const name = variableOf(matrix).toLowerCase();
  const h = STEP * Math.max(1, Math.abs(toy[name][column]));
  const [more, less] = [h, -h].map((by) => outputOf({ ...toy, [name]: toy[name].map((value, j) => (j === column ? value + by : value)) }, matrix, row));
  return { h, more, less, difference: (more - less) / (toy[name][column] + h - (toy[name][column] - h)) };
}

function outputOf({ i, w, g }, matrix, row) {
  const outputs = g.map((_gradient, output) => w.reduce((sum, weight, j) => sum + weight * i[output + j], 0));
  return matrix.startsWith("o") ? outputs[row] : outputs.reduce((sum, output, k) => sum + g[k] * output, 0);
}

// Marks for a step: [grid, row, column, class]. What the cell is made of is "tap"; `hidden` where a
// mark would be the answer.
export function toyMarks(toy, { matrix, row, column }, hidden = false) {
  const name = matrix[1];
  const own = [[matrix, row, column, "current"], [`letters${matrix}`, row, column, "current"], [name, 0, column, "current"]];
  if (matrix.startsWith("o")) {
    const letter = letterOf(toy, matrix, row, column);
    const factor = letter === "0" || hidden ? [] : [[letter[0].toLowerCase(), 0, Number(letter.slice(1)) - 1, "tap"]];
    return [...own, ["o", 0, row, "tap"], ...factor];
  }
  return [...own, ...toy.g.flatMap((_gradient, i) => [["g", 0, i, "tap"], [`o${name}`, i, column, "tap"], [`letterso${name}`, i, column, "tap"]])];
}
