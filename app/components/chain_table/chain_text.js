// A chain of layers as the text that the page's link holds: conv_5_1_0_6~pool_2_2_0~relu~fc_10.

// The numbers of each kind of layer, in the text's order.
export const NUMBERS = {
  conv: ["kernel", "stride", "padding", "filters"],
  pool: ["kernel", "stride", "padding"],
  average: ["kernel", "stride", "padding"],
  mean: [],
  relu: [],
  norm: [],
  inception: ["one", "three_before", "three", "five_before", "five", "after_pool"],
  fc: ["filters"],
  softmax: [],
};

// What a new layer of a kind starts with; nothing where that is not said.
const USUAL = { conv: [3, 1, 1, 16], pool: [2, 2, 0], average: [2, 2, 0], inception: [64, 96, 128, 16, 32, 32], fc: [10] };

export function readChain(text) {
  return text.split("~").map((part) => {
    const [kind, ...values] = part.split("_");
    return { kind, values: values.map(Number) };
  });
}

export function writeChain(layers) {
  return layers.map(({ kind, values }) => [kind, ...values].join("_")).join("~");
}

export function withNumber(text, row, name, value) {
  return edited(text, (layers) => {
    layers[row].values[NUMBERS[layers[row].kind].indexOf(name)] = value;
  });
}

// Another kind of layer starts with what is usual for it.
export function withKind(text, row, kind) {
  return edited(text, (layers) => {
    layers[row] = { kind, values: [...(USUAL[kind] ?? [])] };
  });
}

// An FC layer of K neurons as K filters as large as their input.
export function asConvolution(text, row, width) {
  return edited(text, (layers) => {
    layers[row] = { kind: "conv", values: [width, 1, 0, layers[row].values[0]] };
  });
}

export function repeated(text, row) {
  return edited(text, (layers) => layers.splice(row + 1, 0, layers[row]));
}

export function without(text, row) {
  return edited(text, (layers) => layers.splice(row, 1));
}

function edited(text, change) {
  const layers = readChain(text);
  change(layers);
  return writeChain(layers);
}
