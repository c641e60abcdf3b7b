// Controls of a layer in a table: its kind, its settings, and buttons. The server owns the layers;
// `root.ask` sends it what is wanted.

import { element, newButton } from "./dom.js";

// kinds: [[key, label]]
export function kindSelect(root, row, kind, kinds) {
  const select = document.createElement("select");
  select.dataset.control = "kind";
  select.setAttribute("aria-label", `Layer ${row + 1}: kind`);
  for (const [key, label] of kinds) select.append(new Option(label, key));
  select.value = kind;
  select.onchange = () => root.ask({ kind: [row, select.value] });
  return select;
}

// field: {place, symbol, value, lowest, highest, step}
export function numberInput(root, row, { place, symbol, lowest, highest, step }) {
  const input = document.createElement("input");
  Object.assign(input, { type: "number", min: lowest, max: highest, step });
  input.className = highest > 999 || step < 1 ? "wide" : "";
  input.dataset.control = symbol;
  input.setAttribute("aria-label", `Layer ${row + 1}: ${symbol}`);
  input.onchange = () => root.ask({ number: [row, place, input.value.trim()] });
  return input;
}

export function labelledInput(root, row, field) {
  const label = element("label", field.symbol);
  label.append(numberInput(root, row, field));
  return label;
}

export function toolButton(sign, label, act) {
  const button = newButton(sign, act, label);
  button.dataset.control = sign;
  return button;
}
