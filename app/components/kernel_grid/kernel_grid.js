// The editable matrix of a kernel. The server owns the texts; a cell reports when it was changed.

import { whenGone } from "../shared/handshake.js";
import { neighbour, pasted } from "./cell_navigation.js";
import { RequestQueue } from "./request_queue.js";

const LONGEST_TEXT = 100; // a number needs fewer, and the server takes no more

export default function ({ data, parentElement, setTriggerValue }) {
  const [texts, weights, problems, answers, label, most, tools, of] = data;
  const root = parentElement.querySelector(".kernel-grid");
  const grid = root.querySelector(".cells");
  root.send = (asked) => setTriggerValue("asked", asked);
  root.most = most;
  root.requests ??= new RequestQueue((asked) => root.send(asked));
  root.requests.answered(answers);
  grid.setAttribute("aria-label", label);
  for (const tool of root.querySelectorAll(".tools")) tool.hidden = !tools.includes(tool.dataset.name);
  const [rows, columns] = [texts.length, texts[0].length];
  const resized = grid.childElementCount !== rows * columns || root.columns !== columns;
  if (resized) build(root, grid, rows, columns);
  // While the hand is ahead of the server, the server's older texts must not overwrite the cells.
  const current = resized || of !== root.of || !root.requests.busy;
  root.of = of;
  if (current) root.known = texts;
  showTools(root, rows, columns);
  const largest = Math.max(...weights.flat().map(Math.abs), 1e-12);
  [...grid.children].forEach((input, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    if (current) write(input, texts[row][column]);
    tint(input, weights[row][column] / largest);
  });
  const told = root.cut?.from === JSON.stringify(texts) ? root.cut.sentence : "";
  showProblems(root, grid, problems, columns, told);
  return () => whenGone(root, () => root.requests.end());
}

function showTools(root, rows, columns) {
  const sides = [root.querySelector(".rows"), root.querySelector(".columns")];
  [rows, columns].forEach((side, i) => {
    sides[i].max = root.most;
    write(sides[i], String(side));
    sides[i].onchange = () => {
      sides[i].value = Math.round(Number(sides[i].value));
      ask(root, { sides: sides.map((input) => Number(input.value)) });
    };
  });
  for (const button of root.querySelectorAll("button")) {
    button.onclick = () => ask(root, { operation: button.name });
  }
}

function build(root, grid, rows, columns) {
  root.columns = columns;
  root.classList.toggle("many", columns > 7);
  grid.style.setProperty("--columns", columns);
  grid.replaceChildren();
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const input = document.createElement("input");
      input.type = "text";
      input.inputMode = "text";
      input.autocomplete = "off";
      input.spellcheck = false;
      input.setAttribute("aria-label", `row ${row}, column ${column}`);
      input.onchange = () => report(root, grid);
      input.onkeydown = (event) => onKey(event, root, grid, row, column);
      input.onpaste = (event) => onPaste(event, root, row, column);
      input.onfocus = () => input.select();
      grid.append(input);
    }
  }
}

function textsOf(root, grid) {
  const texts = [...grid.children].map((input) => input.value.slice(0, LONGEST_TEXT));
  return root.known.map((_, row) => texts.slice(row * root.columns, (row + 1) * root.columns));
}

function report(root, grid) {
  const texts = textsOf(root, grid);
  if (JSON.stringify(texts) !== JSON.stringify(root.known)) change(root, texts);
}

function change(root, texts) {
  root.known = texts;
  ask(root, { texts });
}

// It says of which matrix: if another is there when it arrives, it comes too late.
function ask(root, request) {
  root.requests.ask({ ...request, of: root.of });
}

function onKey(event, root, grid, row, column) {
  const { value, selectionStart, selectionEnd } = event.target;
  const all = selectionStart === 0 && selectionEnd === value.length;
  const caret = {
    start: all || (selectionStart === 0 && selectionEnd === 0),
    end: all || selectionStart === value.length,
  };
  if (event.key === "Enter") report(root, grid);
  const next = neighbour(event.key, row, column, root.known.length, root.columns, caret);
  if (!next) return;
  event.preventDefault();
  grid.children[next[0] * root.columns + next[1]].focus();
}

function onPaste(event, root, row, column) {
  const block = pasted(root.known, row, column, event.clipboardData.getData("text"), root.most);
  if (!block) return;
  event.preventDefault();
  const taken = block.texts.map((line) => line.map((text) => text.slice(0, LONGEST_TEXT)));
  root.cut = { from: JSON.stringify(taken), sentence: block.cut };
  change(root, taken);
}

function write(input, text) {
  const beingEdited = input.matches(":focus") && input.value !== input.dataset.shown;
  if (!beingEdited) input.value = text;
  input.dataset.shown = text;
}

// `share` is the weight over the largest one, in −1…1.
function tint(input, share) {
  input.style.setProperty("--tint", share < 0 ? "#2a71b2" : "#d05548");
  input.style.setProperty("--share", `${Math.round(40 * Math.abs(share))}%`);
}

// `told`: what to say where no cell is wrong.
function showProblems(root, grid, problems, columns, told) {
  const wrong = new Map(problems.map((problem) => [problem.row * columns + problem.column, problem]));
  [...grid.children].forEach((input, i) => {
    input.setAttribute("aria-invalid", wrong.has(i) ? "true" : "false");
    input.title = wrong.get(i)?.sentence ?? input.dataset.shown;
  });
  const [first] = problems;
  root.querySelector(".problem").textContent = first
    ? `Row ${first.row}, column ${first.column}: ${first.sentence} The previous value is still used.`
    : told;
}
