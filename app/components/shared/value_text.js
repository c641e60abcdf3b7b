// Values of many sizes, as they are written beside a curve.

import { MINUS } from "./numbers.js";

const [SMALL, LARGE] = [1e-3, 1e5];
const DIGITS = 5;
const ROUNDING = 1e-6; // share of a value that float32 sums may be off
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// Five significant digits, without zeros at the end; a power of ten where the value is small or large,
// or by how much it falls short of 1 or misses another whole number.
export function valueText(value) {
  const size = Math.abs(value);
  if (size < 1 && Number(size.toPrecision(DIGITS)) === 1) {
    return `${value < 0 ? `${MINUS}1 +` : `1 ${MINUS}`} ${powerText(1 - size)}`;
  }
  const whole = Math.round(size);
  const over = size - whole;
  if (size < LARGE && Number(size.toPrecision(DIGITS)) === whole && Math.abs(over) > ROUNDING * size) {
    const [more, less] = value < 0 ? [MINUS, "+"] : ["+", MINUS];
    return `${value < 0 ? MINUS : ""}${whole} ${over > 0 ? more : less} ${powerText(Math.abs(over))}`;
  }
  if (size > 0 && (size < SMALL || size >= LARGE)) return powerText(value);
  return String(Number(value.toPrecision(DIGITS))).replace("-", MINUS);
}

function powerText(value) {
  const [digits, power] = value.toExponential(2).split("e");
  return `${String(Number(digits)).replace("-", MINUS)}·${tenTo(Number(power))}`;
}

export function tenTo(power) {
  return `10${[...String(power)].map((sign) => RAISED[sign]).join("")}`;
}
