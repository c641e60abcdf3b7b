// Where a curve's points lie: two panels one above the other, the function and its derivative.

import { ticksBetween } from "../shared/axis_ticks.js";

export const MARKED = [-10, 0, 10]; // where the lectures ask for values

const MARGIN = 0.07; // of the values' range, above and below
const [GUTTER, ASIDE, CAPTION, AXIS] = [46, 14, 22, 24]; // pixels around the panels
const SHARE = 0.62; // of the height is the function's
const ACROSS = [9, 420, 5]; // ticks; on panels narrower than so many pixels
const LENGTH = 90; // pixels of a tangent, at most, on each side of the point

const [UNIT, LINES] = [[0, 1], [-4, 4]]; // ranges that are shown in any case; LINES where maxout's are drawn

// `curve` has `reach`, `per` (points to a whole number), `values` and `slopes`.
export function layOut(curve, width, height) {
  const [left, right] = [GUTTER, width - ASIDE];
  const x = (value) => left + ((value + curve.reach) / (2 * curve.reach)) * (right - left);
  const inner = height - 2 * CAPTION - AXIS;
  const split = CAPTION + SHARE * inner;
  return {
    left,
    right,
    x,
    place: (pixel) => ((pixel - left) / (right - left)) * 2 * curve.reach - curve.reach,
    xTicks: ticksBetween(-curve.reach, curve.reach, right - left < ACROSS[1] ? ACROSS[2] : ACROSS[0]),
    value: panel(curve.values, CAPTION, split, curve.lines.length ? LINES : UNIT),
    slope: panel(curve.slopes, split + CAPTION, height - AXIS, UNIT),
  };
}

// `least` is a range that is shown in any case.
function panel(values, top, bottom, least) {
  const low = Math.min(least[0], ...values);
  const high = Math.max(least[1], ...values);
  const margin = MARGIN * (high - low);
  const [from, to] = [low - margin, high + margin];
  return {
    top,
    bottom,
    from,
    to,
    y: (value) => bottom - ((value - from) / (to - from)) * (bottom - top),
    ticks: ticksBetween(from, to, Math.max(2, Math.min(6, (bottom - top) / 34))),
  };
}

// The number of the curve's point nearest to x.
export function indexAt({ reach, per }, x) {
  return Math.round((Math.min(reach, Math.max(-reach, x)) + reach) * per);
}

export function xAt({ reach, per }, index) {
  return (index - reach * per) / per;
}

export function pathOf(curve, values, { x }, { y }) {
  return values.map((value, i) => `${i ? "L" : "M"}${x(xAt(curve, i)).toFixed(1)} ${y(value).toFixed(1)}`).join("");
}

// The stretches at the ends, in pixels; null stands for an end that goes on.
export function bandsOf({ saturated, reach }, { x }) {
  return saturated.map(([low, high]) => {
    const [from, to] = [low ?? -reach, high ?? reach];
    return [x(from), x(to) - x(from)];
  });
}

// The tangent at a point as [x1, y1, x2, y2]: of one length on the screen, and inside its panel.
export function tangentAt(layout, px, py, slope) {
  const { value, x } = layout;
  const across = x(1) - x(0);
  const down = -slope * (value.y(0) - value.y(1));
  const rate = down / across;
  const reach = LENGTH / Math.hypot(1, rate);
  const room = (limit) => (rate === 0 ? Infinity : Math.abs((limit - py) / rate));
  const [up, low] = [room(value.top), room(value.bottom)];
  const [before, after] = rate > 0 ? [up, low] : [low, up];
  const [back, ahead] = [Math.min(reach, before, px - layout.left), Math.min(reach, after, layout.right - px)];
  return [px - back, py - back * rate, px + ahead, py + ahead * rate];
}
