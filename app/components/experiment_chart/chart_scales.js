// The axes of a chart: where a number, or a name, lies between two pixels, and what is written there.

import { ticksBetween } from "../shared/axis_ticks.js";
import { tenTo } from "../shared/value_text.js";

const APART = 64; // pixels from one number to the next, at least
const NAMES_APART = 17;

// {at(value), ticks: [[value, text]], each}: `each` is the pixels of a name. `say` writes a number.
export function scaleOf({ low, high, log, names }, from, to, say) {
  const room = Math.abs(to - from);
  if (names) {
    const each = (to - from) / names.length;
    const skip = Math.ceil(NAMES_APART / Math.abs(each));
    const shown = names.map((name, i) => [i, name]).filter(([i]) => i % skip === 0);
    return { at: (i) => from + (i + 0.5) * each, ticks: shown, each: Math.abs(each) };
  }
  const count = Math.max(2, Math.floor(room / APART));
  const along = log ? (value) => Math.log10(value) : Number;
  const [start, end] = [along(low), along(high)];
  const at = (value) => from + ((along(value) - start) / (end - start)) * (to - from);
  const ticks = log ? powersBetween(start, end, count) : ticksBetween(low, high, count).map((value) => [value, say(value)]);
  return { at, ticks, each: room };
}

function powersBetween(start, end, count) {
  const [first, last] = [Math.ceil(start - 1e-9), Math.floor(end + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first) / count));
  const powers = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
  return powers.map((power) => [10 ** power, tenTo(power)]);
}

// The value below which a share of the values lies, between the nearest two.
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

// The place nearest to a pixel, of [x, y, …]; null where there is none.
export function nearestTo(places, px, py) {
  const away = ([x, y]) => (x - px) ** 2 + (y - py) ** 2;
  return places.reduce((best, place) => (best && away(best) <= away(place) ? best : place), null);
}
