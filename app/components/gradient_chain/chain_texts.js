// What stands on the board for a step: a heading, the rule, the sum with its numbers, and beside a
// gradient its finite difference. Texts only.

import { work } from "../shared/arithmetic.js";
import { channelText } from "../shared/arithmetic_text.js";
import { differenceText, longText, powerText } from "../shared/finite_difference_text.js";
import { bracketed, formatNumber, MINUS, relation, timesText } from "../shared/numbers.js";
import { biasOf, finiteDifference, nextOf, placeOf, winnersOf } from "./chain.js";
import { gradientName, LONG_NAMES, cellName, symbolOf } from "./chain_names.js";
import { valueOf } from "./chain_steps.js";
import { gradientTerms, routed } from "./gradient_terms.js";

const PASSES = { values: "Forward", gradients: "Backward", after: "Gradient descent" };

export function chainHeading(chain, step) {
  const { part, name, index } = step;
  return `${PASSES[part]}, ${LONG_NAMES[name]}: ${part === "gradients" ? gradientName(chain, name, index) : cellName(chain, name, index)}`;
}

// {rule, groups: [{title, terms: [texts]}], result}: the sum of a step, `hidden` where it is asked for
// and without its terms where it is `ahead` of that.
export function board(chain, step, style, { hidden = false, ahead = false } = {}) {
  const made = { values: forwardBoard, gradients: gradientBoard, after: descentBoard }[step.part](chain, step, style);
  const value = valueOf(chain, step);
  const sign = relation([...made.numbers, value], style);
  return { ...made, groups: ahead ? [] : made.groups, result: hidden ? "= ?" : `${sign} ${formatNumber(value, style)}` };
}

// The whole of it in one line, for a screen reader.
export function chainSentence({ groups, result }) {
  return `${groups.map(({ title, terms }) => (title ? `${title}: ` : "") + terms.join(" + ")).join("; ")} ${result}`;
}

const oneGroup = (terms) => [{ title: "", terms }];

function gradientBoard(chain, { name, index }, style) {
  const write = (number) => formatNumber(number, style);
  const terms = gradientTerms(chain, name, index);
  const rule = `${gradientName(chain, name, index)} = ${ruleOf(chain, name, index)}`;
  if (terms.some(({ up }) => up[0] === "loss")) return { rule, ...lossTerm(chain, name, index, write) };
  const numbers = terms.flatMap(({ gradient, factor }) => [gradient, factor]);
  const alone = name === "bias" || name === "offset";
  const text = ({ gradient, factor }, i) => (alone ? bracketed(write(gradient), i > 0) : timesText(write(gradient), write(factor), i > 0));
  const groups = name === "x" && chain.layout.depth > 1 ? byFilter(chain, terms, text) : oneGroup(terms.map(text));
  return { rule, numbers, groups: terms.length > 0 ? groups : oneGroup(["0"]) };
}

// The terms of an input number, for each filter that reads it.
function byFilter({ quantities }, terms, text) {
  const y = quantities.get("y");
  return Array.from({ length: y.maps }, (_, k) => ({
    title: `filter ${k}`, terms: terms.filter(({ up }) => placeOf(y, up[1])[0] === k).map(text),
  })).filter((group) => group.terms.length > 0);
}

function lossTerm({ model: { loss, shares }, quantities }, name, index, write) {
  if (loss.kind === "sum") return { numbers: [], groups: oneGroup(["1"]) };
  const is = (loss.kind === "squared" ? quantities.get(name).values : shares.flat(2))[index];
  const wanted = loss.kind === "squared" ? loss.target.flat(2)[index] : Number(index === loss.label);
  return { numbers: [is, wanted], groups: oneGroup([`${write(is)} ${MINUS} ${bracketed(write(wanted))}`]) };
}

// The chain rule for this number, with its indices in it.
function ruleOf(chain, name, index) {
  const { layout, quantities, model } = chain;
  const place = placeOf(quantities.get(name), index);
  const map = (k) => (layout.depth > 1 ? `${k}, ` : "");
  const channel = (c) => (layout.channels > 1 ? `${c}, ` : "");
  if (name === "kernels") {
    const [k, c] = [Math.floor(place[0] / layout.channels), place[0] % layout.channels];
    const along = ({ stride, dilation, before }, tap, variable) => shifted(stride, variable, tap * dilation - before);
    return `Σ ∂C/∂Y[${map(k)}y, x] · X[${channel(c)}${along(layout.rows, place[1], "y")}, ${along(layout.columns, place[2], "x")}]: ${sharing(layout)}`;
  }
  if (name === "x") return `Σ ∂C/∂Y[${map("k")}y, x] · K[${layout.channels * layout.depth > 1 ? `k, ${place[0]}, ` : ""}i, j], the kernel rotated by 180°`;
  if (name === "bias" && model.biases === "position") return `${gradientName(chain, "y", index)}: only one neuron has it, so there is no sum`;
  if (name === "bias") return `Σ ∂C/∂Y[${map(place[1])}y, x]: ${sharing(layout)}; a bias for each position would have ∂C/∂Y[y, x] alone`;
  if (name === "dense") return `∂C/∂Z[${place[1]}] · ${cellName(chain, chain.path.at(-2), place[2])}`;
  if (name === "offset") return `∂C/∂Z[${index}]`;
  const next = nextOf(chain, name);
  const own = cellName(chain, name, index);
  if (next === "relu") return `∂C/∂A · (1 if ${own} > 0, else 0)`;
  if (next === "pool") return model.pool.kind === "max" ? "Σ ∂C/∂P over the windows that it wins" : `Σ ∂C/∂P · 1/${chain.windows[0].length}, its part of each window`;
  if (next === "scores") return `Σ ∂C/∂Z[i] · W[i, ${index}]`;
  return { sum: "1: every output counts once", squared: `${own} ${MINUS} T`, cross_entropy: `p ${MINUS} y, with y = 1 for the true class, else 0` }[model.loss.kind];
}

// How many neurons of a depth slice share a weight, and so how many terms its gradient has.
function sharing({ rows, columns }) {
  const count = rows.outputs * columns.outputs;
  return count === 1 ? "one neuron has it" : `one term for each of the ${count} neurons that share it`;
}

// "2y + 1", "x", "x − 1".
function shifted(stride, variable, by) {
  const start = `${stride > 1 ? stride : ""}${variable}`;
  return by === 0 ? start : `${start} ${by > 0 ? "+" : MINUS} ${Math.abs(by)}`;
}

function forwardBoard(chain, { name, index }, style) {
  const { layout, quantities, model, path } = chain;
  const write = (number) => formatNumber(number, style);
  const source = quantities.get(path[path.indexOf(name) - 1]);
  const own = cellName(chain, name, index);
  const place = placeOf(quantities.get(name), index);
  if (name === "y") {
    const { parts } = work(layout, place);
    const bias = quantities.get("bias").values[biasOf(chain, index)];
    const terms = parts.map((part) => channelText(layout.problem, part, style));
    const numbers = parts.flatMap((part) => part.terms.flatMap(({ value, weight }) => [value, weight]));
    return { rule: `${own} = the window times the kernel, summed, plus the bias`, numbers, groups: oneGroup([...terms, bracketed(write(bias))]) };
  }
  if (name === "relu") return { rule: `${own} = max(0, Y)`, numbers: [source.values[index]], groups: oneGroup([`max(0, ${write(source.values[index])})`]) };
  if (name === "pool") {
    const numbers = chain.windows[index].map((cell) => source.values[cell]);
    const largest = model.pool.kind === "max";
    const texts = numbers.map(write);
    const sum = largest ? `max(${texts.join(", ")})` : `(${texts.map((text, i) => (i ? bracketed(text) : text)).join(" + ")})/${numbers.length}`;
    return { rule: `${own} = the ${largest ? "largest number" : "average"} of its window`, numbers, groups: oneGroup([sum]) };
  }
  if (name === "scores") {
    const weights = quantities.get("dense");
    const row = Array.from(source.values, (_value, j) => weights.values[index * weights.columns + j]);
    const terms = row.map((weight, j) => timesText(write(weight), write(source.values[j]), j > 0));
    const offset = quantities.get("offset").values[index];
    return { rule: `${own} = Σ W[${index}, j] · ${symbolOf(source.name)}, plus the bias`, numbers: [...row, ...source.values, offset], groups: oneGroup([...terms, bracketed(write(offset))]) };
  }
  return lossBoard(chain, name, index, write);
}

function lossBoard({ model: { loss, shares }, quantities, last }, name, index, write) {
  const { values } = quantities.get(last);
  const symbol = symbolOf(last);
  if (name === "shares") {
    const texts = Array.from(values, (value) => `e^${bracketed(write(value))}`);
    return { rule: `p = e^${symbol} / Σ e^${symbol}`, numbers: [...values], groups: oneGroup([`${texts[index]} / (${texts.join(" + ")})`]) };
  }
  if (loss.kind === "sum") return { rule: `C = Σ ${symbol}`, numbers: [...values], groups: oneGroup(Array.from(values, (value, i) => (i ? bracketed(write(value)) : write(value)))) };
  if (loss.kind === "squared") {
    const wanted = loss.target.flat(2);
    const squares = Array.from(values, (value, i) => `(${write(value)} ${MINUS} ${bracketed(write(wanted[i]))})²`);
    return { rule: `C = ½ Σ (${symbol} ${MINUS} T)²`, numbers: [...values, ...wanted], groups: oneGroup([`½·(${squares.join(" + ")})`]) };
  }
  const share = shares.flat(2)[loss.label];
  return { rule: `C = ${MINUS}ln p of the true class, ${loss.label}`, numbers: [share], groups: oneGroup([`${MINUS}ln(${write(share)})`]) };
}

function descentBoard(chain, { name, index }, style) {
  const { values, gradients } = chain.quantities.get(name);
  const own = cellName(chain, name, index);
  const write = (number) => bracketed(formatNumber(number, style));
  return {
    rule: `${own} ← ${own} ${MINUS} η · ∂C/∂${own}`, numbers: [values[index], gradients[index]],
    groups: oneGroup([`${formatNumber(values[index], style)} ${MINUS} ${formatNumber(chain.model.rate)}·${write(gradients[index])}`]),
  };
}

// Beside a gradient: {text, difference, kink}, or null where there is none.
export function check(chain, { part, name, index }) {
  if (part !== "gradients" || name === "loss") return null;
  const gradient = chain.quantities.get(name).gradients[index];
  const found = finiteDifference(chain, name, index);
  const { difference, kink } = found;
  const text = differenceText("C", symbolOf(name), found);
  const off = Math.abs(difference - gradient);
  const differs = off > 1e-6 * (1 + Math.abs(gradient));
  return { text, value: difference, off, offText: powerText(off), kink: differs && kink ? kinkText(chain, kink, difference) : "" };
}

function kinkText(chain, { kind, index }, difference) {
  const half = `the finite difference, ${longText(difference, 4)}, averages the slopes on its two sides`;
  if (kind === "relu") return `They differ because C has a kink here: ${cellName(chain, "y", index)} is at ReLU’s corner, where the derivative is taken as 0; ${half}.`;
  if (kind === "every") return `They differ because every tied maximum gets the gradient in full: the window of ${cellName(chain, "pool", index)} is counted more than once.`;
  return `They differ because C has a kink here: the largest number of the window of ${cellName(chain, "pool", index)} is there more than once; ${half}.`;
}

// What each convention gives a number that shares the maximum of a window, or nothing.
export function tieText(chain, { part, name, index }, style) {
  const { model, windows, quantities } = chain;
  if (part !== "gradients" || model.pool?.kind !== "max" || nextOf(chain, name) !== "pool") return "";
  const { values } = quantities.get(name);
  const tied = windows.some((cells) => cells.includes(index) && winnersOf(cells, values).length > 1 && winnersOf(cells, values).includes(index));
  if (!tied) return "";
  const [first, even, every] = ["first", "even", "every"].map((ties) => formatNumber(routed(chain, name, index, ties), style));
  return `Tie. First maximum (max_pool2d): ${first}; equal parts (amax): ${even}; each in full (mask x == max): ${every}.`;
}
