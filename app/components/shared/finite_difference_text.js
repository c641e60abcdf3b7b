// How a finite difference is written out, with as many digits as it takes to see it.

import { bracketed, MINUS } from "./numbers.js";

// "(C(w + h) − C(w − h)) / 2h = (45.0021 − 44.9979) / 0.0002 ≈ 21".
export function differenceText(of, by, { h, more, less, difference }) {
  return `(${of}(${by} + h) ${MINUS} ${of}(${by} ${MINUS} h)) / 2h = (${longText(more)} ${MINUS} ${bracketed(longText(less))}) / ${longText(2 * h)} ≈ ${longText(difference, 7)}`;
}

export function longText(value, digits = 9) {
  return String(Number(value.toPrecision(digits))).replaceAll("-", MINUS);
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// A small size: "5·10⁻¹¹", "0.02", or "0".
export function powerText(value) {
  if (value < 1e-15) return "0";
  if (value >= 1e-3) return longText(value, 3);
  const [digits, power] = value.toExponential(0).split("e");
  return `${digits}·10${[...power].map((one) => RAISED[one]).join("")}`;
}
