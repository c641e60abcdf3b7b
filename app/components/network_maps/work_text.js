// What is said of a cell and of the sum, the maximum, … that it is.

import { bracketed, formatNumber, timesText } from "../shared/numbers.js";
import { valueText } from "../shared/value_text.js";

export const LISTED = 6; // channels of a sum that are told one by one

const added = (values) => values.map((value, i) => bracketed(valueText(value), i > 0)).join(" + ");

export function mapName(network, number, map) {
  const { name, kind, maps, area } = network.nodes[number];
  if (kind === "input" && maps === 3) return `input, ${["red", "green", "blue"][map]}`;
  if (kind === "input") return "input";
  if (network.isOfClasses(number)) return `${name}, “${network.classes[map]}”`;
  return `${name}, ${area === 1 ? "unit" : "map"} ${map}`;
}

export function sizeText({ maps, rows, columns, area }) {
  return area === 1 ? `${maps}` : `${maps} × ${columns}×${rows}`;
}

export function cellName(network, number, [map, row, column]) {
  const name = mapName(network, number, map);
  return network.nodes[number].area === 1 ? name : `${name}, cell [${row}, ${column}]`;
}

export function cellHead(network, number, cell) {
  return `${cellName(network, number, cell)} = ${valueText(network.valueAt(number, cell))}`;
}

// The channels of a sum by what they add, the largest first.
export function byContribution(parts) {
  return [...parts].sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum));
}

// The sum over the channels: those that add most, the others together, the bias.
export function sumText({ parts, bias, value }, listed = 3) {
  const sorted = byContribution(parts);
  const [first, others] = [sorted.slice(0, listed), sorted.slice(listed)];
  const terms = first.map(({ sum }) => sum);
  const texts = [added(terms)];
  if (others.length > 0) texts.push(`${bracketed(valueText(othersSum(others)))} (${othersName(others.length)})`);
  if (bias !== null) texts.push(`${bracketed(valueText(bias))} (bias)`);
  return `${texts.join(" + ")} ≈ ${valueText(value)}`;
}

export function othersSum(parts) {
  return parts.reduce((total, { sum }) => total + sum, 0);
}

export function othersName(count) {
  return count === 1 ? "the other channel" : `the other ${count} channels`;
}

// The products of one channel, in a line.
export function productsText({ terms, sum }) {
  if (terms.length === 0) return "0: the window lies in the padding";
  const texts = terms.map(({ value, weight }, i) => timesText(formatNumber(value), formatNumber(weight), i > 0));
  return `${texts.join(" + ")} ≈ ${valueText(sum)}`;
}

// A cell that is no sum over channels, as a line of arithmetic, and what it means.
export function lineText(network, number, cell, found) {
  const node = network.nodes[number];
  const value = valueText(found.value);
  switch (found.form) {
    case "max": {
      const numbers = found.parts[0].terms.map((term) => valueText(term.value));
      return `max(${numbers.join(", ")}) = ${value}`;
    }
    case "average":
      return averageText(found.parts[0], value);
    case "norm": {
      const { x, mean, variance, eps, weight, bias } = found;
      const above = `${valueText(x)} − ${bracketed(valueText(mean))}`;
      return `γ·(x − μ)/√(σ² + ε) + β = ${valueText(weight)}·(${above})/√(${valueText(variance)} + ${valueText(eps)}) + ${bracketed(valueText(bias))} ≈ ${value}`;
    }
    case "normalise":
      return `(v − μ)/σ = (${found.pixel} − ${bracketed(valueText(found.mean))})/${valueText(found.sigma)} ≈ ${value}`;
    case "scale":
      return `w·x + b = ${timesText(valueText(found.weight), valueText(found.x), false)} + ${bracketed(valueText(found.bias))} ≈ ${value}`;
    case "clip":
      return `min(max(${valueText(found.x)}, ${valueText(found.low)}), ${valueText(found.high)}) = ${value}`;
    case "lrn":
      return responseText(found, value);
    case "padding":
      return "0: padding";
    case "function":
      return node.label === "ReLU" ? `max(0, ${valueText(found.x)}) = ${value}` : `${node.title}(${valueText(found.x)}) ≈ ${value}`;
    case "add":
      return `${added(found.terms.map((term) => term.value))} ≈ ${value}`;
    case "multiply":
      return `${found.terms.map((term, i) => bracketed(valueText(term.value), i > 0)).join("·")} ≈ ${value}`;
    case "same":
      return `${value}: the number of ${cellName(network, found.source, found.at)}, unchanged`;
    case "none":
      if (node.kind === "input") return pixelText(found.value);
      return `${value}, which comes from the layer ${node.title}`;
    default:
      return value;
  }
}

function pixelText(value) {
  return `the pixel ${Math.round((value + 1) * 127.5)}/127.5 − 1 ≈ ${valueText(value)}`;
}

function responseText({ x, k, alpha, beta, size, terms, sum }, value) {
  const squares = terms.length <= 5 ? terms.map((term) => `${bracketed(valueText(term.value), true)}²`).join(" + ") : valueText(sum);
  return `x/(k + α/n·Σx²)^β = ${valueText(x)}/(${valueText(k)} + ${valueText(alpha)}/${size}·(${squares}))^${valueText(beta)} ≈ ${value}`;
}

function averageText({ terms, sum }, value) {
  const count = terms.length;
  if (count > 9) return `(sum of ${count} numbers)/${count} = ${bracketed(valueText(sum))}/${count} ≈ ${value}`;
  return `(${added(terms.map((term) => term.value))})/${count} ≈ ${value}`;
}

const MEANINGS = {
  conv: "Each channel of the window is multiplied with its kernel, number by number, and summed; the sums of all channels and the bias are the cell.",
  fc: "Each input is multiplied with its weight; the sum of all products and the bias is the number.",
  max: "The largest number of the window.",
  average: "The mean of the window.",
  mean: "The mean of the whole map.",
  norm: "Batch normalisation: μ and σ² are the running mean and variance of this channel, γ and β are learned.",
  add: "The same cell of both inputs, added: a skip connection.",
  multiply: "The same cell of both inputs, multiplied.",
  concat: "Maps are stacked in depth; no number changes.",
  flatten: "The maps in one row, map by map and row by row; no number changes.",
  same: "Dropout drops numbers only in training; here they pass unchanged.",
  transposed: "Transposed convolution: each number adds a scaled copy of the kernel to the output; these copies reach the cell.",
  repeat: "Upsampling repeats each number, down and across; no number changes.",
  maxout: "The largest of the same cell in neighbouring maps.",
  normalise: "The picture as the model takes it: v is the pixel, 0 to 255; μ and σ are those of the channel.",
  scale: "Each number times the weight w of its channel, plus the bias b.",
  clip: "What is below or above the limits becomes the nearer limit.",
  pad: "Zeros around each map; no other number changes.",
  shuffle: "Channel shuffle: the maps change places; no number changes.",
  lrn: "Local response normalisation: the sum is over the same cell in neighbouring maps.",
  input: "The pixels, scaled from 0…255 to −1…1.",
};

export function meaningText({ kind, label }) {
  if (kind === "function") return label === "ReLU" ? "ReLU: negative numbers become 0, the others pass." : `${label} of each number separately.`;
  return MEANINGS[kind] ?? "";
}

export function statisticsText({ least, greatest, mean, sigma, zeros }) {
  return [
    ["range", `${valueText(least)} … ${valueText(greatest)}`],
    ["mean", valueText(mean)],
    ["σ", valueText(sigma)],
    ["zeros", `${(100 * zeros).toFixed(1)}%`],
  ];
}
