// The order of a forward pass, a backward pass and a step of gradient descent, number by number.
// A step is {part, name, index}: part is "values", "gradients" or "after".

import { indexIn } from "./chain.js";

const PARAMETERS = ["kernels", "bias", "dense", "offset"];

export function stepsOf(chain) {
  const { quantities, path } = chain;
  const all = (part, names) => names.filter((name) => quantities.has(name)).flatMap((name) => {
    const { count } = quantities.get(name);
    return Array.from({ length: count }, (_, index) => ({ part, name, index }));
  });
  const forward = all("values", [...path, "shares", "loss"]);
  const above = path.toReversed().flatMap((name) => (name === "scores" ? ["scores", "offset", "dense"] : [name]));
  return [...forward, ...all("gradients", [...above, "bias", "kernels", "x"]), ...all("after", PARAMETERS)];
}

export const stepKey = ({ part, name, index }) => `${part} ${name} ${index}`;

// The number that a step shows.
export function valueOf({ quantities }, { part, name, index }) {
  return quantities.get(name)[part][index];
}

// A step as a link says it, and back: "gkernels0_1_2".
const LETTERS = { values: "v", gradients: "g", after: "a" };

export const gridId = (part, name, map) => `${LETTERS[part]}${name}${map}`;

export function stepAt({ quantities }, id, [row, column]) {
  const [, letter, name, map] = id.match(/^([vga])([a-z]+)(\d+)$/) ?? [];
  const quantity = quantities.get(name);
  if (!quantity || Number(map) >= quantity.maps) return null;
  const inside = row >= 0 && column >= 0 && row < quantity.rows && column < quantity.columns;
  const part = Object.keys(LETTERS).find((one) => LETTERS[one] === letter);
  // What is given has no arithmetic of its own: its gradient is what there is to see.
  const own = part === "values" && quantity.gradients && ["x", ...PARAMETERS].includes(name) ? "gradients" : part;
  return inside && quantity[own] ? { part: own, name, index: indexIn(quantity, [Number(map), row, column]) } : null;
}
