// All layers as columns of maps, from the input to the probabilities: pointed at, or walked through
// by arrow keys, and opened by a click or Enter.

import { element, fillDefinitions, matchChildren } from "../shared/dom.js";
import { ARROWS, hasModifier } from "../shared/keys.js";
import { percent } from "../shared/scores.js";
import { shape } from "../shared/svg.js";
import { valueText } from "../shared/value_text.js";
import { columnLayout, columnPixels, movedMap, numberUnder, tileBox, wideLayout } from "./column_layout.js";
import { sizeText } from "./work_text.js";

const [LEAST_HEIGHT, MOST_HEIGHT, AROUND] = [260, 640, 395]; // CSS pixels: of a column, and of all else on the page
const [BETWEEN, LEAST_WIDTH] = [20, 200]; // between the layers of a lesson, and of each; CSS pixels
const OF_LESSON = 225; // more around it: what is said of the layers, and of a second picture
const SKIP = 16; // height of the arc of a skip connection

export class Overview {
  // `point(place, cell)` while one is pointed at or walked to, `open(place, cell, box)` when chosen.
  constructor(host, { point, open }) {
    Object.assign(this, { host, point, open, place: [1, 0] }); // something has been computed there
    this.strip = host.querySelector(".strip");
    this.columns = host.querySelector(".columns");
    this.skips = host.querySelector(".skips");
    this.strip.addEventListener("keydown", (event) => this.onKey(event));
  }

  // `lesson`: the layers that are shown, {number, title, facts}, or none where all are.
  show(network, tables, gradients, range, isOneOfTwo, lesson) {
    const room = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, window.innerHeight - AROUND - (lesson.length > 0 ? OF_LESSON : 0)));
    const height = isOneOfTwo ? room / 2 : room;
    Object.assign(this, { network, tables, gradients, lesson });
    this.numbers = lesson.length > 0 ? lesson.map(({ number }) => number) : network.nodes.map(({ number }) => number);
    this.layouts = lesson.length > 0 ? this.lessonLayouts(height) : network.nodes.map((node) => columnLayout(node, height));
    const figures = matchChildren(this.columns, network.nodes.length, () => this.newColumn());
    figures.forEach((figure, number) => {
      figure.hidden = !this.numbers.includes(number);
      if (!figure.hidden) this.fill(figure, number);
    });
    this.paint(range);
    this.drawSkips(figures);
    if (!this.numbers.includes(this.place[0])) this.place = [this.numbers.at(lesson.length > 0 ? 0 : -1), 0];
    this.place[1] = Math.min(this.place[1], network.nodes[this.place[0]].maps - 1);
  }

  // As wide as they can be side by side, or one below the other on a small screen.
  lessonLayouts(height) {
    const count = this.numbers.length;
    const wide = Math.floor(this.strip.clientWidth / count) - BETWEEN;
    const width = wide < LEAST_WIDTH ? this.strip.clientWidth - BETWEEN : wide;
    return this.network.nodes.map((node, number) => (this.numbers.includes(number) ? wideLayout(node, height, width) : null));
  }

  newColumn() {
    const figure = element("figure", "", "column");
    const tiles = element("div", "", "tiles");
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    tiles.append(canvas, element("span", "", "spot"));
    const body = element("div", "", "body");
    body.append(tiles, element("ol", "", "names"));
    figure.append(element("figcaption"), body, element("div", "", "bar"), element("p", "", "ends"), element("dl", "", "facts"));
    const number = () => [...this.columns.children].indexOf(figure);
    for (const kind of ["pointermove", "click"]) canvas.addEventListener(kind, (event) => this.onPointer(event, number()));
    return figure;
  }

  fill(figure, number) {
    const [node, layout] = [this.network.nodes[number], this.layouts[number]];
    const [caption, body] = figure.children;
    const depth = this.lesson.find((one) => one.number === number);
    const texts = depth ? [] : [sizeText(node), fieldText(node)];
    caption.replaceChildren(element("b", depth ? `${depth.title}: ${node.name}` : node.name), ...texts.map((text) => element("span", text)));
    fillDefinitions(figure.lastElementChild, depth?.facts ?? []);
    caption.title = node.title;
    figure.classList.toggle("scores", node.kind === "softmax");
    const [width, height] = [layout.width * layout.scale, layout.height * layout.scale];
    Object.assign(body.firstElementChild.style, { width: `${width}px`, height: `${height}px` });
    this.fillNames(body.lastElementChild, number, height);
  }

  // The classes beside their probabilities.
  fillNames(list, number, height) {
    const { network } = this;
    const { values, kind } = network.nodes[number];
    list.hidden = !network.isOfClasses(number) || kind !== "softmax";
    if (list.hidden) return;
    list.style.height = `${height}px`;
    const best = values.indexOf(Math.max(...values));
    list.replaceChildren(
      ...network.classes.map((name, k) => {
        const line = element("li", "", k === best ? "best" : "");
        line.append(element("span", k === network.truth ? `${name} ✓` : name), element("span", percent(values[k])));
        line.style.setProperty("--share", `${100 * values[k]}%`);
        return line;
      }),
    );
  }

  paint(range) {
    [...this.columns.children].forEach((figure, number) => {
      if (figure.hidden) return;
      const [layout, { values, kind }] = [this.layouts[number], this.network.nodes[number]];
      const canvas = figure.querySelector("canvas");
      if (canvas.width !== layout.width || canvas.height !== layout.height) Object.assign(canvas, { width: layout.width, height: layout.height });
      const pixels = columnPixels(layout, values, this.tables, (map) => this.network.scaleOf(range, number, map));
      canvas.getContext("2d").putImageData(new ImageData(pixels, layout.width, layout.height), 0, 0);
      const scale = this.network.scaleOf(range === "map" ? "layer" : range, number, 0);
      figure.querySelector(".bar").style.background = this.gradients[scale.kind];
      const ends = kind !== "input" && range === "map" ? [scale.low === 0 ? "0" : "−max", "max"] : [scale.low, scale.high].map((end) => shortText(end));
      figure.querySelector(".ends").replaceChildren(...ends.map((text) => element("span", text)));
    });
  }

  // Arcs over the columns that a layer's input skips.
  drawSkips(figures) {
    const middle = ({ offsetLeft, offsetWidth }) => offsetLeft + offsetWidth / 2;
    const arcs = this.network.nodes.flatMap(({ inputs, number }) => inputs.filter((source) => source < number - 1).map((source) => [source, number]));
    this.skips.toggleAttribute("hidden", arcs.length === 0 || this.lesson.length > 0);
    if (this.lesson.length > 0) return;
    const width = this.columns.scrollWidth;
    this.skips.setAttribute("width", width);
    this.skips.setAttribute("viewBox", `0 0 ${width} ${SKIP}`);
    this.skips.replaceChildren(
      ...arcs.map(([from, to]) => {
        const [start, end] = [middle(figures[from]) + 6, middle(figures[to]) - 6];
        return shape("path", { d: `M${start} ${SKIP}C${start} 2 ${start + 4} 2 ${start + 14} 2H${end - 14}C${end - 4} 2 ${end} 2 ${end} ${SKIP - 1}m-4 -5l4 5l4 -5` });
      }),
    );
  }

  // Marks a map, and in the layers before it those that feed it; null takes the marks away.
  mark(place) {
    if (place) this.place = place;
    const sources = place ? this.network.nodes[place[0]].inputs : [];
    [...this.columns.children].forEach((figure, number) => {
      const spot = figure.querySelector(".spot");
      figure.classList.toggle("read", sources.includes(number));
      spot.hidden = place?.[0] !== number;
      if (!spot.hidden) this.putSpot(spot, ...place);
    });
  }

  putSpot(spot, number, map) {
    const { scale, ...layout } = this.layouts[number];
    const [top, left, height, width] = tileBox(layout, map).map((length) => `${length * scale}px`);
    Object.assign(spot.style, { top, left, height, width });
  }

  // The box of a map on the screen.
  boxOf([number, map]) {
    const { left, top } = this.columns.children[number].querySelector("canvas").getBoundingClientRect();
    const { scale, ...layout } = this.layouts[number];
    const [y, x, height, width] = tileBox(layout, map).map((length) => length * scale);
    return { left: left + x, top: top + y, width, height };
  }

  reveal([number]) {
    const { offsetLeft, offsetWidth } = this.columns.children[number];
    const { scrollLeft, clientWidth } = this.strip;
    if (offsetLeft < scrollLeft || offsetLeft + offsetWidth > scrollLeft + clientWidth) this.strip.scrollLeft = offsetLeft - clientWidth / 3;
  }

  onPointer(event, number) {
    const { scale, ...layout } = this.layouts[number];
    const { left, top } = event.target.getBoundingClientRect();
    const [map, ...cell] = numberUnder(layout, (event.clientX - left) / scale, (event.clientY - top) / scale);
    if (event.type === "click") this.open([number, map], cell);
    else this.point([number, map], cell);
  }

  onKey(event) {
    if (hasModifier(event)) return;
    if (event.key === "Enter" || event.key === " ") this.open(this.place, null);
    else if (event.key === "Home" || event.key === "End") this.walk([this.numbers.at(event.key === "Home" ? 0 : -1), 0]);
    else if (event.key in ARROWS) this.walk(this.moved(ARROWS[event.key]));
    else return;
    event.preventDefault();
  }

  // Where an arrow key leads among the layers that are shown.
  moved(by) {
    const [number, map] = this.place;
    const among = this.numbers.map((one) => this.layouts[one]);
    const [to, next] = movedMap(among, [this.numbers.indexOf(number), map], by);
    return [this.numbers[to], next];
  }

  walk(place) {
    this.point(place, null);
    this.reveal(place);
  }
}

// How many pixels a cell sees, padding included.
function fieldText({ field, kind }) {
  return field && kind !== "input" ? `sees ${field[1][2]}×${field[0][2]}` : "\u00a0";
}

function shortText(value) {
  return valueText(Number(value.toPrecision(2)));
}
