// A chain of layers: its volumes drawn, its numbers to edit. The server owns the chain's text.

import { element, newButton, tableRow } from "../shared/dom.js";
import { tellShown } from "../shared/handshake.js";
import { volumeItems } from "../shared/volume_list.js";
import { asConvolution, NUMBERS, readChain, repeated, withKind, withNumber, without } from "./chain_text.js";

const KINDS = {
  conv: "CONV", pool: "POOL", average: "AVG POOL", mean: "MEAN", relu: "ReLU", norm: "NORM", inception: "INCEPTION",
  fc: "FC", softmax: "softmax",
};
// What a narrow screen, which has no head row, writes before a result.
const NAMES = { output: "Output", parameters: "Parameters", adds: "Multiply-adds", field: "Receptive field" };
const SIGNS = { kernel: "F", stride: "S", padding: "P", filters: "K" };
// Filters of an inception module: those of its four branches.
const BRANCHES = { one: "1×1", three_before: "1×1", three: "→ 3×3", five_before: "1×1", five: "→ 5×5", after_pool: "pool → 1×1" };
const SAID = { one: "1×1", three_before: "1×1 before 3×3", three: "3×3", five_before: "1×1 before 5×5", five: "5×5", after_pool: "1×1 after pooling" };

// data: [text, volumes [[w, h, d], name], steps, totals, problem, limits {name: [lowest, highest]}]
export default function ({ data, parentElement, setTriggerValue }) {
  const [text, volumes, steps, totals, problem, limits] = data;
  const root = parentElement.querySelector(".chain-table");
  Object.assign(root, { text, limits, steps, ask: (layers) => setTriggerValue("asked", { layers }) });
  root.querySelector(".volumes").replaceChildren(...volumeItems(volumes));
  root.querySelector(".problem").textContent = problem;
  const body = root.querySelector("tbody");
  const layers = readChain(text);
  const kinds = layers.map(({ kind }) => kind).join();
  if (body.dataset.kinds !== kinds) build(root, body, layers);
  body.dataset.kinds = kinds;
  layers.forEach((layer, row) => update(body.children[row], layer, steps[row], layers.length));
  root.querySelectorAll("tfoot td").forEach((cell, i) => {
    cell.textContent = totals[i] ?? "";
    if (totals[i]) cell.dataset.name = [NAMES.parameters, NAMES.adds][i];
  });
  tellShown(root, text);
}

function build(root, body, layers) {
  body.replaceChildren(...layers.map((layer, row) => {
    const numbers = layer.kind === "inception" ? [branchesCell(root, row)] : numberCells(root, row, layer.kind);
    const results = Object.entries(NAMES).map(([name, label]) => {
      const cell = element("td", "", name);
      cell.dataset.name = label;
      return cell;
    });
    return tableRow(kindCell(root, row, layer.kind), ...numbers, ...results, toolsCell(root, row));
  }));
}

function numberCells(root, row, kind) {
  return Object.entries(SIGNS).map(([name, sign]) => {
    const cell = element("td");
    if (!NUMBERS[kind].includes(name)) return cell;
    cell.dataset.name = sign;
    cell.append(numberInput(root, row, name, sign));
    return cell;
  });
}

function branchesCell(root, row) {
  const cell = element("td", "", "branches");
  cell.colSpan = Object.keys(SIGNS).length;
  cell.append(...Object.entries(BRANCHES).map(([name, sign]) => {
    const label = element("label", sign);
    label.append(numberInput(root, row, name, SAID[name]));
    return label;
  }));
  return cell;
}

function kindCell(root, row, kind) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", `Layer ${row + 1}: kind`);
  for (const [value, label] of Object.entries(KINDS)) select.append(new Option(label, value));
  select.value = kind;
  select.onchange = () => root.ask(withKind(root.text, row, select.value));
  const cell = element("td");
  cell.append(select, element("span", "", "name"));
  return cell;
}

function numberInput(root, row, name, sign) {
  const input = document.createElement("input");
  const [min, max] = root.limits[name];
  Object.assign(input, { type: "number", name, min, max, step: 1 });
  input.setAttribute("aria-label", `Layer ${row + 1}: ${sign}`);
  input.onchange = () => root.ask(withNumber(root.text, row, name, input.value.trim()));
  return input;
}

function toolsCell(root, row) {
  const cell = element("td");
  const tools = [
    ["As CONV", `Write layer ${row + 1} as a convolution`, () => asConvolution(root.text, row, root.steps[row][6])],
    ["Repeat", `Repeat layer ${row + 1}`, () => repeated(root.text, row)],
    ["✕", `Remove layer ${row + 1}`, () => without(root.text, row)],
  ];
  cell.append(...tools.map(([sign, label, change]) => newButton(sign, () => root.ask(change()), label)));
  return cell;
}

// A step is [output, parameters, multiply-adds, receptive field, what is left over, name, F of the
// convolution that does the same, or 0].
function update(line, { kind, values }, step, count) {
  NUMBERS[kind].forEach((name, i) => {
    line.querySelector(`[name=${name}]`).value = values[i];
  });
  const [output, parameters, adds, field, over, name, convolution] = step ?? ["—", "—", "—", "—", "", "", 0];
  const results = { output, parameters, adds, field };
  for (const [name, text] of Object.entries(results)) line.querySelector(`.${name}`).textContent = text;
  if (over) line.querySelector(".output").append(element("span", over, "over"));
  line.querySelector(".name").textContent = name.replace(/^\D*/, "");
  line.querySelector("button").hidden = convolution === 0;
  line.querySelector("button:last-child").disabled = count === 1;
}
