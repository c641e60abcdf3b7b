// A chart of an experiment: drawn anew with every piece of its run, read by pointer or arrow keys.

import { element } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { ALONG, hasModifier } from "../shared/keys.js";
import { shape } from "../shared/svg.js";
import { valueText } from "../shared/value_text.js";
import { nearestTo, scaleOf } from "./chart_scales.js";
import { drawSeries } from "./chart_shapes.js";

const ROOM = { top: 12, right: 22, bottom: 46, left: 66, names: 158, phone: 128 };
const STRIPES = "chart-stripes";

// data: [what the chart is made of, its digest]
export default function ({ data: [chart, digest], parentElement }) {
  const root = parentElement.querySelector(".experiment-chart");
  root.view ??= new ChartView(root);
  takeOnce(root, digest, () => root.view.take(chart));
  const observer = new ResizeObserver(() => root.view.fit());
  observer.observe(root);
  return () => observer.disconnect();
}

class ChartView {
  constructor(root) {
    this.part = (name) => root.querySelector(name);
    this.plot = this.part(".plot");
    this.reading = null;
    offerSnapshot(root, ["figcaption", ".key", ".plot"], () => this.chart.key);
    this.plot.addEventListener("pointermove", (event) => this.point(event));
    this.plot.addEventListener("pointerdown", (event) => this.point(event));
    this.plot.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.read(null));
    this.plot.addEventListener("blur", () => this.read(null));
    this.plot.addEventListener("keydown", (event) => this.onKey(event));
  }

  take(chart) {
    this.chart = chart;
    this.part("figcaption").textContent = chart.title;
    this.part("figcaption").hidden = !chart.title;
    const named = chart.series.filter(({ name }) => name);
    this.part(".key").hidden = named.length === 0;
    this.part(".key").replaceChildren(...named.map(({ name, look, kind }) => element("span", name, `${kind} look-${look}`)));
    this.plot.setAttribute("aria-label", `${chart.spoken} Arrow keys read the values.`);
    this.draw();
  }

  // Streamlit's runs observe it anew, which also calls this.
  fit() {
    if (this.plot.clientWidth !== this.width || this.plot.clientHeight !== this.height) this.draw();
  }

  draw() {
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    if (width === 0) return;
    Object.assign(this, { width, height });
    const read = this.reading && this.places.indexOf(this.reading);
    const { x, y, series, marks } = this.chart;
    const left = y.names ? (y.names.join("") === "" ? ROOM.right : width < 500 ? ROOM.phone : ROOM.names) : ROOM.left;
    const frame = { left, right: width - ROOM.right - (y.names ? 20 : 0), top: ROOM.top, bottom: height - ROOM.bottom, xLabel: x.label, xNames: x.names, yNames: y.names };
    frame.x = scaleOf(x, frame.left, frame.right, valueText);
    frame.y = scaleOf(y, frame.bottom, frame.top, valueText);
    const drawn = series.map((one, i) => drawSeries(one, frame, i, series.length));
    this.places = drawn.flatMap(({ places }) => places);
    const svg = this.part("svg");
    Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }).forEach((pair) => svg.setAttribute(...pair));
    svg.replaceChildren(
      stripes(),
      ...gridOf(frame),
      ...captions(frame, x.label, y.label, height),
      ...drawn.flatMap(({ shapes }) => shapes),
      ...marks.flatMap((mark) => marked(mark, frame)),
    );
    this.read(this.places[read] ?? null);
  }

  point(event) {
    const box = this.plot.getBoundingClientRect();
    this.read(nearestTo(this.places, event.clientX - box.left, event.clientY - box.top));
  }

  read(place) {
    this.reading = place;
    this.part(".cursor")?.remove();
    this.part(".told").textContent = place ? place[2] : "";
    if (place) this.part("svg").append(shape("circle", { class: "cursor", cx: place[0], cy: place[1], r: 9 }));
  }

  onKey(event) {
    const step = ALONG[event.key];
    if (!step || hasModifier(event) || this.places.length === 0) return;
    event.preventDefault();
    const now = this.reading ? this.places.indexOf(this.reading) + step : step > 0 ? 0 : Infinity;
    this.read(this.places[Math.min(this.places.length - 1, Math.max(0, now))]);
    this.part(".spoken").textContent = this.part(".told").textContent;
  }
}

function gridOf({ x, y, left, right, top, bottom, xNames, yNames }) {
  return [
    ...(yNames ? [] : y.ticks.map(([value]) => shape("path", { class: "grid", d: `M${left} ${y.at(value)}H${right}` }))),
    ...(xNames ? [] : x.ticks.map(([value]) => shape("path", { class: "grid", d: `M${x.at(value)} ${top}V${bottom}` }))),
    ...y.ticks.map(([value, text]) => shape("text", { x: left - 8, y: y.at(value) + 5, "text-anchor": "end" }, text)),
    ...x.ticks.map(([value, text]) => shape("text", { x: x.at(value), y: bottom + 19, "text-anchor": "middle" }, text)),
    shape("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` }),
  ];
}

function captions({ left, right, top, bottom }, across, up, height) {
  const middle = (top + bottom) / 2;
  const made = [shape("text", { class: "label", x: (left + right) / 2, y: height - 6, "text-anchor": "middle" }, across)];
  if (up) made.push(shape("text", { class: "label", x: 0, y: 0, "text-anchor": "middle", transform: `translate(14 ${middle}) rotate(-90)` }, up));
  return made;
}

// A place, or a line across where it has only one number.
function marked({ x, y, text }, { left, right, top, bottom, ...frame }) {
  if (x === undefined) {
    const at = frame.y.at(y);
    // On the left, where curves that end at the line have not come down yet.
    return [shape("path", { class: "rule", d: `M${left} ${at}H${right}` }), shape("text", { class: "mark", x: left + 6, y: at - 6 }, text)];
  }
  const at = frame.x.at(x);
  if (y === undefined) {
    return [shape("path", { class: "rule", d: `M${at} ${top}V${bottom}` }), shape("text", { class: "mark", x: at - 6, y: top + 16, "text-anchor": "end" }, text)];
  }
  const below = frame.y.at(y);
  return [shape("circle", { class: "goal", cx: at, cy: below, r: 8 }), shape("text", { class: "mark", x: at, y: below + (y < 0 ? 26 : -14), "text-anchor": "middle" }, text)];
}

function stripes() {
  const pattern = shape("pattern", { id: STRIPES, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(shape("rect", { class: "stripe", width: 3, height: 8 }));
  return pattern;
}
