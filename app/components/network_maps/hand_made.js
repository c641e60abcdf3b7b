// The same picture through a kernel that somebody made by hand, beside a map that was learned.

import { element } from "../shared/dom.js";
import { mark } from "../shared/marked_canvas.js";
import { valueText } from "../shared/value_text.js";
import { newMapCanvas, paintMap } from "./map_canvas.js";
import { sizeOf } from "./network_values.js";

// A kernel over the mean of the picture's channels, in the middle of the windows of a layer; around
// the picture there are zeros.
export function handMadeMap(network, number, { rows: kernel }) {
  const [{ rows, columns, maps, area, values }] = network.nodes;
  const node = network.nodes[number];
  const { window, stride, padding } = node.settings;
  const grey = Float32Array.from({ length: area }, (_, place) => {
    let sum = 0;
    for (let map = 0; map < maps; map += 1) sum += values[map * area + place];
    return sum / maps;
  });
  const start = [0, 1].map((axis) => Math.floor((window[axis] - [kernel.length, kernel[0].length][axis]) / 2) - padding[axis][0]);
  return Float32Array.from({ length: node.area }, (_, place) => {
    const [top, left] = [Math.floor(place / node.columns) * stride[0] + start[0], (place % node.columns) * stride[1] + start[1]];
    let sum = 0;
    kernel.forEach((line, i) =>
      line.forEach((weight, j) => {
        const [row, column] = [top + i, left + j];
        if (row >= 0 && row < rows && column >= 0 && column < columns) sum += weight * grey[row * columns + column];
      }),
    );
    return sum;
  });
}

// Pearson's correlation of two maps; 0 where one of them is the same everywhere.
export function correlation(one, other) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(one), mean(other)];
  let [product, squares, others] = [0, 0, 0];
  one.forEach((value, place) => {
    product += (value - a) * (other[place] - b);
    squares += (value - a) ** 2;
    others += (other[place] - b) ** 2;
  });
  return product / (Math.sqrt(squares * others) || 1);
}

export class HandMade {
  constructor(host) {
    Object.assign(this, { host, chosen: "" });
    this.part = (name) => host.querySelector(name);
    this.map = newMapCanvas("hand-map");
    this.part(".hand-host").append(this.map.view);
    this.part("select").addEventListener("change", ({ target }) => {
      this.chosen = target.value;
      this.draw();
    });
  }

  // Shown beside the maps of a convolution of the picture itself.
  show(network, number, map, kernels, tables) {
    const node = network.nodes[number];
    this.host.hidden = node.kind !== "conv" || node.inputs[0] !== 0;
    if (this.host.hidden) return;
    const learned = network.mapOf(number, map);
    this.made = kernels.map((kernel) => {
      const values = handMadeMap(network, number, kernel);
      return { ...kernel, values, likeness: correlation(learned, values) };
    });
    Object.assign(this, { node, tables });
    const likest = this.made.reduce((best, one) => (Math.abs(one.likeness) > Math.abs(best.likeness) ? one : best));
    const options = this.made.map(({ name, title }) => Object.assign(element("option", title), { value: name }));
    this.part("select").replaceChildren(Object.assign(element("option", `most alike: ${likest.title}`), { value: "" }), ...options);
    this.part("select").value = this.chosen;
    this.likest = likest;
    this.draw();
  }

  draw() {
    const { values, likeness } = this.made.find(({ name }) => name === this.chosen) ?? this.likest;
    const size = sizeOf(values) || 1;
    paintMap(this.map.canvas, { ...this.node, values }, this.tables, { kind: "signed", low: -size, high: size });
    this.values = values;
    this.likeness = likeness;
    if (this.cell) this.follow(this.cell);
  }

  follow(cell) {
    this.cell = cell;
    if (this.host.hidden) return;
    mark(this.map, [...cell, 1, 1]);
    const here = valueText(this.values[cell[0] * this.node.columns + cell[1]]);
    const sign = this.likeness < -0.3 ? "; the learned one has the sign reversed" : "";
    this.part("p").textContent = `Here ${here}. Correlation with the learned map: ${this.likeness.toFixed(2).replace("-", "−")}${sign}.`;
  }
}
