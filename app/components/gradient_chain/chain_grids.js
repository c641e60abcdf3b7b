// Which matrices stand where: stages in the order of the forward pass, each with its values, their
// gradients and, of what is learned, the values after a step of gradient descent.
//
// A grid: {id, part, name, map, caption, label, rows, columns, first, numberAt(row, column),
// isPadding(row, column)}.

import { valueAt } from "../shared/arithmetic.js";
import { indexIn, placeOf, winnersOf } from "./chain.js";
import { LONG_NAMES, mapName } from "./chain_names.js";
import { gridId } from "./chain_steps.js";
import { routed } from "./gradient_terms.js";

const STAGES = [["x"], ["kernels", "bias"], ["y"], ["relu"], ["pool"], ["dense", "offset"], ["scores"], ["target", "shares", "loss"]];

export function stagesOf(chain) {
  const { quantities } = chain;
  return STAGES.map((names) => names.filter((name) => quantities.has(name)))
    .filter((names) => names.length > 0)
    .map((names) => ({ names, blocks: names.map((name) => block(chain, name)) }));
}

// The matrices of a quantity, `across` of them in a row.
function block(chain, name) {
  const quantity = chain.quantities.get(name);
  const across = name === "kernels" ? chain.layout.channels : Math.ceil(Math.sqrt(quantity.maps));
  const maps = Array.from({ length: quantity.maps }, (_, map) => map);
  const part = (kind) => (quantity[kind] ? maps.map((map) => gridOf(chain, quantity, kind, map)) : []);
  return { name, across, values: part("values"), gradients: part("gradients"), after: part("after") };
}

function gridOf(chain, quantity, part, map) {
  const { name, rows, columns } = quantity;
  const symbol = mapName(chain, name, map);
  const caption = { values: symbol, gradients: `∂C/∂${symbol}`, after: `${symbol} − η·∂C/∂${symbol}` }[part];
  const grid = {
    id: gridId(part, name, map), part, name, map, caption, label: `${LONG_NAMES[name]}, ${caption}`, rows, columns, first: [0, 0],
    numberAt: (row, column) => quantity[part][indexIn(quantity, [map, row, column])],
    isPadding: () => false,
  };
  return name === "x" && part === "values" ? padded(chain, grid) : grid;
}

function padded({ layout }, grid) {
  const { rows, columns } = layout;
  return {
    ...grid, rows: rows.source.length, columns: columns.source.length, first: [-rows.before, -columns.before],
    numberAt: (row, column) => valueAt(layout, grid.map, row + rows.before, column + columns.before),
    isPadding: (row, column) => row < 0 || column < 0 || row >= grid.rows || column >= grid.columns,
  };
}

// ∂C/∂X of channel c, for filter k, as a full convolution: the gradient of Y with zeros between (at
// strides above 1) and around, under the kernel turned by 180°.
export function fullConvolution({ layout, quantities }, k, c) {
  const { rows, columns, channels } = layout;
  const [y, kernels] = [quantities.get("y"), quantities.get("kernels")];
  const reach = [rows, columns].map(({ taps, dilation }) => dilation * (taps - 1));
  const places = [rows, columns].map((axis, i) => spread(axis, reach[i]));
  const at = (row, column) => [places[0].indexOf(row), places[1].indexOf(column)];
  const gradient = (row, column) => {
    const [i, j] = at(row, column);
    return i < 0 || j < 0 ? 0 : y.gradients[indexIn(y, [k, i, j])];
  };
  const name = quantities.get("y").maps > 1 ? `[${k}]` : "";
  const kernel = kernels.maps > 1 ? `[${k}, ${c}]` : "";
  const grid = { part: "values", first: [0, 0], isPadding: () => false };
  return [
    {
      ...grid, id: `spread${k}`, caption: `∂C/∂Y${name}, zeros ${layout.rows.stride * layout.columns.stride > 1 ? "between and " : ""}around`,
      rows: rows.size + reach[0], columns: columns.size + reach[1], numberAt: gradient, isPadding: (row, column) => at(row, column).includes(-1),
    },
    { ...grid, id: `straight${k}`, caption: `K${kernel}`, rows: kernels.rows, columns: kernels.columns, numberAt: (i, j) => kernels.values[indexIn(kernels, [k * channels + c, i, j])] },
    {
      ...grid, id: `turned${k}`, caption: `rot180(K${kernel})`, rows: kernels.rows, columns: kernels.columns,
      numberAt: (i, j) => kernels.values[indexIn(kernels, [k * channels + c, kernels.rows - 1 - i, kernels.columns - 1 - j])],
    },
  ];
}

// Where some maximum is there more than once: the gradient of the maps below pooling, under each
// convention. Otherwise none.
export function tieGrids(chain) {
  const { model, quantities, path, windows } = chain;
  if (model.pool?.kind !== "max") return [];
  const below = quantities.get(path[path.indexOf("pool") - 1]);
  const tied = windows.findIndex((cells) => winnersOf(cells, below.values).length > 1);
  if (tied < 0) return [];
  const [map] = placeOf(below, windows[tied][0]);
  const names = { first: "the first (max_pool2d)", even: "equal parts (amax)", every: "each in full (mask)" };
  return Object.entries(names).map(([ties, caption]) => ({
    id: `tie${ties}`, of: below.name, part: "gradients", caption: `∂C/∂${mapName(chain, below.name, map)}: ${caption}`, rows: below.rows, columns: below.columns,
    first: [0, 0], isPadding: () => false, numberAt: (row, column) => routed(chain, below.name, indexIn(below, [map, row, column]), ties),
  }));
}

// Where along the spread-out gradient its numbers stand.
function spread({ outputs, stride, before }, reach) {
  return Array.from({ length: outputs }, (_, output) => output * stride + reach - before);
}
