// The key of both charts: which line is what.

import { element } from "../shared/dom.js";

export function showLegend(host, runs) {
  const ghost = runs.some((run) => run.ghost);
  const now = JSON.stringify([runs.map(({ title }) => title), ghost]);
  if (host.dataset.keys === now) return;
  host.dataset.keys = now;
  const samples = runs.flatMap(({ title }, k) => {
    const start = runs.length > 1 ? `${title}: ` : "";
    return [sample(`${start}training batches`, "thin", k), sample("validation", k ? "dashed" : "thick", k)];
  });
  if (ghost) samples.push(sample("previous run", "dotted", null));
  host.replaceChildren(...samples);
}

function sample(text, style, k) {
  const item = element("span", text, style);
  item.style.setProperty("--ink", k === null ? "color-mix(in srgb, currentColor 45%, transparent)" : `var(--run-${k})`);
  return item;
}
