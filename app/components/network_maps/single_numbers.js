// Layers whose cells are computed from the same cell before, of one map or of some neighbours.

// Of `pieces` neighbouring maps the largest number.
export function largestPiece(network, { inputs: [source], settings: { pieces } }, [map, row, column]) {
  const maps = Array.from({ length: pieces }, (_, piece) => map * pieces + piece);
  const terms = maps.map((one) => ({ value: network.valueAt(source, [one, row, column]) }));
  const value = Math.max(...terms.map((term) => term.value));
  return { form: "max", source, maps, terms, parts: [{ channel: maps[0], terms }], value };
}

// The pixel v as a model takes it, (v − mean)/sigma, from a channel of the picture.
export function normalisedPixel(network, { inputs: [source], weights: { weight, bias } }, [map, row, column]) {
  const channels = network.nodes[source].maps;
  const own = weight.subarray(map * channels, (map + 1) * channels);
  const channel = own.findIndex((one) => one !== 0);
  const x = network.valueAt(source, [channel, row, column]);
  const sigma = 127.5 / own[channel];
  const mean = 127.5 - bias[map] * sigma;
  const pixel = Math.round((x + 1) * 127.5);
  return { form: "normalise", source, maps: [channel], x, pixel, mean, sigma, value: (pixel - mean) / sigma };
}

export function scaledNumber(network, { inputs: [source], weights }, cell) {
  const [weight, bias] = [weights.weight, weights.bias].map((numbers) => numbers[numbers.length === 1 ? 0 : cell[0]]);
  const x = network.valueAt(source, cell);
  return { form: "scale", source, x, weight, bias, value: weight * x + bias };
}

export function clippedNumber(network, { inputs: [source], settings: { low, high } }, cell) {
  const x = network.valueAt(source, cell);
  return { form: "clip", source, x, low, high, value: Math.min(Math.max(x, low), high) };
}

// Local response normalisation, over `size` neighbours in depth.
export function inDepth(network, { inputs: [source], maps: depth, settings }, [map, row, column]) {
  const { size, alpha, beta, k } = settings;
  const reach = Math.floor(size / 2);
  const maps = Array.from({ length: size }, (_, i) => map - reach + i).filter((one) => one >= 0 && one < depth);
  const terms = maps.map((one) => ({ value: network.valueAt(source, [one, row, column]) }));
  const x = network.valueAt(source, [map, row, column]);
  const sum = terms.reduce((total, { value }) => total + value ** 2, 0);
  return { form: "lrn", source, maps, terms, x, sum, ...settings, value: x / (k + (alpha / size) * sum) ** beta };
}
