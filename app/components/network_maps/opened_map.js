// One map, opened: what feeds it, the map itself with a cell that is read, and the cell's arithmetic.

import { element, fillDefinitions } from "../shared/dom.js";
import { drawHistogram } from "../shared/histogram.js";
import { mark } from "../shared/marked_canvas.js";
import { valueText } from "../shared/value_text.js";
import { CellBoard } from "./cell_board.js";
import { workOf } from "./cell_work.js";
import { Feeds, feedsOf } from "./feeds.js";
import { HandMade } from "./hand_made.js";
import { newMapCanvas, paintMap, readCells } from "./map_canvas.js";
import { statisticsOf } from "./map_statistics.js";
import { SoftmaxBoard } from "./softmax_board.js";
import { byContribution, mapName, sizeText, statisticsText } from "./work_text.js";

const MORPH = { duration: 220, easing: "ease-out" };

export class OpenedMap {
  // `open(number, map)`, `close()`, `follow(cell)` for the cell that is read, `choose(cell)`, `heat(temperature)`.
  constructor(host, acts) {
    Object.assign(this, { host, acts, channel: null });
    this.part = (name) => host.querySelector(name);
    this.large = newMapCanvas("large");
    this.part(".large-host").append(this.large.view);
    Object.assign(this.large.view, { tabIndex: 0 });
    this.large.view.setAttribute("role", "img");
    readCells(this.large.view, {
      size: () => this.node,
      at: () => this.cell,
      hover: (cell) => this.follow(cell ?? this.cell),
      choose: (cell) => acts.choose(cell),
    });
    this.feeds = new Feeds(this.part(".feeds"), { open: acts.open, choose: (channel) => this.chooseChannel(channel) });
    this.handMade = new HandMade(this.part(".hand-made"));
    this.board = new CellBoard(this.part(".board"), (channel) => this.chooseChannel(channel));
    this.softmax = new SoftmaxBoard(this.part(".softmax"), { heat: acts.heat, choose: (k) => acts.open(this.number, k) });
    this.part(".close").addEventListener("click", acts.close);
    this.part(".before").addEventListener("click", () => this.step(-1));
    this.part(".after").addEventListener("click", () => this.step(1));
  }

  // `look`: tables, gradients, range, temperature.
  show(network, number, map, cell, look) {
    const isOther = this.number !== number || this.map !== map || this.network !== network;
    Object.assign(this, { network, number, map, look, node: network.nodes[number] });
    if (isOther) this.channel = null;
    const { node } = this;
    const scale = network.scaleOf(look.range, number, map);
    const values = network.mapOf(number, map);
    this.part(".title").textContent = `${mapName(network, number, map)}`;
    this.part(".layer").textContent = `${node.title}, ${sizeText(node)}`;
    this.part(".before").disabled = map === 0;
    this.part(".after").disabled = map === node.maps - 1;
    paintMap(this.large.canvas, { ...node, values }, look.tables, scale);
    this.large.view.setAttribute("aria-label", `${mapName(network, number, map)}: ${node.columns}×${node.rows} cells. Arrow keys read its cells.`);
    this.part(".made-here").hidden = node.area === 1;
    this.part(".made-here .bar").style.background = look.gradients[scale.kind];
    this.part(".made-here .ends").replaceChildren(...[scale.low, scale.high].map((end) => element("span", valueText(Number(end.toPrecision(3))))));
    this.showStatistics(values);
    const found = workOf(network, number, [map, ...cell]);
    this.feeds.show(network, number, map, feedsOf(network, number, map, found), look);
    this.part(".feeding").hidden = this.feeds.rows.length === 0;
    const sources = new Set(this.feeds.rows.map(({ source }) => network.nodes[source].name));
    this.part(".feeding h3").textContent = `Computed from ${[...sources].join(" and ")}`;
    this.handMade.show(network, number, map, look.kernels, look.tables);
    this.place(cell);
  }

  showStatistics(values) {
    const found = statisticsOf(values);
    this.part(".statistics").hidden = values.length === 1;
    fillDefinitions(this.part(".statistics dl"), statisticsText(found));
    drawHistogram(this.part(".histogram"), found.counts);
  }

  // Reads a cell for as long as no other one is pointed at.
  place(cell) {
    this.cell = cell;
    this.follow(cell);
  }

  follow(cell) {
    const { network, number, map, node } = this;
    const at = [map, ...cell];
    const found = workOf(network, number, at);
    mark(this.large, [...cell, 1, 1]);
    const channel = found.form === "sum" ? this.channelOf(found) : null;
    this.feeds.follow(at, found, channel);
    this.handMade.follow(cell);
    const isSoftmax = node.kind === "softmax";
    this.part(".board").hidden = isSoftmax;
    this.part(".softmax").hidden = !isSoftmax;
    if (isSoftmax) this.softmax.show(network.isOfClasses(number) ? network.classes : [...node.values.keys()].map(String), network.nodes[found.source].values, map, this.look.temperature);
    else this.board.show(network, number, at, found, channel);
    this.acts.follow(at);
  }

  // The channel whose products are written out: the chosen one, or that which adds most.
  channelOf({ parts }) {
    const isThere = parts.some(({ channel }) => channel === this.channel);
    return isThere ? this.channel : byContribution(parts)[0].channel;
  }

  chooseChannel(channel) {
    const { activeElement } = this.host.getRootNode();
    const pressed = this.part("tbody").contains(activeElement) ? activeElement.textContent : null;
    this.channel = channel;
    this.follow(this.cell);
    [...this.host.querySelectorAll("tbody button")].find((button) => button.textContent === pressed)?.focus();
  }

  step(by) {
    const to = this.map + by;
    if (to >= 0 && to < this.node.maps) this.acts.open(this.number, to);
  }

  // The map grows out of its place among the others.
  growFrom({ left, top, width, height }) {
    if (this.node.area === 1 || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const box = this.large.view.getBoundingClientRect();
    const from = `translate(${left - box.left}px, ${top - box.top}px) scale(${width / box.width}, ${height / box.height})`;
    this.large.view.animate([{ transform: from, transformOrigin: "0 0" }, { transform: "none", transformOrigin: "0 0" }], MORPH);
  }
}
