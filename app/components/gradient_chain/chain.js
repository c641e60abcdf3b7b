// A small network as the server sends it, and its forward pass with one number changed: what a finite
// difference is made of. Nothing here knows a gradient.
//
// A model: problem (of arithmetic.js, without bias), biases ("filter": one for each, "position": one for each
// output of the convolution), relu, pool ({kind, window, stride} or null), dense (whether
// there is a fully connected layer), loss ({kind, target, label}), lost (its value), shares (of the
// softmax, or null), rate and lostAfter (of a step of gradient descent), and quantities in the order of the
// forward pass: {name, values, gradients, after}, each a list of maps, each of rows.

import { layOut } from "../shared/arithmetic.js";

const STEP = 1e-4; // of a finite difference, for numbers up to 1

// The model with what every other function here needs to know about it.
export function layOutChain(model) {
  const layout = layOut(model.problem);
  const quantities = new Map(model.quantities.map((quantity) => [quantity.name, laidOut(quantity)]));
  const path = ["y", "relu", "pool", "scores"].filter((name) => quantities.has(name));
  const last = quantities.get(path.at(-1));
  for (const [name, values] of [["shares", model.shares], ["target", model.loss.target], ["loss", [[[model.lost]]]]]) {
    if (values) quantities.set(name, laidOut({ name, values }));
  }
  return { model, layout, quantities, path, last: last.name, windows: model.pool ? windowsOf(quantities, path, model.pool) : [] };
}

function laidOut({ name, values, gradients, after = null }) {
  const flat = (maps) => maps && Float64Array.from(maps.flat(2));
  const [maps, rows, columns] = [values.length, values[0].length, values[0][0].length];
  return { name, maps, rows, columns, count: maps * rows * columns, values: flat(values), gradients: flat(gradients), after: flat(after) };
}

export function placeOf({ rows, columns }, index) {
  const inMap = index % (rows * columns);
  return [Math.floor(index / (rows * columns)), Math.floor(inMap / columns), inMap % columns];
}

export function indexIn({ rows, columns }, [map, row, column]) {
  return (map * rows + row) * columns + column;
}

// Which bias the convolution's output `index` has.
export function biasOf({ model, quantities }, index) {
  return model.biases === "position" ? index : placeOf(quantities.get("y"), index)[0];
}

// What a quantity goes through next: relu, pool, scores, or loss.
export function nextOf({ path }, name) {
  return path[path.indexOf(name) + 1] ?? "loss";
}

// For each output of pooling, the indices of its window's cells in what is pooled.
function windowsOf(quantities, path, { window, stride }) {
  const out = quantities.get("pool");
  const below = quantities.get(path[path.indexOf("pool") - 1]);
  return Array.from({ length: out.count }, (_, index) => {
    const [map, y, x] = placeOf(out, index);
    return Array.from({ length: window[0] * window[1] }, (__, tap) =>
      indexIn(below, [map, y * stride[0] + Math.floor(tap / window[1]), x * stride[1] + (tap % window[1])]));
  });
}

// All values of a forward pass, by name, and the loss, where the number `nudge.index` of
// `nudge.name`, if there is one, is larger by `nudge.by`.
export function forward(chain, nudge = null) {
  const made = {};
  const keep = (name, values) => {
    if (nudge?.name === name) values[nudge.index] += nudge.by;
    made[name] = values;
  };
  for (const name of ["x", "kernels", "bias", "dense", "offset"]) {
    const found = chain.quantities.get(name);
    if (found) keep(name, nudge?.name === name ? found.values.slice() : found.values);
  }
  keep("y", convolved(chain, made));
  if (chain.model.relu) keep("relu", made.y.map((value) => Math.max(0, value)));
  const pooled = made.relu ?? made.y;
  if (chain.model.pool) keep("pool", Float64Array.from(chain.windows, (cells) => pool(chain.model.pool.kind, cells, pooled)));
  if (chain.model.dense) keep("scores", dense(made.dense, made.offset, made.pool ?? pooled));
  return { values: made, loss: lossOf(chain.model.loss, made[chain.last]) };
}

function convolved(chain, { x, kernels, bias }) {
  const { layout, quantities } = chain;
  const { rows, columns, channels, depth } = layout;
  const [input, kernel, out] = ["x", "kernels", "y"].map((name) => quantities.get(name));
  const made = new Float64Array(out.count);
  let index = 0;
  for (let k = 0; k < depth; k += 1) {
    for (const down of rows.reads) {
      for (const across of columns.reads) {
        let sum = bias[biasOf(chain, index)];
        for (let c = 0; c < channels; c += 1) {
          for (const [i, row] of down) {
            const from = rows.source[row];
            if (from < 0) continue;
            for (const [j, column] of across) {
              const at = columns.source[column];
              if (at < 0) continue;
              sum += x[(c * input.rows + from) * input.columns + at] * kernels[((k * channels + c) * kernel.rows + i) * kernel.columns + j];
            }
          }
        }
        made[index] = sum;
        index += 1;
      }
    }
  }
  return made;
}

function pool(kind, cells, values) {
  if (kind === "max") return cells.reduce((most, cell) => Math.max(most, values[cell]), -Infinity);
  return cells.reduce((sum, cell) => sum + values[cell], 0) / cells.length;
}

function dense(weights, bias, below) {
  return bias.map((one, i) => below.reduce((sum, value, j) => sum + weights[i * below.length + j] * value, one));
}

function lossOf({ kind, target, label }, last) {
  if (kind === "sum") return last.reduce((sum, value) => sum + value, 0);
  if (kind === "squared") {
    const wanted = target.flat(2);
    return last.reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0) / 2;
  }
  const largest = Math.max(...last);
  return Math.log(last.reduce((sum, value) => sum + Math.exp(value - largest), 0)) + largest - last[label];
}

// (C(w + h) − C(w − h)) / 2h of one number, with the two losses, and the kink between them, if any.
export function finiteDifference(chain, name, index) {
  const value = chain.quantities.get(name).values[index];
  const h = STEP * Math.max(1, Math.abs(value));
  const [more, less] = [h, -h].map((by) => forward(chain, { name, index, by }));
  const width = value + h - (value - h); // the change that binary numbers really made
  return { h, more: more.loss, less: less.loss, difference: (more.loss - less.loss) / width, kink: kinkBetween(chain, more.values, less.values) };
}

// A ReLU that is on at one end and off at the other, or a window with another largest number.
function kinkBetween(chain, more, less) {
  if (chain.model.relu) {
    const index = more.y.findIndex((value, i) => value > 0 !== less.y[i] > 0);
    if (index >= 0) return { kind: "relu", index };
  }
  if (chain.model.pool?.kind !== "max") return null;
  const winner = (cells, values) => cells.reduce((best, cell) => (values[cell] > values[best] ? cell : best));
  const [high, low] = [more.relu ?? more.y, less.relu ?? less.y];
  const index = chain.windows.findIndex((cells) => winner(cells, high) !== winner(cells, low));
  return index < 0 ? countedTwice(chain) : { kind: "tie", index };
}

// Where tied maxima move together there is no kink, but each of them in full is too much.
function countedTwice({ model, windows, quantities, path }) {
  if (model.pool.ties !== "every") return null;
  const { values } = quantities.get(path[path.indexOf("pool") - 1]);
  const index = windows.findIndex((cells) => winnersOf(cells, values).length > 1);
  return index < 0 ? null : { kind: "every", index };
}

// The cells of a window that hold its largest number, in their order.
export function winnersOf(cells, values) {
  const most = Math.max(...cells.map((cell) => values[cell]));
  return cells.filter((cell) => values[cell] === most);
}
