// A convolution as one sparse matrix: which cells of it, of what it multiplies, of what comes out and
// of the kernels belong together.
//
// A model (app/matrices/sparse.py): direction ("forward", "backward"), weights [row][column] (which
// weight stands in an entry of the matrix as it is shown, −1 for none, or null where it is too large),
// kernels [K][C/groups][F][F], groups, x [C][H][W], y [K][H2][W2], bias [K] or null, size [outputs,
// inputs], zeros.

// A volume's cells in a row: channel after channel, row after row.
export function volumeOf(name, planes) {
  const [height, width] = [planes[0].length, planes[0][0].length];
  const area = height * width;
  return {
    name, planes, height, width, count: planes.length * area, values: planes.flat(2),
    cellOf: (index) => [Math.floor(index / area), Math.floor((index % area) / width), index % width],
    indexOf: ([plane, i, j]) => plane * area + i * width + j,
  };
}

export function layOutMatrix(model) {
  const [x, y] = [volumeOf("input", model.x), volumeOf("output", model.y)];
  const [from, to] = model.direction === "forward" ? [x, y] : [y, x];
  const { kernels } = model;
  const [share, height, width] = [kernels[0].length, kernels[0][0].length, kernels[0][0][0].length];
  const area = height * width;
  const weights = kernels.flat(3);
  return {
    model, from, to, share, height, width, numbers: weights, area, isLarge: model.weights === null,
    backward: model.direction === "backward",
    weightAt: (row, column) => model.weights[row][column],
    // [kernel, i, j]: kernels are counted filter after filter, in each channel after channel.
    placeOf: (weight) => [Math.floor(weight / area), Math.floor((weight % area) / width), weight % width],
  };
}

// A colour for each place in a kernel, as an angle: all as far apart as can be, neighbours most.
export function hueOf({ area }, weight) {
  const [kernel, tap] = [Math.floor(weight / area), weight % area];
  return Math.round((((tap * strideFor(area)) % area) * 360) / area + kernel * 17) % 360;
}

// The number next to 2/5 of a round that comes to all of them.
function strideFor(area) {
  const common = (a, b) => (b === 0 ? a : common(b, a % b));
  let stride = Math.max(1, Math.round(0.4 * area));
  while (common(stride, area) > 1) stride -= 1;
  return stride;
}

// The terms of a row, where a weight stands: {column, weight, number, value}.
export function rowTerms(layout, row) {
  return layout.model.weights[row].flatMap((weight, column) =>
    weight < 0 ? [] : [{ column, weight, number: layout.numbers[weight], value: layout.from.values[column] }]);
}

// What is added to a row's sum, or null.
export function offsetOf({ model, to }, row) {
  return model.bias === null ? null : model.bias[to.cellOf(row)[0]];
}

// A target is {kind: "row" | "column" | "weight", at: index} or {kind: "entry", at: [row, column]}. Marks
// are [row, column, class], in lists as the drawings have them.
export function marksOf(layout, { kind, at }) {
  const { from, to, model } = layout;
  const kernelCount = model.kernels.length * layout.share;
  const lists = (count) => Array.from({ length: count }, () => []);
  const marks = { matrix: [], from: lists(from.planes.length), to: lists(to.planes.length), kernels: lists(kernelCount) };
  const put = (volume, index, list, name) => {
    const [plane, i, j] = volume.cellOf(index);
    list[plane].push([i, j, name]);
  };
  const putWeight = (weight, name) => {
    const [kernel, i, j] = layout.placeOf(weight);
    marks.kernels[kernel].push([i, j, name]);
  };
  const entry = (row, column, name) => marks.matrix.push([row, column, name]);
  if (kind === "row" || kind === "entry") {
    const [row, chosen] = kind === "row" ? [at, null] : at;
    put(to, row, marks.to, "current");
    if (chosen !== null) {
      entry(row, chosen, "current");
      put(from, chosen, marks.from, "current");
    }
    for (const { column, weight } of rowTerms(layout, row)) {
      const name = column === chosen ? "current" : "tap";
      if (column !== chosen) entry(row, column, name);
      if (column !== chosen) put(from, column, marks.from, name);
      putWeight(weight, name);
    }
  } else {
    model.weights.forEach((line, row) => line.forEach((weight, column) => {
      if (weight < 0 || (kind === "column" ? column : weight) !== at) return;
      entry(row, column, kind === "column" ? "tap" : "current");
      put(to, row, marks.to, "tap");
      if (kind === "column") putWeight(weight, "tap");
      else put(from, column, marks.from, "tap");
    }));
    if (kind === "column") put(from, at, marks.from, "current");
    else putWeight(at, "current");
  }
  return marks;
}
