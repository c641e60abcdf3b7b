// A network as a table: what each layer makes of the volume and what it costs; layers to edit.
// The server computes every number and owns the layers; the browser asks for changes.

import { element, tableRow } from "../shared/dom.js";
import { tellShown } from "../shared/handshake.js";
import { kindSelect, labelledInput, toolButton } from "../shared/layer_controls.js";
import { volumeItems } from "../shared/volume_list.js";
import { branchItems } from "./branch_drawing.js";

// What a narrow screen, which has no head row, writes before a result; in the row's order.
const RESULTS = ["Output", "Parameters", "Multiply-adds", "Memory", "Receptive field"];
const TOOLS = [
  ["↑", "Move layer # up", (row) => ({ move: [row, -1] }), (row) => row === 0, -1],
  ["↓", "Move layer # down", (row) => ({ move: [row, 1] }), (row, count) => row === count - 1, 1],
  ["+", "Add a layer after layer #", (row) => ({ add: row }), () => false, 1],
  ["✕", "Remove layer #", (row) => ({ remove: row }), (row, count) => count === 1, 0],
];

// data: [{identity, sum, volumes: [{volume, name, reads, node}], kinds: [[key, label]], rows, totals,
// editable, branches}]; a row is {kind, title, settings, fields, results: [[text, how]], problem, quiet,
// name, reads}.
export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".network-table");
  root.ask = (asked) => setTriggerValue("asked", asked);
  root.classList.toggle("editable", data.editable);
  root.querySelector(".sum").textContent = data.sum;
  root.classList.toggle("branching", data.branches);
  drawVolumes(root.querySelector(".volumes"), data);
  const body = root.querySelector("tbody");
  const shape = JSON.stringify([data.editable, data.rows.map(({ kind, problem, fields }) => [kind, problem !== "", fields.length])]);
  if (body.dataset.shape !== shape) build(root, body, data);
  body.dataset.shape = shape;
  const lines = body.querySelectorAll("tr:not(.problem)");
  data.rows.forEach((row, i) => update(lines[i], row, i, data.rows.length));
  root.querySelectorAll("tfoot td").forEach((cell, i) => {
    cell.textContent = data.totals[i] ?? "";
    if (data.totals[i]) cell.dataset.name = RESULTS[i + 1];
  });
  tellShown(root, data.identity);
}

// A drawing that stays as it is keeps its scroll and the focus.
function drawVolumes(list, { volumes, branches }) {
  const drawn = JSON.stringify([volumes, branches]);
  if (list.dataset.drawn === drawn) return;
  list.dataset.drawn = drawn;
  list.tabIndex = branches ? 0 : -1; // a part may be wider than the screen: the arrows scroll
  list.replaceChildren(...(branches ? branchItems(volumes) : volumeItems(volumes.map(({ volume, name }) => [volume, name]))));
}

function build(root, body, { rows, kinds, editable }) {
  const focused = root.next ?? placeOf(body);
  body.replaceChildren(...rows.flatMap((row, i) => {
    const results = RESULTS.map((name) => {
      const cell = element("td");
      cell.dataset.name = name;
      return cell;
    });
    const tools = editable ? toolsCell(root, i) : element("td", "", "tools");
    const line = tableRow(kindCell(root, i, row, kinds, editable), settingsCell(root, i, row, editable), ...results, tools);
    line.className = row.quiet ? "quiet" : "";
    return row.problem ? [line, problemLine()] : [line];
  }));
  if (focused) body.querySelectorAll("tr:not(.problem)")[focused.row]?.querySelector(focused.control)?.focus();
  root.next = undefined;
}

// Where the focus is: a table that is built anew must not lose it.
function placeOf(body) {
  const line = body.contains(document.activeElement) && document.activeElement.closest("tr");
  if (!line) return undefined;
  const row = [...body.querySelectorAll("tr:not(.problem)")].indexOf(line);
  return { row, control: `[data-control="${document.activeElement.dataset.control}"]` };
}

function kindCell(root, i, { kind }, kinds, editable) {
  const cell = element("td");
  if (!editable) return cell;
  cell.append(kindSelect(root, i, kind, kinds));
  return cell;
}

function settingsCell(root, i, { fields }, editable) {
  const cell = element("td", "", "settings");
  if (!editable) return cell;
  cell.append(...fields.map((field) => labelledInput(root, i, field)));
  return cell;
}

function toolsCell(root, i) {
  const cell = element("td", "", "tools");
  cell.append(...TOOLS.map(([sign, title, asked, , moves]) => {
    const act = () => {
      root.next = { row: i + moves, control: `[data-control="${sign}"]` };
      root.ask(asked(i));
    };
    return toolButton(sign, title.replace("#", i + 1), act);
  }));
  return cell;
}

function problemLine() {
  const cell = Object.assign(element("td"), { colSpan: 8 });
  cell.setAttribute("role", "alert");
  return Object.assign(tableRow(cell), { className: "problem" });
}

function update(line, row, i, count) {
  const [kind, settings, ...cells] = line.children;
  if (!kind.querySelector("select")) kind.textContent = row.title;
  if (row.name) kind.append(element("span", `${row.name} reads ${row.reads}`, "how"));
  const inputs = settings.querySelectorAll("input");
  if (!inputs.length) settings.textContent = row.settings;
  inputs.forEach((input, place) => {
    input.value = row.fields[place].value;
  });
  row.results.forEach(([text, how], place) => {
    cells[place].textContent = text;
    if (how) cells[place].append(element("span", how, "how"));
  });
  line.querySelectorAll(".tools button").forEach((button, place) => {
    button.disabled = TOOLS[place][3](i, count);
  });
  if (row.problem) line.nextElementSibling.firstElementChild.textContent = row.problem;
}
