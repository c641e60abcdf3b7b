// A chain of layers: its volumes drawn, its numbers to edit. The server owns the chain's text.

import { NUMBERS, readChain, repeated, withKind, withNumber, without } from "./chain_text.js";
import { shape } from "./svg.js";
import { extentOf, tintsOf, volumeShape } from "./volume_shape.js";

const KINDS = { conv: "CONV", pool: "POOL", relu: "ReLU", fc: "FC" };
// What a narrow screen, which has no head row, writes before a result.
const NAMES = { output: "Output", parameters: "Parameters", adds: "Multiply-adds", field: "Receptive field" };
const SIGNS = { kernel: "F", stride: "S", padding: "P", filters: "K" };
const MANY = 14; // volumes, which are drawn smaller, so that a network fits in two rows

// data: [text, volumes [[w, h, d], name], steps, totals, problem, limits {name: [lowest, highest]}]
export default function ({ data, parentElement, setTriggerValue }) {
  const [text, volumes, steps, totals, problem, limits] = data;
  const root = parentElement.querySelector(".chain-table");
  Object.assign(root, { text, limits, ask: (layers) => setTriggerValue("asked", { layers }) });
  root.querySelector(".volumes").replaceChildren(...drawn(volumes));
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
  root.dataset.frame = root.dataset.painted = text;
}

function drawn(volumes) {
  const most = Math.max(...volumes.map(([[width, height]]) => Math.max(width, height)));
  const scale = volumes.length > MANY ? 0.5 : 0.75;
  return volumes.map(([volume, name], i) => {
    const { width, height } = extentOf(volume, most);
    const svg = shape("svg", {
      viewBox: `-1 -1 ${width + 2} ${height + 2}`, width: (width + 2) * scale, height: (height + 2) * scale, "aria-hidden": "true",
    });
    svg.append(volumeShape(volume, most, 0, height, i === 0 ? tintsOf(volume) : []));
    const size = element("b", volume.join("×"));
    const item = document.createElement("li");
    item.append(svg, size, name);
    return item;
  });
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function build(root, body, layers) {
  body.replaceChildren(...layers.map((layer, row) => {
    const line = document.createElement("tr");
    const numbers = Object.keys(SIGNS).map((name) => {
      const cell = document.createElement("td");
      if (!NUMBERS[layer.kind].includes(name)) return cell;
      cell.dataset.name = SIGNS[name];
      cell.append(numberInput(root, row, name));
      return cell;
    });
    const results = Object.entries(NAMES).map(([name, label]) => {
      const cell = document.createElement("td");
      cell.className = name;
      cell.dataset.name = label;
      return cell;
    });
    line.append(kindCell(root, row, layer.kind), ...numbers, ...results, toolsCell(root, row));
    return line;
  }));
}

function kindCell(root, row, kind) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", `Layer ${row + 1}: kind`);
  for (const [value, label] of Object.entries(KINDS)) select.append(new Option(label, value));
  select.value = kind;
  select.onchange = () => root.ask(withKind(root.text, row, select.value));
  const cell = document.createElement("td");
  cell.append(select);
  return cell;
}

function numberInput(root, row, name) {
  const input = document.createElement("input");
  const [min, max] = root.limits[name];
  Object.assign(input, { type: "number", name, min, max, step: 1 });
  input.setAttribute("aria-label", `Layer ${row + 1}: ${SIGNS[name]}`);
  input.onchange = () => root.ask(withNumber(root.text, row, name, input.value.trim()));
  return input;
}

function toolsCell(root, row) {
  const cell = document.createElement("td");
  const tools = [
    ["Repeat", `Repeat layer ${row + 1}`, () => repeated(root.text, row)],
    ["✕", `Remove layer ${row + 1}`, () => without(root.text, row)],
  ];
  cell.append(...tools.map(([sign, label, change]) => {
    const button = element("button", sign);
    Object.assign(button, { type: "button", title: label, onclick: () => root.ask(change()) });
    button.setAttribute("aria-label", label);
    return button;
  }));
  return cell;
}

// A step is [output, parameters, multiply-adds, receptive field, what is left over].
function update(line, { kind, values }, step, count) {
  NUMBERS[kind].forEach((name, i) => {
    line.querySelector(`[name=${name}]`).value = values[i];
  });
  const [output, parameters, adds, field, over] = step ?? ["—", "—", "—", "—", ""];
  const results = { output, parameters, adds, field };
  for (const [name, text] of Object.entries(results)) line.querySelector(`.${name}`).textContent = text;
  if (over) line.querySelector(".output").append(Object.assign(element("span", over), { className: "over" }));
  line.querySelector("button:last-child").disabled = count === 1;
}
