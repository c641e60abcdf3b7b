// A network before a picture, as the server sends it: every number of every layer. The weights come
// by themselves.

const PICTURE = { kind: "picture", low: -1, high: 1 }; // of the input: pixels from 0 to 255

export class Network {
  constructor(frame) {
    const outputs = numbersOf(frame.stages[0]);
    Object.assign(this, { name: frame.network, classes: frame.classes, truth: frame.truth, hasWeights: false });
    this.places = frame.weights.places; // layer → name → [where it begins among all weights, shape]
    let offset = 0;
    this.nodes = frame.nodes.map((node, number) => {
      const [maps, rows, columns] = node.shape;
      const area = rows * columns;
      const values = outputs.subarray(offset, offset + maps * area);
      offset += maps * area;
      return { ...node, number, maps, rows, columns, area, values, weights: {}, size: sizeOf(values), sizes: [] };
    });
    this.largest = Math.max(...this.nodes.slice(1).map(({ size }) => size));
  }

  takeWeights(numbers) {
    for (const [number, own] of Object.entries(this.places)) {
      for (const [name, [start, shape]] of Object.entries(own)) {
        const length = shape.reduce((product, side) => product * side, 1);
        this.nodes[number].weights[name] = numbers.subarray(start, start + length);
      }
    }
    this.hasWeights = true;
  }

  // Whether a layer computes with weights that are not here yet.
  lacksWeights(number) {
    return !this.hasWeights && number in this.places;
  }

  // Whether it has such a map, and such a cell.
  has([number, map], cell) {
    const node = this.nodes[number];
    const [row, column] = cell ?? [0, 0];
    return Boolean(node) && map < node.maps && row < node.rows && column < node.columns;
  }

  mapOf(number, map) {
    const { values, area } = this.nodes[number];
    return values.subarray(map * area, (map + 1) * area);
  }

  valueAt(number, [map, row, column]) {
    const { values, area, columns } = this.nodes[number];
    return values[map * area + row * columns + column];
  }

  // The layer whose maps a row of numbers is, which flattening has only put in a row.
  behind(number) {
    let found = number;
    while (["flatten", "same"].includes(this.nodes[found].kind)) [found] = this.nodes[found].inputs;
    return found;
  }

  // The colours of a map: a kind of scale and its ends; `range` is map, layer or network.
  scaleOf(range, number, map) {
    const node = this.nodes[number];
    if (node.kind === "input") return PICTURE;
    if (range === "map") node.sizes[map] ??= sizeOf(this.mapOf(number, map));
    const size = { map: node.sizes[map], layer: node.size, network: this.largest }[range] || 1;
    return node.signed ? { kind: "signed", low: -size, high: size } : { kind: "magnitude", low: 0, high: size };
  }

  // Whether a layer has a number for each class, in whose names it can be read.
  isOfClasses(number) {
    const { maps, area, kind } = this.nodes[number];
    const next = this.nodes[number + 1];
    const gives = kind === "softmax" || !next || next.kind === "softmax"; // own models often end with scores
    return area === 1 && maps === this.classes.length && gives;
  }
}

// The float32 of a stage of the wire format, wherever its bytes begin.
export function numbersOf({ pixels }) {
  return new Float32Array(pixels.slice().buffer);
}

// The largest absolute value.
export function sizeOf(values) {
  let most = 0;
  for (let place = 0; place < values.length; place += 1) {
    const size = Math.abs(values[place]);
    if (size > most) most = size;
  }
  return most;
}

// [row, column] of the largest value of a map.
export function largestPlace(values, columns) {
  let best = 0;
  for (let place = 1; place < values.length; place += 1) if (values[place] > values[best]) best = place;
  return [Math.floor(best / columns), best % columns];
}
