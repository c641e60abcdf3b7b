// What is said of a point of the curve.

import { valueText } from "../shared/value_text.js";

export function isSaturated({ saturated }, x) {
  return saturated.some(([low, high]) => (low === null || x >= low) && (high === null || x <= high));
}

// What becomes of a gradient that comes back through this point.
export function gradientText(curve, x, slope) {
  if (slope === 0) return "f′(x) = 0: no gradient passes, so the weights before this unit do not change.";
  const times = `The gradient is multiplied by ${valueText(slope)}.`;
  return isSaturated(curve, x) ? `Saturated: almost no gradient passes. ${times}` : times;
}

export function spoken(x, value, slope) {
  return `x = ${valueText(x)}, f(x) = ${valueText(value)}, f′(x) = ${valueText(slope)}`;
}
