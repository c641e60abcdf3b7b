// How much of the gradient reaches each layer, as bars on a logarithmic scale: one for each run.

import { element, matchChildren } from "../shared/dom.js";

const DECADES = 4; // the least that the scale has
const COUNTED_NAME = 6; // letters of "CONV12"; longer names stand above their bars

export function showGradientFlow(host, flow, runs) {
  host.hidden = flow === null;
  if (!flow) return;
  const [list, sentence] = [host.querySelector("ol"), host.querySelector("p")];
  sentence.textContent = flow.sentence;
  const rows = matchChildren(list, flow.layers.length, newLayerRow);
  list.classList.toggle("named", flow.layers.some((layer) => layer.length > COUNTED_NAME));
  const length = lengths(flow.shares);
  flow.layers.forEach((layer, n) => {
    const [title, bars] = rows[n].children;
    title.textContent = layer;
    const lines = matchChildren(bars, runs.length, newRunBar);
    runs.forEach((run, k) => {
      const share = flow.shares[k][n];
      lines[k].style.setProperty("--share", `${100 * length(share)}%`);
      lines[k].style.setProperty("--ink", `var(--run-${k})`);
      lines[k].lastElementChild.textContent = `${run.title} ${fraction(share)}`;
    });
  });
}

function newLayerRow() {
  const row = element("li");
  row.append(element("span"), element("div", "", "bars"));
  return row;
}

function newRunBar() {
  const bar = element("div", "", "bar-of-run");
  bar.append(element("span", "", "track"), element("span", "", "number"));
  return bar;
}

// The length of a share's bar, from 0 to 1, on a scale that reaches from the largest down to a power of
// ten below the least.
export function lengths(shares) {
  const values = shares.flat().filter((value) => value > 0).map(Math.log10);
  const top = Math.max(0, ...values);
  const bottom = Math.min(top - DECADES, Math.floor(Math.min(...values)));
  return (value) => (value > 0 ? (Math.log10(value) - bottom) / (top - bottom) : 0);
}

// 0.00137 is "1/730".
export function fraction(share) {
  if (share === null) return "no number";
  if (share === 0) return "0";
  return share > 0.95 ? String(Number(share.toPrecision(2))) : `1/${Number((1 / share).toPrecision(2)).toLocaleString("en")}`;
}
