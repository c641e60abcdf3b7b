// The keys of the two charts: which line is what.

import { element } from "../shared/dom.js";

const TITLES = { losses: "Loss", accuracies: "Accuracy" };

export function showLegend(root, runs) {
  const ghost = runs.some((run) => run.ghost);
  const now = JSON.stringify([runs.map(({ title }) => title), ghost]);
  if (root.dataset.keys === now) return;
  root.dataset.keys = now;
  for (const [kind, title] of Object.entries(TITLES)) {
    const list = element("span", "", "key");
    runs.forEach(({ title: name }, k) => {
      const start = runs.length > 1 ? `${name}: ` : "";
      list.append(sample(`${start}training batches`, "thin", k), sample("validation", k ? "dashed" : "thick", k));
    });
    if (ghost) list.append(sample("previous run", "dotted", null));
    root.querySelector(`.${kind} figcaption`).replaceChildren(title, list);
  }
}

function sample(text, style, k) {
  const item = element("span", text, style);
  item.style.setProperty("--ink", k === null ? "color-mix(in srgb, currentColor 45%, transparent)" : `var(--run-${k})`);
  return item;
}
