// Back-propagation through a small network: every value, every gradient, the terms of its sum, and
// its finite difference. Stepping, hovering and checking happen here alone; the server only sends the
// numbers.

import { element, fillDefinitions } from "../shared/dom.js";
import { formatNumber } from "../shared/numbers.js";
import { Playback } from "../shared/playback.js";
import { linkOfCell } from "../shared/positions.js";
import { playIn, StepPlayer } from "../shared/step_player.js";
import { layOutChain, placeOf } from "./chain.js";
import { addGrid, buildStages, fill, partOf, showMarks, sizesOf } from "./chain_drawing.js";
import { chainFigure } from "./chain_figure.js";
import { fullConvolution, stagesOf, tieGrids } from "./chain_grids.js";
import { marksFor } from "./chain_marks.js";
import { gridId, stepAt, stepKey, stepsOf, valueOf } from "./chain_steps.js";
import { board, check, chainHeading, chainSentence, tieText } from "./chain_texts.js";

export default function ({ data: [model, digest, position], parentElement }) {
  const root = parentElement.querySelector(".gradient-chain");
  return playIn(root, GradientChain, digest, position, (player) => player.take(model));
}

class GradientChain extends StepPlayer {
  take(model) {
    const before = this.steps?.map(stepKey).join();
    this.chain = layOutChain(model);
    this.steps = stepsOf(this.chain);
    this.order = new Map(this.steps.map((step, i) => [stepKey(step), i]));
    this.values = this.steps.map((step) => valueOf(this.chain, step));
    this.beginAt(this.order.get("gradients kernels 0"), before === this.steps.map(stepKey).join());
    this.stages = stagesOf(this.chain);
    this.grids = buildStages(this.part(".stages"), this.stages);
    const sizes = sizesOf(this.stages);
    for (const [name, size] of Object.entries(sizes)) this.root.style.setProperty(`--${name}`, size);
    this.root.classList.toggle("dense", sizes.down > 14);
    this.showTies();
    this.buildWorkings();
    this.showWorkings(0);
    this.part(".descent").replaceChildren(element("h3"), partOf(this.stages.flatMap(({ blocks }) => blocks), "after", this.grids));
    this.part(".notes").textContent = model.notes.join(" ");
    fillDefinitions(this.part(".definitions dl"), model.definitions);
    this.writeAll();
  }

  // How ∂C/∂X comes about, filter by filter; the numbers are those of one channel.
  buildWorkings() {
    const { depth } = this.chain.layout;
    this.worked = null;
    const rows = Array.from({ length: depth }, (_, k) => {
      const [spread, straight, turned] = fullConvolution(this.chain, k, 0).map((one) => addGrid(one, this.grids, false));
      const row = element("div", "", "maps");
      row.append(...(k > 0 ? [element("span", "+", "sign")] : []), spread, element("span", "⋆", "sign"), turned, element("span", "↶ 180°", "sign"), straight);
      return row;
    });
    this.part(".workings").replaceChildren(element("h3"), ...rows);
  }

  showWorkings(c) {
    if (this.worked === c) return;
    this.worked = c;
    const { depth, channels } = this.chain.layout;
    for (let k = 0; k < depth; k += 1) {
      for (const made of fullConvolution(this.chain, k, c)) {
        const { grid } = this.grids.get(made.id);
        this.grids.set(made.id, { grid, made });
        grid.host.previousSibling.textContent = made.caption;
        fill({ grid, made }, this.style);
      }
    }
    const name = channels > 1 ? `∂C/∂X[${c}]` : "∂C/∂X";
    this.part(".workings h3").textContent = `${name} as a full convolution${depth > 1 ? ", summed over the filters" : ""}`;
  }

  // Where maxima are tied: what each convention makes of the gradient.
  showTies() {
    const made = tieGrids(this.chain);
    this.tied = made.length > 0 ? made[0].of : null;
    const ties = made.map((one) => addGrid(one, this.grids, false));
    const row = element("div", "", "maps");
    row.append(...ties);
    this.part(".ties").replaceChildren(...(ties.length > 0 ? [element("h3", "Tied maxima: where the gradient goes, by convention"), row] : []));
  }

  // While numbers are to be predicted, what is beside them tells none that is not shown yet.
  showDerived() {
    const { playback, chain: { model } } = this;
    const isShown = (part, name) => !playback.hides(this.order.get(stepKey({ part, name, index: this.chain.quantities.get(name).count - 1 })));
    this.part(".workings").hidden = !isShown("gradients", "y");
    this.part(".ties").hidden = this.tied !== null && !isShown("gradients", this.tied);
    const before = isShown("values", "loss") ? formatNumber(model.lost) : "?";
    const after = playback.hides(playback.count - 1) ? "?" : formatNumber(model.lostAfter);
    this.part(".descent h3").textContent = `One step of gradient descent, η = ${formatNumber(model.rate)}: C = ${before} before, ${after} after`;
  }

  showFilled(before) {
    this.showDerived();
    super.showFilled(before);
  }

  emptyPlayback() {
    return new Playback(this.steps.length, 1);
  }

  get step() {
    return this.steps[this.playback.current];
  }

  stepOf(step) {
    return this.order.get(stepKey(step)) ?? null;
  }

  targetAt(id, place) {
    return stepAt(this.chain, id, place);
  }

  // While the pointer is on a cell, the board is no lower than before: a cell below it would slip away.
  hover(target) {
    const board = this.part(".board");
    if (!target) board.style.minHeight = "";
    else if (!this.hovered) board.style.minHeight = `${board.offsetHeight}px`;
    super.hover(target);
  }

  get pinnedText() {
    return this.pinned ? this.linkOf(this.pinned) : "";
  }

  linkOf({ part, name, index }) {
    const [map, row, column] = placeOf(this.chain.quantities.get(name), index);
    return linkOfCell(gridId(part, name, map), row, column);
  }

  pinnedOf(cell) {
    return cell && stepAt(this.chain, cell[0], cell.slice(1));
  }

  // Everything that depends on how numbers are written.
  writeAll() {
    for (const one of this.grids.values()) {
      const { part, name } = one.made;
      if (!name || (part === "values" && !this.order.has(`values ${name} 0`))) fill(one, this.style);
    }
    this.writeSteps(0, this.steps.length);
    this.written = this.playback.filled;
    this.showDerived();
    this.draw();
  }

  writeSteps(from, to) {
    for (let i = from; i < to; i += 1) {
      const { part, name, index } = this.steps[i];
      const [map, row, column] = placeOf(this.chain.quantities.get(name), index);
      this.grids.get(gridId(part, name, map))?.grid.write(row, column, this.textOf(i));
    }
  }

  // The number of a step as it stands in its grid: "?" where it is asked for, or nothing yet.
  textOf(i) {
    const { filled, predicting, current } = this.playback;
    if (i < filled) return formatNumber(this.values[i], this.style);
    return predicting && i === current ? "?" : "";
  }

  draw() {
    const { chain, target, style, playback } = this;
    if (target.name === "x" || target.name === "kernels") {
      const [map] = placeOf(chain.quantities.get(target.name), target.index);
      this.showWorkings(target.name === "x" ? map : map % chain.layout.channels);
    }
    const step = this.stepOf(target) ?? 0;
    const [hidden, ahead] = [playback.hides(step), playback.isAhead(step)];
    this.shown = board(chain, target, style, { hidden, ahead });
    showMarks(this.grids, marksFor(chain, target, style, { hidden, noted: !ahead && !this.root.classList.contains("dense") }));
    this.showHeading(chainHeading(chain, target));
    this.part(".rule").textContent = this.shown.rule;
    this.showTerms();
    this.showCheck(hidden);
    this.part(".tie").textContent = hidden ? "" : tieText(chain, target, style);
    this.root.dataset.target = this.linkOf(target);
    this.showScrubber();
  }

  showTerms() {
    const { groups, result } = this.shown;
    const sums = groups.map(({ title, terms }, i) => `${i > 0 ? " + " : ""}${title ? `${title}: ` : ""}${terms.join(" + ")}`);
    const host = this.part(".terms");
    host.style.setProperty("--letters", sums.join("").length);
    this.part(".sums").textContent = `${sums.join("")} `;
    this.part(".result").textContent = result;
  }

  // While a number is still to be predicted, its finite difference would give it away.
  showCheck(hidden) {
    const found = hidden ? null : check(this.chain, this.target);
    this.part(".check").classList.toggle("none", !found);
    this.part(".fd-text").textContent = found?.text ?? "";
    this.part(".fd-off").textContent = found?.offText ?? "";
    this.part(".kink").textContent = found?.kink ?? "";
    this.checked = found;
  }

  speak() {
    const { checked } = this;
    const beside = checked ? `; finite difference ${formatNumber(checked.value)}, difference ${checked.offText}. ${checked.kink}` : "";
    this.part(".spoken").textContent = `${this.part(".what").textContent}: ${chainSentence(this.shown)}${beside}`;
  }

  // Beyond the edge of a map comes the next one.
  moveFocus(host, [down, across]) {
    const { made } = this.grids.get(host.dataset.grid);
    const { rows, columns, maps } = this.chain.quantities.get(made.name);
    const here = this.focused && placeOf(this.chain.quantities.get(made.name), this.focused.index);
    const [row, column] = here ? [here[1] + down, here[2] + across] : [0, 0];
    const by = row < 0 || column < 0 ? -1 : row >= rows || column >= columns ? 1 : 0;
    const map = made.map + by;
    if (map < 0 || map >= maps) return;
    const to = gridId(made.part, made.name, map);
    if (by !== 0) this.grids.get(to).grid.host.focus();
    this.focused = stepAt(this.chain, to, [(row + rows) % rows, (column + columns) % columns]);
  }

  get figureName() {
    return `back-propagation-${this.linkOf(this.target)}`;
  }

  get figure() {
    const { chain, stages, target, style, playback, order } = this;
    return chainFigure(chain, stages, { target, style, playback, order });
  }

  get animationName() {
    return "back-propagation";
  }

  get frames() {
    const { chain, stages, steps, style, order } = this;
    return (index) => {
      const playback = new Playback(steps.length, 1);
      playback.goTo(index);
      return chainFigure(chain, stages, { target: steps[index], style, playback, order });
    };
  }
}
