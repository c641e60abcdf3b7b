// What a cell of a layer is computed from, and how: the terms of its sum, its largest number, ….

import { layOut, work } from "../shared/arithmetic.js";
import { passedOn } from "./passed_on.js";
import { clippedNumber, inDepth, largestPiece, normalisedPixel, scaledNumber } from "./single_numbers.js";

const WINDOWS = { conv: "correlation", transposed: "transposed", max: "max", average: "average", mean: "average" };

// How the number of a cell [map, row, column] comes about. `form` is "sum", "max", "average" (with
// `parts`, `bias`, `source`), "norm", "normalise", "scale", "clip", "lrn", "function", "add",
// "multiply", "same", "padding", "softmax", "none", or "waiting" while the layer's weights are not
// here. `maps` are those of the source that it is computed from, where they are not plain.
export function workOf(network, number, cell) {
  const node = network.nodes[number];
  const [source] = node.inputs;
  if (network.lacksWeights(number)) return { form: "waiting", source, value: network.valueAt(number, cell) };
  switch (node.kind) {
    case "conv":
    case "transposed": {
      const found = work(layoutOf(network, node), cell);
      return { ...found, form: "sum", source };
    }
    case "fc": {
      const found = work(rowLayout(network, node, cell[0]), [0, 0, 0]);
      return { ...found, form: "sum", source: network.behind(source) };
    }
    case "max":
    case "average":
    case "mean":
      return { ...work(layoutOf(network, node), cell), form: node.kind === "max" ? "max" : "average", source };
    case "maxout":
      return largestPiece(network, node, cell);
    case "normalise":
      return normalisedPixel(network, node, cell);
    case "scale":
      return scaledNumber(network, node, cell);
    case "clip":
      return clippedNumber(network, node, cell);
    case "lrn":
      return inDepth(network, node, cell);
    case "norm":
      return normalised(network, node, cell);
    case "function":
      return { form: "function", source, x: network.valueAt(source, cell), value: network.valueAt(number, cell) };
    case "add":
    case "multiply":
      return joined(network, node, cell);
    case "concat":
    case "flatten":
    case "pad":
    case "repeat":
    case "same":
    case "shuffle":
      return passedOn(network, node, cell);
    case "softmax":
      return { form: "softmax", source, value: network.valueAt(number, cell) };
    default:
      return { form: "none", source, value: network.valueAt(number, cell) };
  }
}

// A window that moves over the maps of a layer, as the stepper describes it.
function layoutOf(network, node) {
  if (node.layout) return node.layout;
  const source = network.nodes[node.inputs[0]];
  const { bias } = node.weights;
  const whole = { window: [source.rows, source.columns], stride: [1, 1], dilation: [1, 1], padding: [[0, 0], [0, 0]], groups: 1 };
  const settings = node.kind === "mean" ? whole : node.settings;
  const share = source.maps / settings.groups;
  node.layout = layOut({
    operation: WINDOWS[node.kind],
    input: volumeOf(source.values, source.maps, source.rows, source.columns),
    kernels: kernelsOf(node, source, share, settings),
    bias: bias ?? null,
    mode: "constant",
    ...settings,
  });
  return node.layout;
}

function kernelsOf({ kind, maps, weights: { weight } }, source, share, { window, groups }) {
  if (!weight) return [];
  return kind === "transposed" ? filtersOf(weight, source.maps, maps / groups, window) : filtersOf(weight, maps, share, window);
}

// A neuron sees all of the maps at once: a window as large as they are.
function rowLayout(network, node, neuron) {
  const source = network.nodes[network.behind(node.inputs[0])];
  const { maps, rows, columns, values } = source;
  const size = maps * rows * columns;
  return layOut({
    operation: "correlation",
    input: volumeOf(values, maps, rows, columns),
    kernels: filtersOf(node.weights.weight.subarray(neuron * size, (neuron + 1) * size), 1, maps, [rows, columns]),
    bias: node.weights.bias ? [node.weights.bias[neuron]] : null,
    window: [rows, columns],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [[0, 0], [0, 0]],
    groups: 1,
    mode: "constant",
  });
}

function volumeOf(values, maps, rows, columns) {
  return Array.from({ length: maps }, (_, map) =>
    Array.from({ length: rows }, (__, row) => {
      const start = (map * rows + row) * columns;
      return values.subarray(start, start + columns);
    }),
  );
}

function filtersOf(weights, filters, channels, [rows, columns]) {
  const size = channels * rows * columns;
  return Array.from({ length: filters }, (_, k) => volumeOf(weights.subarray(k * size, (k + 1) * size), channels, rows, columns));
}

function normalised(network, node, cell) {
  const [source] = node.inputs;
  const { weight, bias, running_mean: means, running_var: variances } = node.weights;
  const [map] = cell;
  const x = network.valueAt(source, cell);
  const [mean, variance, { eps }] = [means[map], variances[map], node.settings];
  const value = (weight[map] * (x - mean)) / Math.sqrt(variance + eps) + bias[map];
  return { form: "norm", source, x, mean, variance, eps, weight: weight[map], bias: bias[map], value };
}

function joined(network, node, cell) {
  const terms = node.inputs.map((source) => {
    const { maps, rows, columns } = network.nodes[source];
    const at = cell.map((place, axis) => Math.min(place, [maps, rows, columns][axis] - 1)); // one number may stand for many
    return { source, at, value: network.valueAt(source, at) };
  });
  const value = terms.reduce((found, term) => (node.kind === "add" ? found + term.value : found * term.value), node.kind === "add" ? 0 : 1);
  return { form: node.kind, terms, value };
}

// The window of a cell on the maps before it: [top, left, height, width], which may reach into padding;
// of a transposed convolution the cells whose copies of the kernel reach it.
export function windowOf(network, number, [, row, column]) {
  const { kind, settings, inputs } = network.nodes[number];
  if (kind === "fc" || kind === "mean") {
    const source = network.nodes[network.behind(inputs[0])];
    return [0, 0, source.rows, source.columns];
  }
  if (kind === "repeat") return [Math.floor(row / settings.factors[0]), Math.floor(column / settings.factors[1]), 1, 1];
  if (kind === "pad") return [row - settings.before[0], column - settings.before[1], 1, 1];
  if (!settings.window) return [row, column, 1, 1];
  if (kind === "transposed") return reachingFrom(settings, [row, column]);
  const reach = settings.window.map((taps, axis) => settings.dilation[axis] * (taps - 1) + 1);
  const start = [row, column].map((place, axis) => place * settings.stride[axis] - settings.padding[axis][0]);
  return [...start, ...reach];
}

function reachingFrom({ window, stride, dilation, padding }, cell) {
  const [first, last] = [
    cell.map((place, axis) => Math.ceil((place + padding[axis][0] - dilation[axis] * (window[axis] - 1)) / stride[axis])),
    cell.map((place, axis) => Math.floor((place + padding[axis][0]) / stride[axis])),
  ];
  return [...first, ...first.map((start, axis) => last[axis] - start + 1)];
}

// What channel `channel` alone adds to every cell of a map: of a neuron, its products one by one.
export function partialMap(network, number, map, channel) {
  const node = network.nodes[number];
  if (node.kind === "fc") return products(network, node, map, channel);
  const source = network.nodes[node.inputs[0]];
  const { window: [taps, taken], stride, dilation, padding } = node.settings;
  const kernel = kernelOfMap(network, number, map, channel);
  const values = network.mapOf(source.number, channel);
  const made = new Float32Array(node.area);
  const isTransposed = node.kind === "transposed";
  const [from, to] = isTransposed ? [source, node] : [node, source]; // each place of the one meets `taps` of the other
  for (let i = 0; i < taps; i += 1) {
    for (let j = 0; j < taken; j += 1) {
      const weight = kernel[i * taken + j];
      for (let y = 0; y < from.rows; y += 1) {
        const row = y * stride[0] - padding[0][0] + i * dilation[0];
        if (row < 0 || row >= to.rows) continue;
        for (let x = 0; x < from.columns; x += 1) {
          const column = x * stride[1] - padding[1][0] + j * dilation[1];
          if (column < 0 || column >= to.columns) continue;
          const [here, there] = [y * from.columns + x, row * to.columns + column];
          if (isTransposed) made[there] += weight * values[here];
          else made[here] += weight * values[there];
        }
      }
    }
  }
  return made;
}

function products(network, node, neuron, channel) {
  const source = network.behind(node.inputs[0]);
  const kernel = kernelOfMap(network, node.number, neuron, channel);
  return network.mapOf(source, channel).map((value, place) => value * kernel[place]);
}

// The weights between a channel and a map, row by row.
export function kernelOfMap(network, number, map, channel) {
  const node = network.nodes[number];
  const source = network.nodes[network.behind(node.inputs[0])];
  const groups = node.settings.groups ?? 1;
  const share = source.maps / groups;
  const size = node.kind === "fc" ? source.area : node.settings.window[0] * node.settings.window[1];
  const filters = node.maps / groups; // of a group: transposed, a channel has a kernel for each of them
  const start = (node.kind === "transposed" ? channel * filters + (map % filters) : map * share + (channel % share)) * size;
  return node.weights.weight.subarray(start, start + size);
}
