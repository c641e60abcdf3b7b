// The stepper: one output number at a time, its window, its weights and its arithmetic.
// Stepping, hovering and playing happen here alone; the server only sends the numbers.

import { allValues, cellOf, indexOf, kernelOf, layOut, work } from "../shared/arithmetic.js";
import { heading, notes, sentence, severalText } from "../shared/arithmetic_text.js";
import { Playback } from "../shared/playback.js";
import { cellOfLink, linkOfCell } from "../shared/positions.js";
import { playIn, StepPlayer } from "../shared/step_player.js";
import { marksFor } from "./marks.js";
import {
  buildGrids, fitStage, showBoard, showDefinitions, showMarks, writeInputs, writeKernels, writeOutputs,
} from "./stepper_drawing.js";
import { figure } from "./stepper_figure.js";

export default function ({ data: [problem, digest, title, start, position], parentElement }) {
  const root = parentElement.querySelector(".stepper");
  return playIn(root, Stepper, digest, position, (player) => player.take(problem, title, start));
}

class Stepper extends StepPlayer {
  take(problem, title, start) {
    const before = this.layout;
    this.layout = layOut(problem);
    this.values = allValues(this.layout);
    this.title = title;
    this.beginAt(start, before && sameShape(before, this.layout));
    this.map = null;
    this.grids = buildGrids(this.root, this.layout, title);
    this.part(".notes").textContent = notes(this.layout).join(" ");
    fitStage(this.root, this.layout);
    this.writeAll();
  }

  emptyPlayback() {
    const { count, columns } = this.layout;
    return new Playback(count, columns.outputs);
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

  get step() {
    return { kind: "output", cell: cellOf(this.layout, this.playback.current) };
  }

  // All that decides what is shown of the problem.
  get view() {
    const { target, map, style, playback, title } = this;
    return { target, map, style, playback, title };
  }

  get figureName() {
    const { layout, view } = this;
    const [k, y, x] = view.target.cell ?? cellOf(layout, view.playback.current);
    return `${layout.problem.operation}-${k}-${y}-${x}`;
  }

  get figure() {
    return figure(this.layout, this.values, this.view);
  }

  get animationName() {
    return this.layout.problem.operation;
  }

  // A drawing for every output cell.
  get frames() {
    const { layout, values, view: { style, title } } = this;
    return (index) => {
      const playback = new Playback(layout.count, layout.columns.outputs);
      playback.goTo(index);
      const cell = cellOf(layout, index);
      return figure(layout, values, { target: { kind: "output", cell }, map: cell[0], style, title, playback });
    };
  }

  draw() {
    const { target, layout, grids, style, playback } = this;
    this.showMap(target.kind === "output" ? target.cell[0] : target.map ?? this.map ?? 0);
    const marks = marksFor(layout, target, style, this.map, target.kind === "output" && playback.hides(indexOf(layout, target.cell)));
    showMarks(grids, marks, layout);
    const cell = target.kind === "output" ? target.cell : this.step.cell;
    const index = indexOf(layout, cell);
    this.showHeading(heading(layout, target, marks, style));
    this.part(".several").textContent = severalText(marks);
    this.root.dataset.target = target.kind;
    if (target.kind === "output") {
      showBoard(this.root, grids, layout, cell, style, playback.hides(index));
      showDefinitions(this.root, layout, cell);
    }
    this.showScrubber();
  }

  // The kernels shown are those of output map k.
  showMap(k) {
    if (k === this.map) return;
    this.map = k;
    writeKernels(this.grids, this.layout, k, this.style);
    this.grids.maps.forEach((map, i) => map.classList.toggle("chosen", i === k && this.layout.depth > 1));
  }

  writeSteps(from, to) {
    writeOutputs(this.grids, this.layout, this.values, this.playback, this.style, from, to);
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

  // A target for a cell of a grid, by the grid's name: input0, kernel2, output1.
  targetAt(name, [row, column]) {
    const number = Number(name.replace(/\D+/, ""));
    if (name.startsWith("input")) return { kind: "input", at: [number, row, column] };
    if (name.startsWith("output")) return { kind: "output", cell: [number, row, column] };
    const map = this.map ?? 0;
    const matrix = this.grids.parts[number].classList.contains("unread") ? null : kernelOf(this.layout, map, number);
    return matrix && { kind: "weight", channel: number, tap: [row, column], weight: matrix[row][column], map };
  }

  stepOf({ kind, cell }) {
    return kind === "output" ? indexOf(this.layout, cell) : null;
  }

  moveFocus(host, [down, across]) {
    const name = host.dataset.grid;
    const grid = this.grids[name.startsWith("input") ? "inputs" : "kernels"][Number(name.replace(/\D+/, ""))];
    const from = this.focused ? (this.focused.tap ?? this.focused.at.slice(1)) : [0, 0];
    const to = [from[0] + down, from[1] + across];
    if (grid.at(...to)) this.focused = this.targetAt(name, to);
  }
}

function sameShape(one, other) {
  return (
    one.depth === other.depth && one.rows.outputs === other.rows.outputs && one.columns.outputs === other.columns.outputs
  );
}
