// The series of a chart as shapes, and the places [x, y, text] at which their values are read.

import { shape } from "../shared/svg.js";
import { valueText } from "../shared/value_text.js";
import { quantile } from "./chart_scales.js";

const GAP = 0.22; // of the room of a name is left free between bars
const DOT = 3.5;
const SPREAD = 0.62; // of a strip's height is taken by its points
const HATCHED = 1; // look of the bars with stripes

// Returns { shapes, places } of one series; `number` of `count` that share the names of an axis.
export function drawSeries(series, frame, number, count) {
  return { line, path, bars, lying, strip }[series.kind](series, frame, number, count);
}

function lineOf({ x, y, look }, frame, name) {
  const points = x.map((value, i) => [frame.x.at(value), frame.y.at(y[i])]);
  const d = points.map(([px, py], i) => `${i ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`).join("");
  return { points, drawn: shape("path", { class: `${name} look-${look}`, d }) };
}

function line(series, frame) {
  const { points, drawn } = lineOf(series, frame, "line");
  const said = (i) => `${series.name}: ${valueText(series.y[i])} at ${frame.xLabel} ${valueText(series.x[i])}`;
  return { shapes: [drawn], places: points.map((point, i) => [...point, said(i)]) };
}

function path(series, frame) {
  const { points, drawn } = lineOf(series, frame, "path");
  const dots = points.map(([cx, cy]) => shape("circle", { class: `dot look-${series.look}`, cx, cy, r: DOT }));
  const said = (i) => `step ${i}: (${valueText(series.x[i])}, ${valueText(series.y[i])})`;
  return { shapes: [drawn, ...dots], places: points.map((point, i) => [...point, said(i)]) };
}

function bars({ name, look, y }, frame, number, count) {
  const width = (frame.x.each * (1 - GAP)) / count;
  const found = y.map((value, i) => {
    const left = frame.x.at(i) - (frame.x.each * (1 - GAP)) / 2 + number * width;
    const top = Math.min(frame.bottom, frame.y.at(value));
    return { left, top, text: `${name}, ${frame.xLabel} ${frame.xNames[i]}: ${valueText(value)}` };
  });
  const shapes = found.flatMap(({ left, top }) => {
    const box = { x: left, y: top, width, height: frame.bottom - top };
    const fill = look === HATCHED ? [shape("rect", { ...box, class: "stripes" })] : [];
    return [shape("rect", { ...box, class: `bar look-${look}` }), ...fill];
  });
  return { shapes, places: found.map(({ left, top, text }) => [left + width / 2, top, text]) };
}

function lying({ look, x }, frame) {
  const height = frame.y.each * (1 - GAP);
  const shapes = x.flatMap((value, i) => {
    const [y, end] = [frame.y.at(i), frame.x.at(value)];
    return [
      shape("rect", { class: `bar look-${look}`, x: frame.left, y: y - height / 2, width: end - frame.left, height }),
      shape("text", { x: end + 5, y: y + 5, class: "value" }, shortText(value)),
    ];
  });
  const places = x.map((value, i) => [frame.x.at(value), frame.y.at(i), `${frame.yNames[i]}: ${shortText(value)} ${frame.xLabel}`]);
  return { shapes, places };
}

function shortText(value) {
  return valueText(Number(value.toPrecision(value >= 10 && value < 100 ? 2 : 3)));
}

// Points above each other by turns, and the middle half of them as a box around the median.
function strip({ x, look }, frame) {
  const middle = (frame.top + frame.bottom) / 2;
  const tall = (frame.bottom - frame.top) * SPREAD;
  const height = (i) => middle + (((i * 0.382) % 1) - 0.5) * tall;
  const dots = x.map((value, i) => shape("circle", { class: `point look-${look}`, cx: frame.x.at(value), cy: height(i), r: 6 }));
  const places = x.map((value, i) => [frame.x.at(value), height(i), `${valueText(value)} times`]);
  if (x.length < 2) return { shapes: dots, places };
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => frame.x.at(quantile(x, share)));
  const box = { x: low, y: middle - tall / 2 - 8, width: Math.max(1, high - low), height: tall + 16 };
  const rule = shape("path", { class: "median", d: `M${median} ${box.y}V${box.y + box.height}` });
  return { shapes: [shape("rect", { ...box, class: "half" }), ...dots, rule], places };
}
