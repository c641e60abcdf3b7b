// A histogram that stands on its colour scale: bars above, the colour of each value below.

import { shape } from "./svg.js";

// Heights in 0…1, by square root: a count ten times smaller stays visible beside the peak.
export function barHeights(counts) {
  const most = Math.max(1, ...counts);
  return counts.map((count) => Math.sqrt(count / most));
}

// Where a value stands on the axis: 0 at its low end, 1 at its high one, beyond them outside.
export function position(value, low, high) {
  return high > low ? (value - low) / (high - low) : 0.5;
}

export function drawHistogram(svg, counts) {
  const heights = barHeights(counts);
  const path = heights
    .map((height, i) => `M${i} 1V${(1 - height).toFixed(4)}H${i + 1}V1Z`)
    .join("");
  svg.setAttribute("viewBox", `0 0 ${counts.length} 1`);
  svg.setAttribute("preserveAspectRatio", "none");
  if (!svg.firstElementChild) svg.append(shape("path"));
  svg.firstElementChild.setAttribute("d", path);
}
