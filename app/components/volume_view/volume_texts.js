// What is said of a place [row, column] of the maps, in all of them: texts only.

import { work } from "../shared/arithmetic.js";
import { totalResult, totalText } from "../shared/arithmetic_text.js";
import { numpyLines } from "../shared/definitions.js";
import { formatNumber } from "../shared/numbers.js";

const WORDS = ["R", "G", "B"];

// `layout` as of arithmetic.js; lines of [name, text] for filter k.
export function placeLines(layout, [k, y, x], relu) {
  const worked = work(layout, [k, y, x]);
  const sums = worked.parts.map(({ sum }, c) => `${WORDS[c]} ${formatNumber(sum)}`).join(",  ");
  const total = totalText(layout.problem, worked, "decimal") + totalResult(worked, "decimal");
  const after = relu ? `  →  ReLU: ${formatNumber(Math.max(0, worked.value))}` : "";
  const column = columnOf(layout, y, x, relu);
  return [
    ["sum per channel", sums],
    ["sum + bias", total + after],
    ["depth column", `v[${y}, ${x}, :] = [${column.map((value) => formatNumber(value)).join(", ")}]`],
    ...numpyLines(layout, [k, y, x], relu),
  ];
}

// What all filters say of one place.
export function columnOf(layout, y, x, relu) {
  return Array.from({ length: layout.depth }, (_, k) => {
    const { value } = work(layout, [k, y, x]);
    return relu ? Math.max(0, value) : value;
  });
}

// The place of the maps whose window lies around a cell of the input.
export function placeAround({ rows, columns }, [row, column]) {
  const along = (axis, cell) => {
    const place = Math.round((cell + axis.before - (axis.taps - 1) / 2) / axis.stride);
    return Math.min(axis.outputs - 1, Math.max(0, place));
  };
  return [along(rows, row), along(columns, column)];
}

// [top, left, height, width] of the window of a place, in cells of the input; it may reach out of it.
export function windowAt({ rows, columns }, [y, x]) {
  return [y * rows.stride - rows.before, x * columns.stride - columns.before, rows.taps, columns.taps];
}

// "6 filters of 3×3×3: 128×128×3 → 128×128×6".
export function sizesText({ stages, kernels, output: [height, width] }) {
  const depth = kernels[0].length;
  const side = kernels[0][0].length;
  const plural = kernels.length > 1 ? "s" : "";
  const sizes = `${stages[0].width}×${stages[0].height}×${depth} → ${width}×${height}×${kernels.length}`;
  return `${kernels.length} filter${plural} of ${side}×${side}×${depth}: ${sizes}`;
}
