// Three channels under one filter: products, their sum, the activation; and all K maps as a volume.
// The pictures are the server's; the numbers of the place under the pointer are computed here.

import { layOut } from "../shared/arithmetic.js";
import { element, fillDefinitions, newButton } from "../shared/dom.js";
import { savePdf, savePng, saveSvg } from "../shared/files.js";
import { takeOnce } from "../shared/handshake.js";
import { ARROWS } from "../shared/keys.js";
import { clipped, mark } from "../shared/marked_canvas.js";
import { unpack } from "../shared/wire_format.js";
import { volumeFigure } from "./volume_figure.js";
import { paintMap, paintStageOn, writeKernel } from "./volume_maps.js";
import { placeAround, placeLines, sizesText, windowAt } from "./volume_texts.js";

const CHANNELS = 3;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".volume-view");
  root.view ??= new VolumeView(root);
  root.view.open = (place) => setTriggerValue("asked", { place });
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
}

class VolumeView {
  constructor(root) {
    Object.assign(this, { root, slices: [] });
    this.part = (name) => root.querySelector(name);
    this.channels = Array.from({ length: CHANNELS }, () => this.channelRow());
    this.sum = this.newMap(this.part(".sum"), "output");
    this.part(".sum").append(this.part(".scale"));
    this.part(".save-svg").onclick = () => saveSvg(this.figure, this.name);
    this.part(".save-png").onclick = () => savePng(this.figure, this.name);
    this.part(".save-pdf").onclick = () => savePdf(this.figure, this.name);
    this.made = this.newMap(this.part(".made"), "output");
  }

  channelRow() {
    const row = element("div", "", "channel");
    this.part(".channels").append(row);
    const input = this.newMap(row, "input");
    const kernel = element("table", "", "kernel");
    row.append(element("span", "⋆", "sign"), kernel, element("span", "=", "sign"));
    return { input, kernel, product: this.newMap(row, "output") };
  }

  // A picture in which a place can be pointed at; `kind` says whether it is of the input or a map.
  newMap(host, kind) {
    const figure = this.part("template").content.firstElementChild.cloneNode(true);
    host.append(figure);
    const canvas = figure.querySelector("canvas");
    const placeOf = (event) => this.placeUnder(event, canvas, kind);
    canvas.addEventListener("pointermove", (event) => this.show(placeOf(event)));
    canvas.addEventListener("pointerleave", () => this.show(this.frame.place));
    canvas.addEventListener("click", (event) => this.open([this.frame.chosen, ...placeOf(event)]));
    if (kind === "output") {
      canvas.tabIndex = 0;
      canvas.addEventListener("keydown", (event) => this.onKey(event));
    }
    return { figure, canvas, spot: figure.querySelector(".spot") };
  }

  take(frame) {
    this.frame = frame;
    this.layout = layOut(problemOf(frame));
    const [signed, maps] = [frame.stages.slice(CHANNELS, 2 * CHANNELS + 1), frame.stages.slice(2 * CHANNELS + 1)];
    this.channels.forEach(({ input, kernel, product }, c) => {
      paintMap(input, frame.stages[c]);
      paintMap(product, signed[c]);
      writeKernel(kernel, frame.texts[c], `w${frame.chosen}[:, :, ${c}]`);
    });
    paintMap(this.sum, signed[CHANNELS]);
    this.part(".made").hidden = !frame.relu;
    if (frame.relu) paintMap(this.made, { ...maps[frame.chosen], name: `ReLU: v[:, :, ${frame.chosen}]` });
    const { low, high } = signed[CHANNELS].scale;
    this.part(".scale").textContent = `Colour scale from ${low} to ${high}, shared with the products`;
    this.takeSlices(maps);
    this.stack(maps);
    this.show(frame.place);
  }

  takeSlices(maps) {
    const host = this.part(".slices");
    while (this.slices.length > maps.length) this.slices.pop().button.remove();
    while (this.slices.length < maps.length) this.slices.push(this.newSlice(host, this.slices.length));
    this.slices.forEach((slice, k) => {
      paintMap(slice, maps[k]);
      slice.title.textContent = `${k} · ${maps[k].title}`;
      slice.button.setAttribute("aria-pressed", String(k === this.frame.chosen));
    });
  }

  newSlice(host, k) {
    const button = newButton("");
    const figure = this.part("template").content.firstElementChild.cloneNode(true);
    const canvas = figure.querySelector("canvas");
    const title = document.createElement("span");
    button.append(title, figure);
    host.append(button);
    canvas.addEventListener("pointermove", (event) => this.show(this.placeUnder(event, canvas, "output"), k));
    canvas.addEventListener("pointerleave", () => this.show(this.frame.place));
    button.onclick = (event) => {
      const pointed = event.detail > 0 && event.target === canvas;
      this.open([k, ...(pointed ? this.placeUnder(event, canvas, "output") : this.frame.place)]);
    };
    return { button, figure, canvas, title, spot: figure.querySelector(".spot") };
  }

  // The maps behind each other, the first in front.
  stack(maps) {
    const sheets = maps.map((map, k) => {
      const canvas = document.createElement("canvas");
      paintStageOn(canvas, map);
      canvas.style.setProperty("--k", k);
      canvas.classList.toggle("chosen", k === this.frame.chosen);
      canvas.onclick = () => this.open([k, ...this.frame.place]);
      return canvas;
    });
    const host = this.part(".sheets");
    host.style.setProperty("--last", maps.length - 1);
    host.style.setProperty("--aspect", maps[0].width / maps[0].height);
    host.replaceChildren(...sheets.reverse());
    this.part(".stack figcaption").textContent = `v: ${maps[0].width} × ${maps[0].height} × ${maps.length}`;
  }

  placeUnder(event, canvas, kind) {
    const box = canvas.getBoundingClientRect();
    const cell = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    const at = [
      cell((event.clientY - box.top) / box.height, canvas.height),
      cell((event.clientX - box.left) / box.width, canvas.width),
    ];
    return kind === "input" ? placeAround(this.layout, at) : at;
  }

  // Everything that the place decides, for filter k.
  show(place, k = this.frame.chosen) {
    this.place = place;
    const window = windowAt(this.layout, place);
    for (const { input, product } of this.channels) {
      mark(input, window);
      mark(product, [...place, 1, 1]);
    }
    for (const map of [this.sum, this.made, ...this.slices]) mark(map, [...place, 1, 1]);
    this.part(".what").textContent = `Position [${place.join(", ")}], filter ${k}`;
    const lines = placeLines(this.layout, [k, ...place], this.frame.relu);
    fillDefinitions(this.part(".board dl"), lines);
  }

  get name() {
    return `volume-${[this.frame.chosen, ...this.frame.place].join("-")}`;
  }

  // What is shown of the opened place, to be saved.
  get figure() {
    const { frame, layout } = this;
    const { stages, chosen, place, relu, texts } = frame;
    const maps = stages.slice(2 * CHANNELS + 1);
    const window = windowAt(layout, place);
    const drawn = ({ canvas }, { name, range }, cells = [...place, 1, 1]) => ({ canvas, name, range, spot: clipped(canvas, cells) });
    const activated = { ...maps[chosen], name: this.made.figure.querySelector("figcaption").textContent };
    return volumeFigure({
      title: sizesText(frame),
      channels: this.channels.map(({ input, product }, c) => ({
        input: drawn(input, stages[c], window), texts: texts[c], product: drawn(product, stages[CHANNELS + c]),
      })),
      large: [drawn(this.sum, stages[2 * CHANNELS]), ...(relu ? [drawn(this.made, activated)] : [])],
      slices: this.slices.map((slice, k) => drawn(slice, { ...maps[k], name: slice.title.textContent })),
      lines: [...placeLines(layout, [chosen, ...place], relu), ["scale of the sum", this.part(".scale").textContent]],
    });
  }

  onKey(event) {
    if (event.key === "Enter") {
      this.open([this.frame.chosen, ...this.place]);
    } else if (event.key in ARROWS) {
      const { rows, columns } = this.layout;
      const most = [rows.outputs - 1, columns.outputs - 1];
      this.show(this.place.map((at, axis) => Math.min(most[axis], Math.max(0, at + ARROWS[event.key][axis]))));
      this.speak();
    } else {
      return;
    }
    event.preventDefault();
  }

  speak() {
    const texts = [...this.part(".board").querySelectorAll("h2, dd")].map((each) => each.textContent);
    this.part(".spoken").textContent = texts.slice(0, 3).join("; ");
  }
}

// The whole picture as a problem of arithmetic.js; its rows stay in the bytes that came.
function problemOf({ stages, kernels, bias, stride, padding }) {
  const { width, height } = stages[0];
  const rows = (pixels) => Array.from({ length: height }, (_, i) => pixels.subarray(i * width, (i + 1) * width));
  const window = [kernels[0][0].length, kernels[0][0][0].length];
  return {
    operation: "correlation", input: stages.slice(0, CHANNELS).map(({ pixels }) => rows(pixels)), kernels, bias, window,
    stride, padding, output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant",
  };
}
