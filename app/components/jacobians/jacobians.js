// Both Jacobians of a 1-D convolution, filled cell by cell in letters and in numbers.

import { element } from "../shared/dom.js";
import { numberGrid } from "../shared/number_grid.js";
import { differenceText, powerText } from "../shared/finite_difference_text.js";
import { formatNumber } from "../shared/numbers.js";
import { Playback } from "../shared/playback.js";
import { linkOfCell } from "../shared/positions.js";
import { playIn, StepPlayer } from "../shared/step_player.js";
import { equation, letters, toyBoard, toyCheck, toyMarks, toySentence, toySteps, toyValue, variableOf } from "./toy.js";
import { toyFigure } from "./toy_figure.js";

const CAPTIONS = { oi: "∂O/∂I", ow: "∂O/∂W", ci: "∂C/∂I = g · ∂O/∂I", cw: "∂C/∂W = g · ∂O/∂W" };

export default function ({ data: [toy, digest, position], parentElement }) {
  const root = parentElement.querySelector(".jacobians");
  return playIn(root, Jacobians, digest, position, (player) => player.take(toy));
}

const nameOf = ({ matrix, row, column }) => `${matrix} ${row} ${column}`;

class Jacobians extends StepPlayer {
  take(toy) {
    const before = this.steps !== undefined;
    this.toy = toy;
    this.steps = toySteps(toy);
    this.order = new Map(this.steps.map((step, i) => [nameOf(step), i]));
    this.values = this.steps.map((step) => toyValue(toy, step));
    this.beginAt(1, before);
    this.grids = {};
    this.part(".given").replaceChildren(...[["i", "I"], ["w", "W"], ["o", "O"], ["g", "g = ∂C/∂O"]].map(([name, caption]) => this.add(name, caption, [toy[name]], "")));
    this.part(".matrices").replaceChildren(...["i", "w"].map((name) => this.block(name)));
    this.writeAll();
  }

  block(name) {
    const host = element("div", "", "block");
    const [jacobian, gradient] = [`o${name}`, `c${name}`];
    const pair = element("div", "", "row");
    pair.append(this.add(`letters${jacobian}`, `${CAPTIONS[jacobian]} in letters`, this.toy[jacobian], ""), this.add(jacobian, CAPTIONS[jacobian], this.toy[jacobian], jacobian));
    host.append(pair, this.add(gradient, CAPTIONS[gradient], this.toy[gradient], gradient));
    return host;
  }

  add(name, caption, numbers, focusable) {
    const { figure, grid } = numberGrid(focusable, caption, numbers.length, numbers[0].length, (i, j) => numbers[i][j]);
    grid.host.dataset.grid = name;
    this.grids[name] = grid;
    return figure;
  }

  emptyPlayback() {
    return new Playback(this.steps.length, 1);
  }

  get step() {
    return this.steps[this.playback.current];
  }

  stepOf(step) {
    return this.order.get(nameOf(step)) ?? null;
  }

  // A number that is given stands for its gradient.
  targetAt(id, [row, column]) {
    const name = { i: "ci", w: "cw" }[id] ?? id.replace("letters", "");
    return this.order.has(nameOf({ matrix: name, row, column })) ? { matrix: name, row, column } : null;
  }

  get pinnedText() {
    return this.pinned ? linkOfCell(this.pinned.matrix, this.pinned.row, this.pinned.column) : "";
  }

  pinnedOf(cell) {
    return cell && this.targetAt(cell[0], cell.slice(1));
  }

  writeAll() {
    const { toy, style } = this;
    this.part(".equations").replaceChildren(...toy.o.map((_value, i) => element("p", equation(toy, i, style))));
    for (const name of ["i", "w", "o", "g"]) toy[name].forEach((value, j) => this.grids[name].write(0, j, formatNumber(value, style)));
    this.writeSteps(0, this.steps.length);
    this.written = this.playback.filled;
    this.draw();
  }

  writeSteps(from, to) {
    for (const step of this.steps.slice(from, to)) {
      const { matrix, row, column } = step;
      const [text, letter] = this.textsOf(step);
      this.grids[matrix].write(row, column, text);
      this.grids[`letters${matrix}`]?.write(row, column, letter);
    }
  }

  // A cell in numbers and in letters: "?" where it is asked for, or nothing yet.
  textsOf(step) {
    const { filled, predicting, current } = this.playback;
    const i = this.stepOf(step);
    if (i < filled) return [formatNumber(this.values[i], this.style), letters(this.toy, step)];
    return predicting && i === current ? ["?", ""] : ["", ""];
  }

  draw() {
    const { toy, target, style, playback } = this;
    const hidden = playback.hides(this.stepOf(target));
    this.shown = toyBoard(toy, target, style, hidden);
    const { name, rule, sum, result } = this.shown;
    const marks = toyMarks(toy, target, hidden);
    for (const [id, grid] of Object.entries(this.grids)) grid.mark(marks.filter(([one]) => one === id).map(([, ...mark]) => [...mark, ""]));
    this.showHeading(name);
    this.part(".rule").textContent = rule;
    this.part(".terms").replaceChildren(element("span", `${name} ${sum && `= ${sum} `}`), element("span", result, "result"));
    this.showCheck(hidden);
    this.root.dataset.target = linkOfCell(target.matrix, target.row, target.column);
    this.showScrubber();
  }

  showCheck(hidden) {
    const { toy, target, values } = this;
    const found = toyCheck(toy, target);
    const of = target.matrix.startsWith("o") ? `O${target.row + 1}` : "C";
    this.part(".check").classList.toggle("none", hidden);
    this.part(".fd-text").textContent = hidden ? "" : differenceText(of, `${variableOf(target.matrix)}${target.column + 1}`, found);
    this.part(".fd-off").textContent = hidden ? "" : powerText(Math.abs(found.difference - values[this.stepOf(target)]));
  }

  speak() {
    this.part(".spoken").textContent = `${toySentence(this.shown)}. ${this.shown.rule}`;
  }

  moveFocus(host, [down, across]) {
    const { matrix, row, column } = this.focused ?? this.targetAt(host.dataset.grid, [0, 0]);
    this.focused = this.targetAt(matrix, [row + down, column + across]) ?? this.focused;
  }

  get figureName() {
    return `jacobian-${this.root.dataset.target}`;
  }

  get figure() {
    const { toy, target, style, playback, order } = this;
    return toyFigure(toy, { target, style, playback, stepOf: (step) => order.get(nameOf(step)) });
  }

  get animationName() {
    return "jacobians";
  }

  get frames() {
    const { toy, steps, style, order } = this;
    return (index) => {
      const playback = new Playback(steps.length, 1);
      playback.goTo(index);
      return toyFigure(toy, { target: steps[index], style, playback, stepOf: (step) => order.get(nameOf(step)) });
    };
  }
}
