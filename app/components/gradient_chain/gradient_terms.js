// The terms of each gradient, by the chain rule: the gradient of a number that follows, times the
// derivative of that number. A term: up ([name, index] of what follows), gradient (its gradient),
// factor (the derivative), and by ([name, map, row, column] of the number that the factor is, or null).

import { reachedFrom, touchedBy, valueAt } from "../shared/arithmetic.js";
import { indexIn, nextOf, placeOf, winnersOf } from "./chain.js";

export function gradientTerms(chain, name, index) {
  const { quantities } = chain;
  if (name === "kernels") return kernelTerms(chain, placeOf(quantities.get(name), index));
  if (name === "x") return inputTerms(chain, placeOf(quantities.get(name), index));
  if (name === "bias") return biasTerms(chain, index);
  if (name === "dense") return denseTerms(chain, placeOf(quantities.get(name), index));
  if (name === "offset") return [term(chain, "scores", index, 1)];
  return { relu: reluTerms, pool: poolTerms, scores: scoreTerms, loss: lossTerms }[nextOf(chain, name)](chain, name, index);
}

// A sum of terms, which is the gradient.
export function sumOfTerms(terms) {
  return terms.reduce((sum, { gradient, factor }) => sum + gradient * factor, 0);
}

function term({ quantities }, up, index, factor, by = null) {
  return { up: [up, index], gradient: quantities.get(up).gradients[index], factor, by };
}

function kernelTerms(chain, [map, i, j]) {
  const { layout, quantities } = chain;
  const [k, c] = [Math.floor(map / layout.channels), map % layout.channels];
  return touchedBy(layout, [i, j]).map(({ at: [row, column], output }) =>
    term(chain, "y", indexIn(quantities.get("y"), [k, ...output]), valueAt(layout, c, row, column), ["x", c, row - layout.rows.before, column - layout.columns.before]));
}

function inputTerms(chain, [c, row, column]) {
  const { layout, quantities } = chain;
  return reachedFrom(layout, [c, row + layout.rows.before, column + layout.columns.before]).flatMap(({ cell, taps, weights }) =>
    taps.map((tap, i) => term(chain, "y", indexIn(quantities.get("y"), cell), weights[i], ["kernels", cell[0] * layout.channels + c, ...tap])));
}

function biasTerms(chain, index) {
  if (chain.model.biases === "position") return [term(chain, "y", index, 1)];
  const y = chain.quantities.get("y");
  return Array.from({ length: y.rows * y.columns }, (_, i) => term(chain, "y", index * y.rows * y.columns + i, 1));
}

function reluTerms(chain, name, index) {
  return [term(chain, "relu", index, Number(chain.quantities.get(name).values[index] > 0))];
}

function poolTerms(chain, name, index) {
  const { values } = chain.quantities.get(name);
  return chain.windows.flatMap((cells, output) => {
    if (!cells.includes(index)) return [];
    const share = shareOf(chain.model.pool, cells, values, index);
    return share === 0 ? [] : [term(chain, "pool", output, share)];
  });
}

// The part of a window's gradient that goes to one of its cells.
export function shareOf({ kind, ties }, cells, values, index) {
  if (kind === "average") return 1 / cells.length;
  const largest = winnersOf(cells, values);
  if (!largest.includes(index)) return 0;
  return { first: Number(largest[0] === index), even: 1 / largest.length, every: 1 }[ties];
}

function denseTerms(chain, [, i, j]) {
  const below = chain.path.at(-2);
  const source = chain.quantities.get(below);
  return [term(chain, "scores", i, source.values[j], [below, ...placeOf(source, j)])];
}

function scoreTerms(chain, _name, index) {
  const weights = chain.quantities.get("dense");
  return Array.from({ length: weights.rows }, (_, i) => term(chain, "scores", i, weights.values[i * weights.columns + index], ["dense", 0, i, index]));
}

// ∂C/∂C is 1; what follows is the loss's own derivative.
function lossTerms({ model: { loss, shares }, quantities }, name, index) {
  const { values } = quantities.get(name);
  const factor = {
    sum: () => 1,
    squared: () => values[index] - loss.target.flat(2)[index],
    cross_entropy: () => shares.flat(2)[index] - Number(index === loss.label),
  }[loss.kind]();
  return [{ up: ["loss", 0], gradient: 1, factor, by: null }];
}

// The gradient of a number below pooling, under a convention.
export function routed({ model, windows, quantities }, name, index, ties) {
  const { values } = quantities.get(name);
  const { gradients } = quantities.get("pool");
  return windows.reduce((sum, cells, output) => (cells.includes(index) ? sum + gradients[output] * shareOf({ ...model.pool, ties }, cells, values, index) : sum), 0);
}
