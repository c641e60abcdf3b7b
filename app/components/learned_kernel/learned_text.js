// What a step of learning says, and the curve of its errors: texts and numbers only.

import { cellText, formatNumber } from "../shared/numbers.js";

const LEAST = 1e-4; // of the first error: what is below counts as nothing

// "Step 20 of 400: the outputs differ by 3.21 (RMS), the weights by at most 0.4"
export function stepText({ steps, kernels, wanted, errors }, at) {
  const away = kernels[at].flatMap((row, i) => row.map((weight, j) => Math.abs(weight - wanted[i][j])));
  const [error, most] = [errors[steps[at]], Math.max(...away)].map((number) => cellText(number, 5));
  return `Step ${formatNumber(steps[at])} of ${formatNumber(steps.at(-1))}: the outputs differ by ${error} (RMS), the weights by at most ${most}`;
}

// The errors on a logarithmic scale, as points of a polyline; `tenths` are the heights at which
// the error is a tenth, a hundredth … of the first.
export function errorLine(errors, width, height) {
  const first = errors[0] || 1;
  const decades = Math.max(1, Math.ceil(-Math.log10(Math.max(LEAST, Math.min(...errors) / first))));
  const heightOf = (share) => (-Math.log10(Math.max(LEAST, share)) / decades) * height;
  const points = errors.map((error, step) => {
    return `${((width * step) / (errors.length - 1)).toFixed(2)},${Math.max(0, heightOf(error / first)).toFixed(2)}`;
  });
  return { points: points.join(" "), tenths: Array.from({ length: decades + 1 }, (_, tenth) => (height * tenth) / decades) };
}
