// What components have in common that show a calculation step by step: stepping, playing, what is
// hovered and pinned, predictions and files. Nothing of it reaches the server.
//
// A component extends it and says: step (the target of the current step), draw(), speak(),
// writeSteps(from, to), targetAt(grid's name, [row, column]), stepOf(target) (the step that shows it,
// or null), gridNamed(name) and cellOf(name, target) or moveFocus(grid, [rows, columns]) itself,
// emptyPlayback(), writeAll(), pinnedText and pinnedOf(cell) (what is pinned, to and from a link), and
// what prediction.js and figure_export.js ask for.

import { cellUnder } from "./cell_grid.js";
import { onClicker } from "./clicker.js";
import { FigureExport } from "./figure_export.js";
import { takeOnce } from "./handshake.js";
import { ARROWS, hasModifier, PAGES } from "./keys.js";
import { cellOfLink, placeOnce, tellPosition } from "./positions.js";
import { Prediction } from "./prediction.js";

const PACE = 1000; // milliseconds for a step

// Lets a Player show what `take(player)` gives it, once for each digest; returns what ends it.
export function playIn(root, Player, digest, position, take) {
  root.player ??= new Player(root);
  const { player } = root;
  takeOnce(root, digest, () => player.replace(take));
  placeOnce(root, position, (values) => player.place(values));
  const ends = [onClicker(root, (key) => player.pressed(key)), tellPosition(root, () => player.position)];
  return () => ends.forEach((end) => end());
}

export class StepPlayer {
  constructor(root) {
    Object.assign(this, { root, hovered: null, pinned: null, focused: null, timer: null, style: "decimal" });
    this.part = partsOf(root);
    this.prediction = new Prediction(root, this);
    this.saving = new FigureExport(root, this);
    this.listen();
  }

  // A grid that has the focus loses it as it is taken away: nothing is drawn until the new ones stand.
  replace(take) {
    this.pause();
    this.saving.stop();
    Object.assign(this, { hovered: null, pinned: null, focused: null, written: 0, replacing: true });
    try {
      take(this);
    } finally {
      this.replacing = false;
    }
  }

  // Other numbers: `start` is the step to begin with, and where `same` it goes on where it stands.
  beginAt(start, same) {
    if (!same) this.playback = this.newPlayback();
    if ((!same || start !== this.start) && !this.playback.predicting) this.playback.current = start;
    this.start = start;
    this.prediction.ask();
  }

  newPlayback() {
    const playback = this.emptyPlayback();
    playback.predicting = this.part(".predicting").checked;
    if (playback.predicting) playback.filled = 0;
    return playback;
  }

  // Where it stands, as a link says it.
  get position() {
    const { start, style, playback: { count, current, filled, predicting } } = this;
    const step = current === start ? "" : String(current + 1);
    return {
      step,
      shown: filled === usuallyFilled(step, current, predicting, count) ? "" : String(filled),
      predict: predicting ? "yes" : "",
      numbers: style === "decimal" ? "" : style,
      speed: this.pace === PACE ? "" : String(this.pace),
      at: this.pinnedText,
    };
  }

  place({ step, shown, predict, numbers = "decimal", speed = PACE, at }) {
    this.pause();
    const playback = this.emptyPlayback();
    const { count } = playback;
    playback.predicting = this.part(".predicting").checked = predict === "yes";
    playback.current = Math.min(count, step ?? this.start + 1) - 1;
    const usual = usuallyFilled(step, playback.current, playback.predicting, count);
    playback.filled = Math.min(count, shown ?? usual);
    Object.assign(this, { playback, hovered: null, focused: null, pinned: null, style: numbers });
    this.part(".style").value = numbers;
    this.part(".speed").value = speed;
    this.writeAll();
    this.prediction.ask();
    this.pinned = this.pinnedOf(cellOfLink(at));
    this.draw();
  }

  get target() {
    return this.pinned ?? this.hovered ?? this.focused ?? this.step;
  }

  // Milliseconds for a step.
  get pace() {
    return Number(this.part(".speed").value);
  }

  goTo(index, speak = true) {
    const before = this.playback.current;
    this.playback.goTo(index);
    this.pinned = this.hovered = this.focused = null;
    this.showFilled(before);
    if (speak) this.speak();
  }

  // The steps between what was filled and what is filled now; `before` may hold a "?".
  showFilled(before) {
    const { playback } = this;
    const [first, last] = [Math.min(this.written, playback.filled), Math.max(this.written, playback.filled)];
    this.writeSteps(first, last);
    this.writeSteps(before, before + 1);
    this.writeSteps(playback.current, playback.current + 1);
    this.written = playback.filled;
    this.prediction.ask();
    this.draw();
  }

  showScrubber() {
    const { current, count } = this.playback;
    this.part(".scrub input").max = count;
    this.part(".scrub input").value = current + 1;
    this.part(".scrub output").textContent = `${current + 1} of ${count}`;
  }

  showHeading(text) {
    this.part(".what").textContent = text + (this.pinned ? " – pinned; Esc to release" : "");
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
      this.goTo(this.playback.current + 1, pace >= PACE);
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
    this.pause();
    const again = JSON.stringify(target) === JSON.stringify(this.pinned);
    this.pinned = again ? null : target;
    const step = this.stepOf(target);
    if (step !== null && !this.playback.predicting) this.stepOn(step);
    this.draw();
    this.speak();
  }

  // Stepping goes on from here; what is filled stays so.
  stepOn(step) {
    const { playback } = this;
    const before = playback.current;
    playback.current = step;
    playback.filled = Math.max(playback.filled, step + 1);
    this.showFilled(before);
  }

  onFocus(host) {
    const name = host.dataset.grid;
    if (name && host.matches(":focus-visible")) this.focusOn(this.targetAt(name, [0, 0]));
  }

  focusOn(target) {
    if (this.replacing) return;
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
    if (target.matches("input:not([type=checkbox]), select") && !paging) return;
    if (key === " " && !target.matches("button, input")) this.toggle();
    else if (key === "Enter" && target.matches(".stage [tabindex]")) this.pinFocused();
    else if (target.matches(".grid") && key in ARROWS) this.moveFrom(target, ARROWS[key]);
    else if (this.playback.after(key) !== null) this.pressed(key);
    else return;
    event.preventDefault();
  }

  pinFocused() {
    this.pause();
    this.pinned = this.pinned ? null : this.target;
    this.draw();
    this.speak();
  }

  // The cell of a grid beside the one that has the focus gets it, if there is one.
  moveFocus(host, [down, across]) {
    const name = host.dataset.grid;
    const [row, column] = this.focused ? this.cellOf(name, this.focused) : [0, 0];
    const to = [row + down, column + across];
    if (this.gridNamed(name).at(...to)) this.focused = this.targetAt(name, to);
  }

  // The arrow keys lead from cell to cell in a grid.
  moveFrom(host, by) {
    this.moveFocus(host, by);
    this.hovered = this.pinned = null;
    this.draw();
    this.speak();
  }
}

// How many steps are filled where nothing else is said: all at first, then up to the step; one that
// is to be predicted is not.
function usuallyFilled(step, current, predicting, count) {
  if (predicting) return current;
  return step ? current + 1 : count;
}

// Finds elements by their selectors, each looked for once: among thousands of cells that takes long.
function partsOf(root) {
  const known = new Map();
  return (selector) => {
    if (!root.contains(known.get(selector) ?? null)) known.set(selector, root.querySelector(selector));
    return known.get(selector);
  };
}
