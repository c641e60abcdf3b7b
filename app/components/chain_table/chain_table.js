// A chain of layers: its volumes drawn, its numbers to edit. The server computes every number and
// owns the layers; the browser asks for changes.

import { element, tableRow } from "../shared/dom.js";
import { tellShown } from "../shared/handshake.js";
import { kindSelect, labelledInput, numberInput, toolButton } from "../shared/layer_controls.js";
import { volumeItems } from "../shared/volume_list.js";

const SYMBOLS = ["F", "S", "P", "K"]; // of the head row's columns
// What a narrow screen, which has no head row, writes before a result; in the row's order.
const RESULTS = [["output", "Output"], ["parameters", "Parameters"], ["adds", "Multiply-adds"], ["field", "Receptive field"]];
const TOOLS = [
  ["As CONV", "Write layer # as a convolution", (row) => ({ convolve: row })],
  ["Repeat", "Repeat layer #", (row) => ({ repeat: row })],
  ["✕", "Remove layer #", (row) => ({ remove: row })],
];

// data: [{identity, volumes, kinds: [[key, label]], rows, totals, problem}]; a row is {kind, number,
// fields, results, over, convolution}: `number` is its number in drawings of networks, `over` what
// is left over, `convolution` whether a convolution can do what it does.
export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".chain-table");
  root.ask = (asked) => setTriggerValue("asked", asked);
  root.querySelector(".volumes").replaceChildren(...volumeItems(data.volumes));
  root.querySelector(".problem").textContent = data.problem;
  const body = root.querySelector("tbody");
  const shape = JSON.stringify(data.rows.map(({ kind, fields }) => [kind, fields.map(({ symbol }) => symbol)]));
  if (body.dataset.shape !== shape) body.replaceChildren(...data.rows.map((row, i) => line(root, i, row, data.kinds)));
  body.dataset.shape = shape;
  data.rows.forEach((row, i) => update(body.children[i], row, data.rows.length));
  root.querySelectorAll("tfoot td").forEach((cell, i) => {
    cell.textContent = data.totals[i] ?? "";
    if (data.totals[i]) cell.dataset.name = RESULTS[i + 1][1];
  });
  tellShown(root, data.identity);
}

function line(root, i, row, kinds) {
  const kind = element("td");
  kind.append(kindSelect(root, i, row.kind, kinds), element("span", "", "number"));
  const results = RESULTS.map(([className, label]) => {
    const cell = element("td", "", className);
    cell.dataset.name = label;
    return cell;
  });
  const tools = element("td");
  tools.append(...TOOLS.map(([sign, label, asked]) => toolButton(sign, label.replace("#", i + 1), () => root.ask(asked(i)))));
  return tableRow(kind, ...settingsCells(root, i, row.fields), ...results, tools);
}

// Each in its column where there is one for all of them, else together with their names.
function settingsCells(root, i, fields) {
  if (!fields.every(({ symbol }) => SYMBOLS.includes(symbol))) {
    const cell = Object.assign(element("td", "", "settings"), { colSpan: SYMBOLS.length });
    cell.append(...fields.map((field) => labelledInput(root, i, field)));
    return [cell];
  }
  return SYMBOLS.map((symbol) => {
    const cell = element("td");
    const field = fields.find((one) => one.symbol === symbol);
    if (!field) return cell;
    cell.dataset.name = symbol;
    cell.append(numberInput(root, i, field));
    return cell;
  });
}

function update(made, { number, fields, results, over, convolution }, count) {
  made.querySelectorAll("input").forEach((input, place) => {
    input.value = fields[place].value;
  });
  RESULTS.forEach(([name], place) => {
    made.querySelector(`.${name}`).textContent = results[place];
  });
  if (over) made.querySelector(".output").append(element("span", over, "over"));
  made.querySelector(".number").textContent = number;
  made.querySelector("button").hidden = !convolution;
  made.querySelector("button:last-child").disabled = count === 1;
}
