// The lens: what is pointed at on any stage, kept there by a click, moved by keys.

import { matchChildren } from "../shared/dom.js";
import { ARROWS } from "../shared/keys.js";
import { cellOfLink, linkOfCell } from "../shared/positions.js";
import { neededForReading, poolAt, readingAt } from "./lens_arithmetic.js";
import { LensPanel } from "./lens_panel.js";
import { cellAt, placeOf } from "./stage_view.js";

const LONG_STEP = 10; // with Shift
const CLICK = 5; // CSS pixels that a hand moves at most while it clicks
const TALLEST = 375; // CSS pixels of a matrix
const WHEEL = 50; // what a wheel must turn for a step of zoom

export class Lens {
  // `board`: view, and what the lens asks of the row of pictures: zoom(steps, place), pan(rows,
  // columns), reveal(place). Places are shares of the picture, [down, across].
  constructor(root, board) {
    Object.assign(this, { root, board, view: board.view, hovered: null, pinned: null, focused: null, left: {}, turned: 0, marks: [] });
    this.panel = new LensPanel(root.querySelector(".lens"), root.querySelector(".spoken"));
    root.querySelector(".lens .let-go").onclick = () => this.letGo();
    for (const button of root.querySelectorAll(".lens .moves button")) {
      button.onclick = () => this.move(ARROWS[button.name]);
    }
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.letGo());
  }

  // `target`: {name of a stage, at: [row, column]}.
  get target() {
    return this.pinned ?? this.hovered ?? this.focused;
  }

  // Where it is pinned, and its channel, as a link says it.
  get position() {
    const { pinned, panel } = this;
    return { lens: pinned ? linkOfCell(pinned.name, ...pinned.at) : "", lens_channel: String(panel.chosen || "") };
  }

  placeAt({ lens, lens_channel: channel = 0 }) {
    const [name, ...at] = cellOfLink(lens) ?? [];
    const isThere = this.view.setting && this.view.stages[name] && at.length === 2;
    this.hovered = this.focused = null;
    this.panel.choose(Number(channel));
    this.keep(isThere ? this.inside({ name, at }) : null);
  }

  listenTo(canvas, nameOf) {
    const point = (event) => this.pointedAt(nameOf(), canvas, event);
    canvas.addEventListener("pointermove", (event) => event.buttons === 0 && this.hover(point(event)));
    canvas.addEventListener("pointerleave", () => this.hover(null));
    canvas.addEventListener("pointerdown", (event) => this.press(canvas, event, point));
    canvas.addEventListener("wheel", (event) => this.wheel(event, point(event)), { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event, nameOf()));
    canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && this.focus(this.startOn(nameOf())));
    canvas.addEventListener("blur", () => this.focus(null));
  }

  pointedAt(name, canvas, { clientX, clientY }) {
    const stage = this.view.stages[name];
    if (!stage || !this.view.setting) return null;
    const box = canvas.getBoundingClientRect();
    const shares = [(clientY - box.top) / box.height, (clientX - box.left) / box.width];
    const at = cellAt(stage.seen, shares, [stage.rows, stage.columns]);
    return at && { name, at };
  }

  hover(target) {
    if (sameTarget(target, this.hovered)) return;
    this.hovered = target;
    if (!this.pinned) this.show();
    this.board.moved();
  }

  // Takes over where another lens is, as far as that is here.
  follow(targets) {
    for (const [kind, target] of Object.entries(targets)) {
      this[kind] = target && this.view.setting && this.view.stages[target.name] ? this.inside(target) : null;
    }
    this.show();
  }

  focus(target) {
    if (target === null && this.focused) this.left[this.focused.name] = this.focused;
    this.focused = target;
    this.show();
    this.board.moved();
  }

  keep(target) {
    this.pinned = target;
    this.show();
    this.board.moved();
  }

  letGo() {
    const name = this.pinned?.name;
    // The keyboard's focus must not be lost with the lens.
    if (name && this.root.querySelector(".lens").contains(document.activeElement)) {
      this.root.querySelector(`[data-stage="${name}"] canvas`).focus();
    }
    this.hovered = this.focused = null;
    this.keep(null);
  }

  // A press that stays where it is pins the lens; one that moves drags a zoomed picture.
  press(canvas, event, point) {
    if (event.button !== 0) return;
    const start = { x: event.clientX, y: event.clientY };
    let far = false;
    canvas.setPointerCapture(event.pointerId);
    canvas.onpointermove = (move) => {
      far ||= Math.hypot(move.clientX - start.x, move.clientY - start.y) > CLICK;
      const box = canvas.getBoundingClientRect();
      if (far) this.board.pan(-move.movementY / box.height, -move.movementX / box.width);
    };
    const end = () => {
      canvas.onpointermove = canvas.onpointerup = canvas.onpointercancel = null;
    };
    canvas.onpointercancel = end;
    canvas.onpointerup = (up) => {
      end();
      const target = point(up);
      if (!far && target) this.keep(sameTarget(target, this.pinned) ? null : target);
    };
  }

  // A wheel scrolls the page, unless the lens is pinned or Ctrl is held, as by a pinch of two fingers.
  wheel(event, target) {
    if (!this.pinned && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.turned += event.deltaY;
    if (Math.abs(this.turned) < WHEEL) return;
    this.board.zoom(-Math.sign(this.turned), target && this.placeOf(target));
    this.turned = 0;
  }

  key(event, name) {
    const step = ARROWS[event.key];
    const long = event.shiftKey ? LONG_STEP : 1;
    if (step) this.move(step.map((cells) => cells * long), name);
    else if (event.key === "+" || event.key === "=") this.zoom(1);
    else if (event.key === "-") this.zoom(-1);
    else if (event.key === "Enter" || event.key === " ") this.keep(this.pinned ? null : this.target ?? this.startOn(name));
    else return;
    event.preventDefault();
  }

  zoom(steps) {
    const place = this.target && this.placeOf(this.target);
    this.board.zoom(steps, place);
    if (place) this.board.reveal(place);
  }

  // Where the keyboard was before, or the middle of what is seen.
  startOn(name) {
    const stage = this.view.stages[name];
    if (!stage || !this.view.setting) return null;
    if (this.left[name]) return this.inside(this.left[name]);
    return { name, at: stage.seen.map(({ first, count }) => first + Math.floor(count / 2)) };
  }

  move(step, name = this.target?.name) {
    const target = this.target?.name === name ? this.target : this.startOn(name);
    if (!target) return;
    const moved = this.inside({ name, at: target.at.map((at, i) => at + step[i]) });
    if (this.pinned) this.pinned = moved;
    else [this.focused, this.hovered] = [moved, null];
    this.board.reveal(this.placeOf(moved));
    this.show();
    this.board.moved();
  }

  inside({ name, at }) {
    const { rows, columns } = this.view.stages[name];
    return { name, at: at.map((place, i) => Math.min(Math.max(place, 0), [rows, columns][i] - 1)) };
  }

  // In shares of the picture, [down, across].
  placeOf({ name, at }) {
    const { grid } = this.view.stages[name];
    return grid.map(({ origin, step }, i) => (origin + step * (at[i] + 0.5)) / this.view.picture[i]);
  }

  // The frame is another: what was pointed at may be gone.
  refresh() {
    const { setting, stages } = this.view;
    for (const kind of ["hovered", "pinned", "focused"]) {
      const target = this[kind];
      if (target) this[kind] = setting && stages[target.name] ? this.inside(target) : null;
    }
    this.show();
  }

  show() {
    const { target, root, view } = this;
    const panel = root.querySelector(".lens");
    const opened = panel.hidden && target !== null;
    panel.hidden = target === null;
    panel.inert = this.pinned === null; // it goes as soon as the pointer or the focus leaves the stage
    root.classList.toggle("pinned", this.pinned !== null);
    if (target === null) return this.mark([]);
    const { setting, raw } = view;
    const [cell, pool] = this.cellsOf(target);
    const ready = raw.has(neededForReading(setting, cell, pool));
    const reading = readingAt(setting, raw.read, cell, pool);
    this.panel.layOut(setting, view.width, view.ratio, this.pinned ? TALLEST : this.roomBelow);
    this.panel.show(reading, view.stages, { ...target, title: view.stages[target.name].title });
    panel.dataset.ready = String(ready);
    this.tellTrouble(!ready && raw.failed);
    if (opened) this.place(panel);
    return this.mark(this.marksOf(reading));
  }

  tellTrouble(lost) {
    const text = lost ? "The server no longer has this picture: choose it again." : "";
    this.root.querySelector(".lens .problem").textContent = text;
  }

  // Height of matrices with which the lens still fits under the pictures.
  get roomBelow() {
    return Math.min(TALLEST, Math.max(240, window.innerHeight - 560));
  }

  // The response and the pooling cell that a target is about.
  cellsOf({ name, at }) {
    const { setting, raw } = this.view;
    if (name === "picture") return [nearestResponse(setting, at)];
    if (name !== "pooling") return [at];
    const { size, stride } = setting.pooling;
    const winner = poolAt(setting, raw.read, 0, at).winner ?? 0;
    return [[at[0] * stride + Math.floor(winner / size), at[1] * stride + (winner % size)], at];
  }

  // Under the pictures there is little room on a low screen: then the lens covers their histograms.
  place(panel) {
    const row = this.root.querySelector(".stages");
    const [box, view] = [row.getBoundingClientRect(), row.querySelector(".view").getBoundingClientRect()];
    const least = view.bottom - box.top + 8;
    const fitting = window.innerHeight - box.top - panel.offsetHeight - 8;
    panel.style.top = `${Math.min(box.height + 4, Math.max(least, fitting))}px`;
  }

  // Boxes for the stages: [name of the stage, kind, [top, left, bottom, right] in cells].
  marksOf({ cell, rows, columns, pool }) {
    const one = ([row, column]) => [row, column, row, column];
    const marks = [["picture", "window", [rows[0], columns[0], rows.at(-1), columns.at(-1)]]];
    for (const name of ["convolution", "activation"]) marks.push([name, "here", one(cell)]);
    if (!pool) return marks;
    const { size, stride } = this.view.setting.pooling;
    const [top, left] = pool.cell.map((at) => at * stride);
    const pooled = this.view.stages.activation ? "activation" : "convolution";
    return [...marks, [pooled, "pool", [top, left, top + size - 1, left + size - 1]], ["pooling", "here", one(pool.cell)]];
  }

  // Where the boxes lie on a stage, in shares of what is seen of it.
  placesOn({ name, seen }) {
    return this.marks.filter(([stage]) => stage === name).map(([, , box]) => placeOf(seen, box));
  }

  mark(marks) {
    this.marks = marks;
    for (const { name, seen, layer } of Object.values(this.view.stages)) {
      const own = marks.filter(([stage]) => stage === name);
      matchChildren(layer, own.length, () => document.createElement("div"));
      own.forEach(([, kind, box], i) => {
        const { top, left, height, width } = placeOf(seen, box);
        const mark = layer.children[i];
        mark.className = kind;
        for (const [side, share] of Object.entries({ top, left, height, width })) mark.style[side] = `${100 * share}%`;
      });
    }
  }
}

export function sameTarget(one, other) {
  return one === other || (one?.name === other?.name && one.at[0] === other.at[0] && one.at[1] === other.at[1]);
}

// The response whose window's middle is nearest to a pixel.
function nearestResponse({ rows, columns }, at) {
  return [rows, columns].map(({ before, extent, stride, outputs }, i) => {
    const output = Math.round((at[i] + before - (extent - 1) / 2) / stride);
    return Math.min(Math.max(output, 0), outputs - 1);
  });
}
