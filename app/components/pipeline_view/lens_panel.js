// What stands in the lens: the window, the kernel, the products and their sum as matrices, and
// what activation, pooling and the colour scale make of that sum.

import { element, newButton, tableRow } from "../shared/dom.js";
import { paintCells, signedColour } from "../shared/number_cells.js";
import { cellText, precise } from "../shared/numbers.js";
import { colourIndex } from "./lens_arithmetic.js";
import { placeText, poolText, rowTexts, sentenceOf, sumText, valueText } from "./lens_text.js";
import { colourOfValues } from "./stage_painting.js";

const CHANNELS = ["Red", "Green", "Blue"];
const BLANK = [255, 255, 255];
const [SMALLEST, LARGEST] = [16, 40]; // sides of a cell, in CSS pixels
const RESULT = 330; // width of the results beside the matrices of a small kernel
const SMALL = 9; // taps along a side of such a kernel
const SHORT = 25; // taps of a kernel whose terms are written out at once

export class LensPanel {
  // `spoken`: where a screen reader hears of it.
  constructor(root, spoken) {
    this.spoken = spoken;
    this.part = (name) => root.querySelector(name);
    this.part(".terms").addEventListener("toggle", () => this.reading && this.writeTerms());
    this.chosen = 0;
  }

  // Lays out matrices for a setting and a width; nothing in them changes its size later on.
  layOut(setting, width, ratio, tallest) {
    const { rows: { taps: rows }, columns: { taps: columns }, channels } = setting;
    const shape = [rows, columns, channels, width, setting.flip, tallest].join();
    const other = setting !== this.setting;
    Object.assign(this, { setting, ratio });
    if (shape === this.shape) return other && this.paintKernel();
    this.shape = shape;
    this.reading = null;
    const small = Math.max(rows, columns) <= SMALL;
    const beside = width > 700 && small ? RESULT : 0;
    const room = (grids) => Math.floor((width - beside - 26 * grids) / (grids * columns));
    const all = channels > 1 && room(1 + 2 * channels) >= SMALLEST + 4;
    this.shown = all ? CHANNELS.map((_, channel) => channel) : [Math.min(this.chosen, channels - 1)];
    const fitting = Math.max(room(1 + 2 * this.shown.length), SMALLEST);
    const high = Math.max(SMALLEST, Math.floor(tallest / rows));
    this.cell = Math.min(LARGEST, fitting, high, Math.floor((width - 40) / columns));
    const short = rows * columns <= SHORT && channels === 1;
    this.part(".terms").open = short;
    this.part(".work").classList.toggle("short", short);
    this.part(".work").classList.toggle("large", !small);
    return this.build();
  }

  build() {
    const { setting, shown } = this;
    const several = setting.channels > 1;
    const kernel = this.matrix(kernelTitle(setting), "kernel");
    const parts = shown.map((channel) => {
      const name = several ? `${CHANNELS[channel]}: ` : "";
      const window = this.matrix(several ? `${name}window` : "Window on the picture", "window", channel);
      const products = this.matrix("Products", "products", channel);
      return { window, products };
    });
    this.grids = { kernel, parts };
    const [first, ...others] = parts;
    const signs = several && shown.length > 1 ? ["", " "] : ["×", "="];
    const row = [first.window, sign(signs[0]), kernel, sign(signs[1]), first.products];
    if (shown.length > 1) row.splice(0, row.length, kernel, sign("×"), ...parts.map(pairOf));
    this.part(".matrices").replaceChildren(...row, ...(others.length > 0 ? [] : this.tabs()));
    this.paintKernel();
  }

  tabs() {
    if (this.setting.channels === 1) return [];
    const group = element("div", "", "tabs");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Channel");
    group.append(
      ...CHANNELS.map((name, channel) => {
        const button = newButton(name, () => this.press(channel));
        button.setAttribute("aria-pressed", String(channel === this.shown[0]));
        return button;
      }),
    );
    return [group];
  }

  // The channel that is shown where there is no room for all.
  choose(channel) {
    this.chosen = channel;
    this.shape = null; // all is laid out anew
  }

  press(channel) {
    this.choose(channel);
    this.shown = [channel];
    this.build();
    this.show(this.reading, this.stages, this.head);
    this.part(`.tabs button:nth-child(${channel + 1})`).focus();
  }

  matrix(title, name, channel = 0) {
    const figure = element("figure");
    const canvas = document.createElement("canvas");
    const { rows, columns } = this.setting;
    const sum = element("div", "", "sum");
    Object.assign(figure, { className: `matrix ${name}`, channel, canvas, sum });
    canvas.style.width = `${columns.taps * this.cell}px`;
    canvas.style.height = `${rows.taps * this.cell}px`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${title}, ${rows.taps}×${columns.taps}`);
    figure.append(element("figcaption", title), canvas, sum);
    return figure;
  }

  // `stages` are those of the frame that follow the picture; `head` says what was pointed at.
  show(reading, stages, head) {
    Object.assign(this, { reading, stages, head });
    this.part(".where").textContent = placeText(head, reading);
    this.paint();
    this.writeResults();
    this.writeTerms();
  }

  // What all matrices share: their sides, the longest text of a cell, the largest weight.
  get size() {
    const { setting, cell, ratio } = this;
    return { rows: setting.rows.taps, columns: setting.columns.taps, cell, ratio, most: cell < 27 ? 4 : 5, largest: largestOf(setting) };
  }

  // What stands in the cells of the matrices, on the screen and in a figure.
  kernelCells(size) {
    return { ...size, ...kernelMatrix(this.setting, size.most) };
  }

  windowCells({ values }, size) {
    return {
      ...size,
      outside: (i, j) => this.reading.outside[i][j],
      colourOf: (i, j) => greyOf(values[i][j]),
      textsOf: (i, j) => [cellText(values[i][j])],
    };
  }

  productCells({ products }, size) {
    return {
      ...size,
      outside: (i, j) => this.reading.outside[i][j],
      colourOf: (i, j) => signedColour(products[i][j], 255 * size.largest),
      textsOf: (i, j) => [cellText(products[i][j], size.most)],
    };
  }

  paintKernel() {
    paintCells(this.grids.kernel.canvas, this.kernelCells(this.size));
  }

  paint() {
    const { setting, reading, grids, size } = this;
    for (const { window, products } of grids.parts) {
      const part = reading.parts[window.channel];
      paintCells(window.canvas, this.windowCells(part, size));
      paintCells(products.canvas, this.productCells(part, size));
      products.sum.textContent = setting.channels > 1 ? `Σ${valueText(part.sum)}` : "";
    }
  }

  // All that stands here, for a figure: of a colour picture, every channel.
  get board() {
    const { setting, reading, stages, head, size } = this;
    const several = setting.channels > 1;
    const name = (part) => (several ? `${CHANNELS[part.channel]}: window` : "Window on the picture");
    const short = setting.rows.taps * setting.columns.taps <= SHORT;
    return {
      where: placeText(head, reading),
      kernel: this.kernelCells(size),
      parts: reading.parts.map((part) => ({
        window: { title: name(part), ...this.windowCells(part, size) },
        products: { title: "Products", ...this.productCells(part, size) },
        sum: `Σ${valueText(part.sum)}`,
      })),
      results: [
        ...(stages.activation ? [`ReLU: ${reading.activated.map(precise).join(", ")}`] : []),
        poolText(reading.pool, setting),
      ].filter(Boolean),
      lines: short ? reading.parts.flatMap((part) => rowTexts(part, setting)) : [],
    };
  }

  writeResults() {
    const { reading, setting, stages } = this;
    const rows = [resultRow("Convolution", reading.parts.map(({ sum }) => sum), stages.convolution)];
    if (stages.activation) rows.push(resultRow("ReLU", reading.activated, stages.activation));
    if (stages.pooling) rows.push(poolRow(reading.pool, stages.pooling));
    const table = this.part(".results");
    const several = setting.channels > 1;
    table.replaceChildren(headOf(several ? CHANNELS : ["Raw value"]), ...rows);
    this.part(".together").textContent = several ? sumText(reading) : "";
    this.part(".pooled").textContent = poolText(reading.pool, setting);
    const count = `Σ ${setting.rows.taps * setting.columns.taps} products`;
    this.part(".terms summary").textContent = several ? `${count} per channel` : count + valueText(reading.total);
    this.part(".reduced").textContent = reducedText(stages.convolution);
    this.spoken.textContent = sentenceOf(this.head, reading, setting);
  }

  writeTerms() {
    const { reading, setting, shown } = this;
    // Of a closed list nothing is kept, that what opens is never another window's.
    if (!this.part(".terms").open) return this.part(".lines").replaceChildren();
    const lines = shown.flatMap((channel) => {
      const title = setting.channels > 1 ? [lineOf(CHANNELS[channel], "channel")] : [];
      return [...title, ...rowTexts(reading.parts[channel], setting).map((text) => lineOf(text, "line"))];
    });
    return this.part(".lines").replaceChildren(...lines);
  }
}

const largestOf = ({ weights }) => Math.max(...weights.flat().map(Math.abs));
const kernelTitle = ({ flip }) => (flip ? "Kernel, rotated by 180°" : "Kernel");

// The kernel as a matrix, on the screen and in a figure; its texts have `most` characters.
export function kernelMatrix(setting, most = 5) {
  const largest = largestOf(setting);
  return {
    title: kernelTitle(setting), rows: setting.rows.taps, columns: setting.columns.taps,
    colourOf: (i, j) => signedColour(setting.weights[i][j], largest),
    textsOf: (i, j) => [weightText(setting, i, j, most)],
  };
}

function weightText({ texts, weights }, i, j, most) {
  const own = texts[i][j].replace("-", "−");
  return own.length <= most ? own : cellText(weights[i][j], most);
}

function greyOf(value) {
  return Number.isNaN(value) ? BLANK : [value, value, value];
}

function reducedText({ averaged, shown: { factor } }) {
  return averaged ? `Downsampled for display: each point above is the mean of ${factor}×${factor} values.` : "";
}

function lineOf(text, className) {
  return element("div", text, className);
}

function sign(text) {
  return element("span", text, "sign");
}

function pairOf({ window, products }) {
  const pair = element("div", "", "pair");
  pair.append(window, products);
  return pair;
}

function headOf(values) {
  return tableRow(...["", ...values, "Displayed as"].map((text) => element(text ? "th" : "td", text)));
}

// The values of all channels, and the colour that shows them.
function resultRow(title, values, stage) {
  const name = element("th", title);
  name.scope = "row";
  const row = tableRow(name, ...values.map((value) => element("td", Number.isNaN(value) ? "…" : precise(value), "value")));
  const shown = element("td", "", "shown");
  if (values.some(Number.isNaN)) return row;
  const swatch = element("i", "", "swatch");
  swatch.style.background = `rgb(${colourOfValues(stage, values)})`;
  const places = values.map((value) => colourIndex(value, stage.scale));
  shown.append(swatch, stage.table ? `colour ${places[0]} of 255` : `(${places.join(", ")})`);
  row.append(shown);
  return row;
}

function poolRow(pool, stage) {
  if (pool) return resultRow(stage.title, pool.parts.map(({ value }) => value), stage);
  return tableRow(element("th", stage.title), element("td", "in no pooling window"));
}
