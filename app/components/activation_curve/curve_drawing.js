// The two panels as a drawing: made anew with every function and size, while the point only moves.

import { shape } from "../shared/svg.js";
import { valueText } from "../shared/value_text.js";
import { bandsOf, indexAt, MARKED, layOut, pathOf, tangentAt } from "./curve_layout.js";

const [DOT, MARK] = [8, 4.5];
const HATCH = "saturated-hatch";

export class CurveDrawing {
  constructor(svg) {
    this.svg = svg;
  }

  draw(curve, width, height) {
    if (width === 0) return;
    this.layout = layOut(curve, width, height);
    Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }).forEach((pair) => this.svg.setAttribute(...pair));
    const { value, slope } = this.layout;
    this.moving = {
      rule: shape("path", { class: "rule" }),
      tangent: shape("line", { class: "tangent" }),
      value: shape("circle", { class: "dot", r: DOT }),
      slope: shape("circle", { class: "dot of-slope", r: DOT }),
    };
    this.svg.replaceChildren(
      hatch(),
      ...this.bands(curve),
      ...this.axes(value, "f(x)"),
      ...this.axes(slope, "f′(x), the derivative"),
      ...this.places(),
      this.moving.rule,
      ...curve.lines.map((line) => this.straight(line)),
      this.moving.tangent,
      shape("path", { class: "curve", d: pathOf(curve, curve.values, this.layout, value) }),
      shape("path", { class: "curve of-slope", d: pathOf(curve, curve.slopes, this.layout, slope) }),
      ...MARKED.flatMap((x) => this.marks(curve, x)),
      this.moving.value,
      this.moving.slope,
    );
  }

  // The place under a pixel, as x.
  placeAt(pixel) {
    return this.layout.place(pixel);
  }

  point(x, value, slope) {
    if (!this.layout) return;
    const at = this.layout.x(x);
    const [above, below] = [this.layout.value.y(value), this.layout.slope.y(slope)];
    this.moving.rule.setAttribute("d", `M${at} ${this.layout.value.top}V${this.layout.slope.bottom}`);
    place(this.moving.value, { cx: at, cy: above });
    place(this.moving.slope, { cx: at, cy: below });
    const [x1, y1, x2, y2] = tangentAt(this.layout, at, above, slope);
    place(this.moving.tangent, { x1, y1, x2, y2 });
  }

  bands(curve) {
    const { value, slope, left } = this.layout;
    return bandsOf(curve, this.layout).flatMap(([x, width]) => {
      const inside = { x: x + (x > left ? -6 : 6), y: slope.top + 15, "text-anchor": x > left ? "start" : "start" };
      const label = width > 74 ? [text("saturated", { ...inside, x: x + 6, class: "band-label" })] : [];
      return [
        ...[value, slope].map(({ top, bottom }) => shape("rect", { class: "band", x, y: top, width, height: bottom - top })),
        ...label,
      ];
    });
  }

  axes({ top, bottom, ticks, y, from, to }, caption) {
    const { left, right } = this.layout;
    const zero = from < 0 && to > 0 ? [shape("path", { class: "zero", d: `M${left} ${y(0)}H${right}` })] : [];
    return [
      ...ticks.map((value) => shape("path", { class: "grid", d: `M${left} ${y(value)}H${right}` })),
      ...zero,
      shape("path", { class: "frame", d: `M${left} ${top}V${bottom}` }),
      ...ticks.map((value) => text(valueText(value), { x: left - 6, y: y(value) + 4, "text-anchor": "end" })),
      text(caption, { x: left, y: top - 7, class: "caption" }),
    ];
  }

  places() {
    const { x, xTicks, value, slope } = this.layout;
    return xTicks.flatMap((tick) => [
      shape("path", { class: tick === 0 ? "zero" : "grid", d: `M${x(tick)} ${value.top}V${value.bottom}M${x(tick)} ${slope.top}V${slope.bottom}` }),
      text(valueText(tick), { x: x(tick), y: slope.bottom + 17, "text-anchor": "middle", class: MARKED.includes(tick) ? "marked" : "" }),
    ]);
  }

  // A line of maxout, by its slope and offset, as far as it is in sight.
  straight([rate, offset]) {
    const { x, value, place: xOf, left, right } = this.layout;
    const y = (pixel) => value.y(rate * xOf(pixel) + offset);
    const ends = [left, right].map((pixel) => [pixel, y(pixel)]);
    return shape("path", { class: "line", "clip-path": "none", d: clipped(ends, value, x) });
  }

  marks(curve, at) {
    const { x, value, slope } = this.layout;
    const i = indexAt(curve, at);
    return [
      shape("circle", { class: "mark", r: MARK, cx: x(at), cy: value.y(curve.values[i]) }),
      shape("circle", { class: "mark of-slope", r: MARK, cx: x(at), cy: slope.y(curve.slopes[i]) }),
    ];
  }
}

// A straight line from left to right, cut off at the top and the bottom of its panel.
function clipped([[x1, y1], [x2, y2]], { top, bottom }) {
  const rate = (y2 - y1) / (x2 - x1);
  const inside = (x, y) => {
    const kept = Math.min(bottom, Math.max(top, y));
    return rate === 0 ? [x, kept] : [x + (kept - y) / rate, kept];
  };
  if (rate === 0 && (y1 < top || y1 > bottom)) return "";
  const [[ax, ay], [bx, by]] = [inside(x1, y1), inside(x2, y2)];
  return `M${ax.toFixed(1)} ${ay.toFixed(1)}L${bx.toFixed(1)} ${by.toFixed(1)}`;
}

function place(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value.toFixed(1));
}

function text(content, attributes) {
  return shape("text", attributes, content);
}

function hatch() {
  const pattern = shape("pattern", { id: HATCH, width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(shape("rect", { class: "hatch-ground", width: 9, height: 9 }), shape("rect", { class: "hatch-line", width: 2.2, height: 9 }));
  return pattern;
}
