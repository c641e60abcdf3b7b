// A picture's way through a network: all maps of all layers, and each of them opened down to the
// arithmetic of its cells. All numbers are the engine's, and nobody waits for the server.

import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { hasModifier, PAGES } from "../shared/keys.js";
import { askPage, onPage } from "../shared/page_events.js";
import { cellOfLink, linkOfCell, placeOnce, positions, tellPosition } from "../shared/positions.js";
import { bytesOfBase64, unpack } from "../shared/wire_format.js";
import { wordsOf } from "./column_layout.js";
import { largestPlace, Network } from "./network_values.js";
import { OpenedMap } from "./opened_map.js";
import { Overview } from "./overview.js";
import { PicturePanel } from "./picture_panel.js";
import { effectiveText, seenPixels, seenText } from "./seen_pixels.js";
import { Weights } from "./weights.js";
import { cellHead } from "./work_text.js";

const [RANGE, TEMPERATURE] = ["layer", 1]; // at first
const WALKING = "Arrow keys walk through them, Enter opens a map.";
const PARTS = [".side > svg", ".readout", ".seen", ".effective", ".skips", ".columns", ".title", ".layer", ".feeding", ".made-here", ".board", ".softmax"]; // of a saved figure
const [ALL, FEW] = [`All layers with their maps. ${WALKING}`, `An early, a middle and a deep layer with their maps. ${WALKING}`];
const LOOK = "convoscope:look-inside"; // what is opened or pointed at, for another one on the page

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".network-maps");
  root.view ??= new NetworkMaps(root);
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
  root.view.ask = (place) => setTriggerValue("asked", place);
  root.view.hear(frame.effective);
  placeOnce(root, frame.position, (values) => root.view.place(frame.isSecond ? positions() : values));
  const ends = [onPage(LOOK, (looked) => root.view.lookAlike(looked))];
  if (!frame.isSecond) ends.push(tellPosition(root, () => root.view.where));
  return () => ends.forEach((end) => end());
}

class NetworkMaps {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(name);
    Object.assign(this, { opened: null, cell: null, range: RANGE, temperature: TEMPERATURE });
    this.picture = new PicturePanel(this.part(".side"));
    this.weights = root.requests = new Weights(this.part(".weights"), () => this.opened && this.drawOpened());
    this.overview = new Overview(this.part(".overview"), {
      point: (place, cell) => {
        this.point(place, cell);
        this.share({ pointed: [place, cell], scroll: this.part(".strip").scrollLeft });
      },
      open: (place, cell) => this.open(place, cell, this.overview.boxOf(place)),
    });
    this.map = new OpenedMap(this.part(".opened"), {
      open: (number, map) => this.open([number, map], number === this.opened[0] ? this.cell : null),
      close: () => this.close(),
      follow: (at) => this.opened && this.tell(this.opened[0], at),
      choose: (cell) => this.choose(cell),
      heat: (temperature) => this.heat(temperature),
    });
    for (const input of root.querySelectorAll(".ranges input")) input.addEventListener("change", () => this.colour(input.value));
    this.part(".ask-effective").addEventListener("click", () => this.ask(linkOfCell("layer", ...this.opened, ...this.map.cell)));
    root.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("resize", () => root.isConnected && this.network && this.draw());
    offerSnapshot(root, PARTS, () => this.name);
  }

  get where() {
    const { opened, cell, range, temperature } = this;
    return {
      opened: opened ? linkOfCell("layer", ...opened, ...(cell ?? [])) : "",
      range: range === RANGE ? "" : range,
      temperature: temperature === TEMPERATURE ? "" : String(temperature),
    };
  }

  take(frame) {
    if (this.network && this.network.name !== frame.network) Object.assign(this, { opened: null, cell: null });
    Object.assign(this, { name: frame.name, isSecond: frame.isSecond, isOneOfTwo: frame.isOneOfTwo, lesson: frame.lesson });
    this.root.classList.toggle("lesson", frame.lesson.length > 0);
    this.root.classList.toggle("second", frame.isSecond);
    this.root.setAttribute("aria-label", frame.isSecond ? "Feature maps of what is compared" : "Feature maps of the network");
    this.part(".strip").setAttribute("aria-label", frame.lesson.length > 0 ? FEW : ALL);
    this.part(".close").firstChild.data = frame.lesson.length > 0 ? "← Early vs deep layers " : "← All layers ";
    this.part(".ranges").hidden = frame.isSecond;
    for (const input of this.root.querySelectorAll(".ranges input")) input.name = `map-range-${Number(frame.isSecond)}`;
    this.network = new Network(frame);
    this.weights.of(this.network, frame.weights);
    this.tables = Object.fromEntries(Object.entries(frame.tables).map(([kind, text]) => [kind, wordsOf(bytesOfBase64(text))]));
    Object.assign(this, { gradients: frame.gradients, kernels: frame.kernels });
    this.picture.show(frame.picture, this.network.nodes[0], frame.title);
    this.draw();
  }

  place({ opened = "", range = RANGE, temperature = String(TEMPERATURE) }) {
    const place = cellOfLink(opened);
    Object.assign(this, { range: range || RANGE, temperature: Number(temperature) || TEMPERATURE });
    const [map, cell] = place ? [[place[1], place[2] ?? 0], place.length > 4 ? place.slice(3) : null] : [null, null];
    const isThere = place && this.network.has(map, cell);
    Object.assign(this, isThere ? { opened: map, cell } : { opened: null, cell: null });
    this.draw();
  }

  draw() {
    const { network, tables, gradients, range, opened } = this;
    for (const input of this.root.querySelectorAll(".ranges input")) input.checked = input.value === range;
    this.part(".overview").hidden = Boolean(opened);
    this.part(".readout").hidden = Boolean(opened); // the arithmetic begins with it
    this.part(".opened").hidden = !opened;
    if (opened) this.drawOpened();
    else {
      this.weights.tell(false);
      this.overview.show(network, tables, gradients, range, this.isOneOfTwo, this.lesson);
      this.point(this.overview.place, null);
    }
  }

  drawOpened() {
    const { network, tables, gradients, range, temperature, opened } = this;
    const [number, map] = opened;
    const cell = this.cell ?? largestPlace(network.mapOf(number, map), network.nodes[number].columns);
    this.weights.tell(network.lacksWeights(number));
    this.map.show(network, number, map, cell, { tables, gradients, range, temperature, kernels: this.kernels });
  }

  // In the overview: a map, and a cell of it while the mouse is there.
  point(place, cell) {
    const { network } = this;
    const [number, map] = place;
    this.overview.mark(place);
    this.tell(number, [map, ...(cell ?? largestPlace(network.mapOf(number, map), network.nodes[number].columns))]);
  }

  // Beside the maps: the number of a cell, and which pixels it depends on.
  tell(number, at) {
    const seen = seenPixels(this.network, number, at);
    this.part(".readout").textContent = cellHead(this.network, number, at);
    this.part(".seen").textContent = seen ? seenText(seen) : "";
    this.picture.outline(number === 0 ? null : seen);
    this.tellEffective(linkOfCell("layer", number, ...at));
  }

  // What the gradient says of the cell, if it was asked for.
  tellEffective(place) {
    const { effective, network, opened } = this;
    const isKnown = effective?.of === place;
    this.picture.heat(isKnown ? effective.map : null, this.tables.magnitude);
    this.part(".effective").textContent = isKnown ? effectiveText(effective) : "";
    const node = opened && network.nodes[opened[0]];
    this.part(".ask-effective").hidden = this.isSecond || isKnown || !node || node.area === 1 || node.kind === "input";
  }

  // The server has computed an effective receptive field: the map comes as text.
  hear(effective) {
    if (this.effective?.of === effective?.of && this.effective?.text === effective?.map) return;
    this.effective = effective && { ...effective, text: effective.map, map: new Float32Array(bytesOfBase64(effective.map).buffer) };
    if (this.opened) this.drawOpened();
  }

  open(place, cell, box = null) {
    Object.assign(this, { opened: place, cell });
    this.draw();
    if (box) this.map.growFrom(box);
    const { activeElement } = this.root.getRootNode();
    const isKept = this.part(".opened").contains(activeElement) && activeElement.checkVisibility() && !activeElement.disabled;
    if (!isKept) this.part(".close").focus({ preventScroll: true });
    this.share();
  }

  close() {
    const place = this.opened;
    Object.assign(this, { opened: null, cell: null });
    this.overview.place = place;
    this.draw();
    this.overview.reveal(place);
    this.part(".strip").focus({ preventScroll: true });
    this.share();
  }

  choose(cell) {
    this.cell = cell;
    this.map.place(cell);
    this.share();
  }

  heat(temperature) {
    this.temperature = temperature;
    this.drawOpened();
    this.share();
  }

  colour(range) {
    this.range = range;
    this.draw();
    this.share();
  }

  // Two networks, or two pictures, are looked at alike.
  share(more = {}) {
    const { opened, cell, range, temperature } = this;
    askPage(LOOK, { from: this.root, opened, cell, range, temperature, ...more });
  }

  lookAlike({ from, pointed, scroll, opened, cell, range, temperature }) {
    if (from === this.root || !this.network) return;
    if (pointed && this.network.has(...pointed)) {
      if (!this.opened) this.point(...pointed);
      this.part(".strip").scrollLeft = scroll;
    }
    if (pointed || (opened && !this.network.has(opened, cell))) return;
    Object.assign(this, { opened, cell, range, temperature });
    this.draw();
  }

  onKey(event) {
    if (!this.opened || hasModifier(event)) return;
    if (event.key === "Escape") this.close();
    else if (event.key in PAGES) this.map.step(PAGES[event.key]);
    else return;
    event.preventDefault();
  }
}
