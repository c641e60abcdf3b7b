// The maps that a map is computed from, one row each: map, kernel, and what both together add.

import { element, matchChildren } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";
import { mark } from "../shared/marked_canvas.js";
import { timesText } from "../shared/numbers.js";
import { valueText } from "../shared/value_text.js";
import { kernelOfMap, partialMap, windowOf } from "./cell_work.js";
import { newMapCanvas, paintMap } from "./map_canvas.js";
import { sizeOf } from "./network_values.js";
import { byContribution, mapName } from "./work_text.js";

const MOST_NUMBERS = 20; // of a row of numbers

// [{source, map}], of a row of numbers those that add most.
export function feedsOf(network, number, map, found) {
  const node = network.nodes[number];
  const of = (source, channels) => channels.map((channel) => ({ source, map: channel }));
  if (found.maps) return of(found.source, found.maps);
  switch (found.form) {
    case "sum": {
      const isRow = network.nodes[found.source].area === 1;
      const parts = isRow ? byContribution(found.parts).slice(0, MOST_NUMBERS) : found.parts;
      return of(found.source, parts.map(({ channel }) => channel));
    }
    case "add":
    case "multiply":
      return found.terms.map(({ source, at }) => ({ source, map: at[0] }));
    case "same":
      return of(found.source, [found.at[0]]);
    case "softmax":
    case "waiting":
      return [];
    default:
      return node.inputs.length > 0 ? of(found.source, [Math.min(map, network.nodes[found.source].maps - 1)]) : [];
  }
}

export class Feeds {
  // `open(source, map)` opens a map that feeds; `choose(channel)` writes its products out.
  constructor(list, { open, choose }) {
    Object.assign(this, { list, open, choose });
    list.addEventListener("keydown", (event) => this.onKey(event));
  }

  // Draws the rows anew, for another map.
  show(network, number, map, feeds, look) {
    Object.assign(this, { network, number, map, feeds, look });
    this.isOneLayer = new Set(feeds.map(({ source }) => source)).size === 1;
    this.hasKernels = feeds.length > 0 && ["conv", "fc", "transposed"].includes(network.nodes[number].kind) && network.nodes[feeds[0].source].area > 1;
    this.partials = this.hasKernels ? feeds.map((feed) => partialMap(network, number, map, feed.map)) : [];
    this.partialScale = signedScale(this.partials);
    this.rows = matchChildren(this.list, feeds.length, newFeed).map((row, i) => this.fill(row, feeds[i], this.partials[i]));
    this.rows.forEach(({ button }, i) => {
      button.tabIndex = i === 0 ? 0 : -1;
    });
  }

  fill(row, { source, map }, partial) {
    const { network, number, look, hasKernels } = this;
    const [button, sign, kernel, arrow, made, amount] = row.children;
    const node = network.nodes[source];
    const name = mapName(network, source, map);
    button.setAttribute("aria-label", `Open ${name}`);
    button.onclick = () => this.open(source, map);
    button.querySelector(".name").textContent = this.isOneLayer ? name.slice(name.indexOf(", ") + 2) : name;
    const input = canvasIn(button.querySelector(".view"));
    paintMap(input.canvas, { ...node, values: network.mapOf(source, map) }, look.tables, network.scaleOf(look.range, source, map));
    for (const part of [sign, kernel, arrow, made]) part.hidden = !hasKernels;
    sign.textContent = network.nodes[number].kind === "fc" ? "·" : "∗";
    const found = { row, button, input, amount, source, map, isNumber: node.area === 1 };
    return hasKernels ? { ...found, made: this.fillKernel(kernel, made, node, map, partial) } : found;
  }

  // The kernel between a map and the one that is open, and what they make together.
  fillKernel(kernel, made, node, channel, values) {
    const { network, number, map, look } = this;
    const { settings, kind, rows, columns } = network.nodes[number];
    const whole = { rows: node.rows, columns: node.columns };
    const [high, wide] = kind === "fc" ? [node.rows, node.columns] : settings.window;
    const weights = kernelOfMap(network, number, map, channel);
    paintMap(canvasIn(kernel).canvas, { rows: high, columns: wide, values: weights }, look.tables, this.weightScale());
    kernel.onclick = () => this.choose(channel);
    const output = canvasIn(made);
    paintMap(output.canvas, { ...(kind === "fc" ? whole : { rows, columns }), values }, look.tables, this.partialScale);
    return { ...output, hasCells: kind !== "fc" };
  }

  // That of all kernels of the map.
  weightScale() {
    const { network, number, map } = this;
    return signedScale(this.feeds.map((feed) => kernelOfMap(network, number, map, feed.map)));
  }

  // Marks what a cell reads, and writes what each channel adds there.
  follow(cell, found, chosen) {
    const { network, number } = this;
    const parts = new Map((found.form === "sum" ? found.parts : []).map((part) => [part.channel, part]));
    const at = found.form === "same" ? [found.at[1], found.at[2], 1, 1] : windowOf(network, number, cell);
    this.rows.forEach(({ row, input, made, amount, source, map, isNumber }, i) => {
      input.spot.hidden = isNumber || isWhole(at, network.nodes[source]);
      mark(input, at);
      const part = parts.get(map);
      amount.textContent = part ? partText(part, isNumber) : inputText(found, i);
      row.classList.toggle("chosen", Boolean(made) && map === chosen);
      if (!made) return;
      made.spot.hidden = !made.hasCells;
      mark(made, [cell[1], cell[2], 1, 1]);
    });
  }

  onKey(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || hasModifier(event)) return;
    const buttons = this.rows.map(({ button }) => button);
    const to = buttons.indexOf(event.target) + (event.key === "ArrowUp" ? -1 : 1);
    event.preventDefault();
    if (!buttons[to]) return;
    for (const button of buttons) button.tabIndex = button === buttons[to] ? 0 : -1;
    buttons[to].focus();
  }
}

function isWhole([top, left, height, width], { rows, columns }) {
  return top <= 0 && left <= 0 && height >= rows && width >= columns;
}

function partText({ sum, terms }, isNumber) {
  if (!isNumber) return valueText(sum);
  return `${timesText(valueText(terms[0].value), valueText(terms[0].weight), false)} ≈ ${valueText(sum)}`;
}

function inputText(found, i) {
  const value = found.terms?.[i]?.value ?? found.x;
  return value === undefined ? "" : valueText(value);
}

// One scale for several arrays, so that they can be compared.
function signedScale(arrays) {
  const size = arrays.reduce((most, values) => Math.max(most, sizeOf(values)), 0) || 1;
  return { kind: "signed", low: -size, high: size };
}

function newFeed() {
  const row = element("li", "", "feed");
  const button = element("button", "", "source");
  button.type = "button";
  button.tabIndex = -1;
  button.append(newMapCanvas("input").view, element("span", "", "name"));
  const kernel = newMapCanvas("kernel").view;
  row.append(button, element("span", "∗", "sign"), kernel, element("span", "→", "sign"), newMapCanvas("made").view, element("span", "", "amount"));
  return row;
}

function canvasIn(view) {
  return { canvas: view.children[0], spot: view.children[1] };
}
