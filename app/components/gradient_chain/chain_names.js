// What the numbers of the chain are called in formulas.

import { placeOf } from "./chain.js";

const SYMBOLS = {
  x: "X", kernels: "K", bias: "B", y: "Y", relu: "A", pool: "P", dense: "W", offset: "b", scores: "Z", shares: "p", target: "T", loss: "C",
};

export const LONG_NAMES = {
  x: "Input", kernels: "Kernel", bias: "Bias", y: "Convolution", relu: "ReLU", pool: "Pooling", dense: "FC weights", offset: "FC bias",
  scores: "FC scores", shares: "Softmax", target: "Target", loss: "Loss",
};

export const symbolOf = (name) => SYMBOLS[name];

// A map of a quantity: "X[1]", "K[0, 1]"; one that is alone has no number.
export function mapName({ layout, quantities }, name, map) {
  const { maps } = quantities.get(name);
  if (maps === 1) return symbolOf(name);
  const numbers = name === "kernels" ? [Math.floor(map / layout.channels), map % layout.channels] : [map];
  return `${symbolOf(name)}[${numbers.join(", ")}]`;
}

// A number of a quantity: "K[0, 1, 2, 2]" (filter, channel, row, column), "Y[1, 2]", "b[0]".
export function cellName({ model, layout, quantities }, name, index) {
  const quantity = quantities.get(name);
  const [map, row, column] = placeOf(quantity, index);
  const number = (...places) => `${symbolOf(name)}[${places.join(", ")}]`;
  if (name === "loss") return symbolOf(name);
  const isRow = name === "bias" ? model.biases === "filter" : ["offset", "scores", "shares"].includes(name);
  if (isRow && quantity.maps === 1 && quantity.columns === 1) return quantity.rows === 1 ? symbolOf(name) : number(row);
  if (quantity.maps === 1) return number(row, column);
  if (name !== "kernels") return number(map, row, column);
  return number(Math.floor(map / layout.channels), map % layout.channels, row, column);
}

export function gradientName(chain, name, index) {
  return `∂C/∂${cellName(chain, name, index)}`;
}
