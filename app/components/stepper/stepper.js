// The stepper: one output number at a time, its window, its weights and its arithmetic.
// Stepping, hovering and playing happen here alone; the server only sends the numbers.

import { allValues, cellOf, indexOf, kernelOf, layOut, work } from "../shared/arithmetic.js";
import { heading, notes, sentence, severalText } from "../shared/arithmetic_text.js";
import { cellUnder } from "../shared/cell_grid.js";
import { onClicker } from "../shared/clicker.js";
import { takeOnce } from "../shared/handshake.js";
import { ARROWS, hasModifier, PAGES } from "../shared/keys.js";
import { cellOfLink, linkOfCell, placeOnce, tellPosition } from "../shared/positions.js";
import { FigureExport } from "./figure_export.js";
import { marksFor } from "./marks.js";
import { Playback } from "./playback.js";
import { Prediction } from "./prediction.js";
import {
  buildGrids, fitStage, showBoard, showDefinitions, showMarks, writeInputs, writeKernels, writeOutputs,
} from "./stepper_drawing.js";

const PACE = 1000; // milliseconds for a cell

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".stepper");
  const [problem, digest, title, start, position] = data;
  root.stepper ??= new Stepper(root);
  takeOnce(root, digest, () => root.stepper.take(problem, title, start));
  placeOnce(root, position, (values) => root.stepper.place(values));
  const deaf = onClicker(root, (key) => root.stepper.pressed(key));
  const silent = tellPosition(root, () => root.stepper.position);
  return () => {
    deaf();
    silent();
  };
}

class Stepper {
  constructor(root) {
    Object.assign(this, { root, hovered: null, pinned: null, focused: null, timer: null, style: "decimal" });
    this.part = (name) => root.querySelector(name);
    this.prediction = new Prediction(root, this);
    this.saving = new FigureExport(root, this);
    this.listen();
  }

  take(problem, title, start) {
    this.pause();
    this.saving.stop();
    const before = this.layout;
    this.layout = layOut(problem);
    this.values = allValues(this.layout);
    this.title = title;
    const { columns, count } = this.layout;
    if (!before || !sameShape(before, this.layout)) this.playback = this.newPlayback(count, columns.outputs);
    if (start !== this.start && !this.playback.predicting) this.playback.current = start;
    this.start = start;
    Object.assign(this, { hovered: null, pinned: null, focused: null, map: null, written: 0 });
    this.grids = buildGrids(this.root, this.layout, title);
    this.part(".scrub input").max = count;
    this.part(".notes").textContent = notes(this.layout).join(" ");
    fitStage(this.root, this.layout);
    this.writeAll();
  }

  newPlayback(count, width) {
    const playback = new Playback(count, width);
    playback.predicting = this.part(".predicting").checked;
    if (playback.predicting) playback.filled = 0;
    return playback;
  }

  // Where it stands, as a link says it.
  get position() {
    const { start, style, layout, playback: { current, filled, predicting } } = this;
    const step = current === start ? "" : String(current + 1);
    return {
      step,
      shown: filled === usuallyFilled(step, current, predicting, layout) ? "" : String(filled),
      predict: predicting ? "yes" : "",
      numbers: style === "decimal" ? "" : style,
      speed: this.pace === PACE ? "" : String(this.pace),
      at: this.pinnedText,
    };
  }

  place({ step, shown, predict, numbers = "decimal", speed = PACE, at }) {
    this.pause();
    const { layout } = this;
    const playback = new Playback(layout.count, layout.columns.outputs);
    playback.predicting = this.part(".predicting").checked = predict === "yes";
    playback.current = Math.min(layout.count, step ?? this.start + 1) - 1;
    const usual = usuallyFilled(step, playback.current, playback.predicting, layout);
    playback.filled = Math.min(layout.count, shown ?? usual);
    Object.assign(this, { playback, hovered: null, focused: null, pinned: null, style: numbers });
    this.part(".style").value = numbers;
    this.part(".speed").value = speed;
    this.writeAll();
    this.prediction.ask();
    this.pinned = this.pinnedOf(cellOfLink(at));
    this.draw();
  }

  // The cell that is pinned, and which map's weights are shown beside it.
  get pinnedText() {
    const { pinned, map } = this;
    if (!pinned) return "";
    const [name, number, ...place] = {
      output: () => ["output", ...pinned.cell], input: () => ["input", ...pinned.at], weight: () => ["kernel", pinned.channel, ...pinned.tap],
    }[pinned.kind]();
    return linkOfCell(`${name}${number}`, ...place, ...(map > 0 && name !== "output" ? [map] : []));
  }

  // The target of such a text; null where there is no such cell.
  pinnedOf(cell) {
    if (!cell) return null;
    const [name, row, column, map = 0] = cell;
    const [, kind, number] = name.match(/^(input|kernel|output)(\d+)$/) ?? [];
    if (!this.grids[`${kind}s`]?.[number]?.at(row, column)) return null;
    if (kind !== "output" && map < this.layout.depth) this.showMap(map);
    return this.targetAt(name, [row, column]);
  }

  // Everything that depends on how numbers are written.
  writeAll() {
    writeInputs(this.grids, this.layout, this.style);
    this.map = null;
    writeOutputs(this.grids, this.layout, this.values, this.playback, this.style, 0, this.layout.count);
    this.written = this.playback.filled;
    this.draw();
  }

  get target() {
    return this.pinned ?? this.hovered ?? this.focused ?? this.step;
  }

  get step() {
    return { kind: "output", cell: cellOf(this.layout, this.playback.current) };
  }

  // All that decides what is shown of the problem.
  get view() {
    const { target, map, style, playback, title } = this;
    return { target, map, style, playback, title };
  }

  // Milliseconds for a cell.
  get pace() {
    return Number(this.part(".speed").value);
  }

  draw() {
    const { target, layout, grids, style, playback } = this;
    this.showMap(target.kind === "output" ? target.cell[0] : target.map ?? this.map ?? 0);
    const marks = marksFor(layout, target, style, this.map);
    showMarks(grids, marks, layout);
    const cell = target.kind === "output" ? target.cell : this.step.cell;
    const index = indexOf(layout, cell);
    this.part(".what").textContent = heading(layout, target, marks, style) + (this.pinned ? " – pinned; Esc to release" : "");
    this.part(".several").textContent = severalText(marks);
    this.root.dataset.target = target.kind;
    if (target.kind === "output") {
      showBoard(this.root, grids, layout, cell, style, playback.hides(index));
      showDefinitions(this.root, layout, cell);
    }
    this.part(".scrub input").value = playback.current + 1;
    this.part(".scrub output").textContent = `${playback.current + 1} of ${layout.count}`;
  }

  // The kernels shown are those of output map k.
  showMap(k) {
    if (k === this.map) return;
    this.map = k;
    writeKernels(this.grids, this.layout, k, this.style);
    this.grids.maps.forEach((map, i) => map.classList.toggle("chosen", i === k && this.layout.depth > 1));
  }

  goTo(index, speak = true) {
    const { playback, layout } = this;
    const before = playback.current;
    playback.goTo(index);
    this.pinned = this.hovered = this.focused = null;
    this.showFilled(before);
    if (speak) this.speak();
  }

  // The output cells between what was filled and what is filled now; `before` may hold a "?".
  showFilled(before) {
    const { playback, layout } = this;
    const [first, last] = [Math.min(this.written, playback.filled), Math.max(this.written, playback.filled)];
    const write = (from, to) => writeOutputs(this.grids, layout, this.values, playback, this.style, from, to);
    write(first, last);
    write(before, before + 1);
    write(playback.current, playback.current + 1);
    this.written = playback.filled;
    this.prediction.ask();
    this.draw();
  }

  speak() {
    const { target, layout, style, playback } = this;
    let text = this.part(".what").textContent;
    if (target.kind === "output") {
      const hidden = playback.hides(indexOf(layout, target.cell));
      text += `: ${sentence(layout.problem, work(layout, target.cell), style, hidden)}`;
    }
    this.part(".spoken").textContent = text;
  }

  // Playing

  play() {
    if (this.playback.predicting) return;
    const { current } = this.playback;
    this.playback.begin();
    this.showFilled(current);
    this.part(".play").textContent = "❚❚ Pause";
    this.wait();
  }

  wait() {
    const { pace } = this;
    this.timer = setTimeout(() => {
      if (!this.root.isConnected) return;
      this.goTo(this.playback.current + 1, pace >= 1000);
      if (this.playback.ended) this.pause();
      else this.wait();
    }, pace);
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    this.part(".play").textContent = "▶ Play";
  }

  toggle() {
    if (this.timer === null) this.play();
    else this.pause();
  }

  // Listening

  listen() {
    const { root } = this;
    root.addEventListener("keydown", (event) => this.onKey(event));
    const stage = this.part(".stage");
    stage.addEventListener("pointerover", (event) => this.hover(this.targetUnder(event)));
    stage.addEventListener("pointerleave", () => this.hover(null));
    stage.addEventListener("click", (event) => this.onClick(event));
    stage.addEventListener("focusin", (event) => this.onFocus(event.target));
    stage.addEventListener("focusout", () => this.focusOn(null));
    for (const button of root.querySelectorAll(".transport button")) {
      button.onclick = () => (button.name === "play" ? this.toggle() : this.pressed(button.name));
    }
    this.part(".scrub input").oninput = (event) => this.goTo(event.target.valueAsNumber - 1);
    this.part(".style").onchange = (event) => {
      this.style = event.target.value;
      this.writeAll();
    };
  }

  // A target for a cell of a grid, by the grid's name: input0, kernel2, output1.
  targetAt(name, [row, column]) {
    const number = Number(name.replace(/\D+/, ""));
    if (name.startsWith("input")) return { kind: "input", at: [number, row, column] };
    if (name.startsWith("output")) return { kind: "output", cell: [number, row, column] };
    const map = this.map ?? 0;
    const matrix = this.grids.parts[number].classList.contains("unread") ? null : kernelOf(this.layout, map, number);
    return matrix && { kind: "weight", channel: number, tap: [row, column], weight: matrix[row][column], map };
  }

  targetUnder(event) {
    const host = event.target.closest(".grid[data-grid]");
    const cell = host && cellUnder(event);
    return cell ? this.targetAt(host.dataset.grid, cell) : null;
  }

  hover(target) {
    if (target === null && this.hovered === null) return;
    this.hovered = target;
    if (!this.pinned) this.draw();
  }

  onClick(event) {
    const target = this.targetUnder(event);
    if (!target) return;
    const again = JSON.stringify(target) === JSON.stringify(this.pinned);
    this.pinned = again ? null : target;
    if (target.kind === "output" && !this.playback.predicting) this.stepOn(target.cell);
    this.draw();
    this.speak();
  }

  // Stepping goes on from the cell; what is filled stays so.
  stepOn(cell) {
    const { playback } = this;
    playback.current = indexOf(this.layout, cell);
    playback.filled = Math.max(playback.filled, playback.current + 1);
    this.showFilled(playback.current);
  }

  onFocus(host) {
    const name = host.dataset.grid;
    if (name && host.matches(":focus-visible")) this.focusOn(this.targetAt(name, [0, 0]));
  }

  focusOn(target) {
    this.focused = target;
    this.draw();
    if (target) this.speak();
  }

  pressed(key) {
    this.pause();
    if (this.playback.asksBefore(key)) this.prediction.show();
    else this.goTo(this.playback.after(key));
  }

  onKey(event) {
    const { key, target } = event;
    if (hasModifier(event)) return;
    if (key === "Escape" && this.pinned) {
      this.pinned = null;
      this.draw();
      return;
    }
    const paging = key in PAGES;
    if (target.matches("input, select") && !paging) return;
    if (key === " " && !target.matches("button")) this.toggle();
    else if (key === "Enter" && target.matches(".stage [tabindex]")) this.pinFocused();
    else if (target.matches(".grid") && !paging && this.moveFocus(target, key)) this.speak();
    else if (this.playback.after(key) !== null) this.pressed(key);
    else return;
    event.preventDefault();
  }

  pinFocused() {
    this.pinned = this.pinned ? null : this.target;
    this.draw();
    this.speak();
  }

  // The arrow keys lead from cell to cell in an input or a kernel.
  moveFocus(host, key) {
    if (!(key in ARROWS)) return false;
    const name = host.dataset.grid;
    const grid = this.grids[name.startsWith("input") ? "inputs" : "kernels"][Number(name.replace(/\D+/, ""))];
    const from = this.focused ? (this.focused.tap ?? this.focused.at.slice(1)) : [0, 0];
    const to = [from[0] + ARROWS[key][0], from[1] + ARROWS[key][1]];
    if (grid.at(...to)) this.focused = this.targetAt(name, to);
    this.hovered = this.pinned = null;
    this.draw();
    return true;
  }
}

// How many cells are filled where nothing else is said: all at first, then up to the step; one that
// is to be predicted is not.
function usuallyFilled(step, current, predicting, { count }) {
  if (predicting) return current;
  return step ? current + 1 : count;
}

function sameShape(one, other) {
  return (
    one.depth === other.depth && one.rows.outputs === other.rows.outputs && one.columns.outputs === other.columns.outputs
  );
}
