// A small network as the server sends it: 2×2 in, a kernel of 1×1, ReLU, and a target.

const problem = {
  operation: "correlation", input: [[[2, -1], [0, 3]]], kernels: [[[[2]]]], bias: null, window: [1, 1], stride: [1, 1],
  padding: [[0, 0], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant",
};

// Y = [5 −1; 1 7], A = [5 0; 1 7], T = [4 1; 1 5], C = 3.
export const model = {
  problem, biases: "filter", relu: true, pool: null, dense: false, loss: { kind: "squared", target: [[[4, 1], [1, 5]]], label: 0 },
  lost: 3, shares: null, rate: 0.1, lostAfter: 1, notes: [], definitions: [],
  quantities: [
    { name: "x", values: problem.input, gradients: [[[2, 0], [0, 4]]], after: null },
    { name: "kernels", values: [[[2]]], gradients: [[[8]]], after: [[[1.2]]] },
    { name: "bias", values: [[[1]]], gradients: [[[3]]], after: [[[0.7]]] },
    { name: "y", values: [[[5, -1], [1, 7]]], gradients: [[[1, 0], [0, 2]]], after: null },
    { name: "relu", values: [[[5, 0], [1, 7]]], gradients: [[[1, -1], [0, 2]]], after: null },
  ],
};

// The same with a bias for each position.
export const positions = {
  ...model, biases: "position",
  quantities: model.quantities.map((one) => (one.name === "bias" ? { ...one, values: [[[1, 1], [1, 1]]], gradients: [[[1, 0], [0, 2]]], after: [[[0.9, 1], [1, 0.8]]] } : one)),
};
