// A classifier that slides over a picture, position after position. The scores are the engine's; what
// belongs together is found here.

import { element, newButton, tableRow } from "../shared/dom.js";
import { formatNumber } from "../shared/numbers.js";
import { signedColour } from "../shared/number_cells.js";
import { numberGrid } from "../shared/number_grid.js";
import { Playback } from "../shared/playback.js";
import { linkOfCell } from "../shared/positions.js";
import { playIn, StepPlayer } from "../shared/step_player.js";
import { mapFigure } from "./class_map_figure.js";
import { hiddenAt, layOutMap, mapCaptions, mapMarks, mapNotes, mapTexts, sumsOf, tableHead, tableOf } from "./class_map_layout.js";

export default function ({ data: [model, digest, position], parentElement }) {
  const root = parentElement.querySelector(".class-map");
  return playIn(root, ClassMap, digest, position, (player) => player.take(model));
}

class ClassMap extends StepPlayer {
  take(model) {
    const before = this.layout?.places.length;
    this.layout = layOutMap(model);
    this.values = this.layout.predicted;
    this.beginAt(0, before === this.layout.places.length);
    this.picked = null;
    this.build();
    this.writeAll();
  }

  build() {
    const { layout } = this;
    const { side, height, width } = layout;
    const names = mapCaptions(layout, this.chosen);
    const made = {
      picture: numberGrid("picture", names.picture, side, side, null),
      predicted: numberGrid("predicted", names.predicted, height, width, null),
      scores: numberGrid("scores", names.scores, height, width, null),
    };
    this.part(".picture").replaceChildren(made.picture.figure);
    this.part(".maps").replaceChildren(made.predicted.figure, made.scores.figure);
    this.grids = Object.fromEntries(Object.entries(made).map(([name, { grid }]) => [name, grid]));
    for (const [name, length] of Object.entries({ side, height })) this.root.style.setProperty(`--${name}`, length);
    layout.model.picture.forEach((row, i) => row.forEach((value, j) => {
      this.grids.picture.become(i, j, "pixel");
      this.grids.picture.at(i, j).style.setProperty("--grey", `rgb(${value} ${value} ${value})`);
    }));
    const rows = Array.from({ length: layout.classes }, (_, c) => {
      const head = element("th");
      head.scope = "row";
      head.append(newButton(String(c), () => this.choose(c), `Show the scores of class ${c}`));
      return tableRow(head, element("td"), element("td"), element("td"));
    });
    this.part("tbody").replaceChildren(...rows);
  }

  // The class whose scores are shown: the learner's, or the predicted one, which is not given away
  // where it is asked for.
  get chosen() {
    return this.picked ?? this.usual;
  }

  get usual() {
    return this.playback.predicting ? 0 : this.layout.overall;
  }

  choose(c) {
    this.picked = c === this.usual ? null : c;
    this.writeAll();
    this.part(".spoken").textContent = this.grids.scores.host.previousSibling.textContent;
  }

  emptyPlayback() {
    return new Playback(this.layout.places.length, this.layout.width);
  }

  get step() {
    return { kind: "position", at: this.playback.current };
  }

  stepOf({ kind, at }) {
    return kind === "position" ? at : null;
  }

  targetAt(name, cell) {
    return name === "picture" ? { kind: "pixel", at: cell } : { kind: "position", at: this.layout.indexOf(cell) };
  }

  // The grid and the cell of a target; the class goes with it where the learner chose one.
  get pinnedText() {
    const { pinned, picked, layout } = this;
    const other = picked === null ? [] : [picked];
    if (!pinned) return picked === null ? "" : linkOfCell("class", picked);
    return pinned.kind === "pixel" ? linkOfCell("picture", ...pinned.at, ...other) : linkOfCell("scores", ...layout.places[pinned.at], ...other);
  }

  pinnedOf(cell) {
    const [name, ...numbers] = cell ?? [""];
    const picked = name === "class" ? numbers[0] : numbers[2];
    this.picked = picked in this.layout.model.scores ? picked : null;
    this.writeAll();
    return ["picture", "scores"].includes(name) && this.grids[name].at(numbers[0], numbers[1]) ? this.targetAt(name, numbers.slice(0, 2)) : null;
  }

  moveFocus(host, [down, across]) {
    const name = host.dataset.grid;
    const [row, column] = !this.focused ? [0, 0] : this.focused.kind === "pixel" ? this.focused.at : this.layout.places[this.focused.at];
    const to = [row + down, column + across];
    if (this.grids[name].at(...to)) this.focused = this.targetAt(name, to);
  }

  // Everything that depends on how numbers are written, and on the chosen class.
  writeAll() {
    const { grids, layout } = this;
    this.written = this.playback.filled;
    this.captioned = this.chosen;
    grids.scores.host.previousSibling.textContent = mapCaptions(layout, this.chosen).scores;
    this.writeSteps(0, this.playback.count);
    this.draw();
  }

  writeSteps(from, to) {
    const { grids, layout, playback, style, chosen } = this;
    const scores = layout.model.scores;
    const largest = Math.max(...scores.flat(2).map(Math.abs));
    for (let index = from; index < Math.min(to, playback.count); index += 1) {
      const [y, x] = layout.places[index];
      const isThere = index < playback.filled;
      const asked = playback.predicting && index === playback.current ? "?" : "";
      grids.predicted.write(y, x, isThere ? String(layout.predicted[index]) : asked);
      grids.scores.write(y, x, isThere ? formatNumber(scores[chosen][y][x], style) : "");
      grids.scores.become(y, x, isThere ? "score" : "");
      grids.scores.at(y, x).style.setProperty("--colour", `rgb(${signedColour(scores[chosen][y][x], largest).join(" ")})`);
    }
  }

  draw() {
    if (this.captioned !== this.chosen) return this.writeAll(); // predicting has begun, or ended
    const { grids, layout, target, playback } = this;
    const marks = mapMarks(layout, target);
    grids.picture.mark(marks.picture);
    grids.picture.surround(marks.box);
    grids.predicted.mark(marks.maps);
    grids.scores.mark(marks.maps);
    const index = target.kind === "position" ? target.at : playback.current;
    const hidden = hiddenAt(playback, index);
    const [what, dot] = mapTexts(layout, target, hidden.here);
    this.showHeading(what);
    this.part(".dot").textContent = dot;
    this.part(".notes").textContent = mapNotes(layout, hidden.mean);
    this.showTable(index, hidden);
    this.showScrubber();
  }

  showTable(index, hidden) {
    const { layout, style, chosen } = this;
    const [, ...heads] = tableHead(layout, index);
    ["conv", "fc", "mean"].forEach((name, i) => (this.part(`th.${name}`).textContent = heads[i]));
    const texts = tableOf(layout, index, style, hidden);
    const [sum, average] = sumsOf(layout, index, chosen, style, hidden);
    this.part(".sum").textContent = sum;
    this.part(".average").textContent = average;
    [...this.part("tbody").children].forEach((row, c) => {
      const [, ...numbers] = texts[c];
      [...row.children].slice(1).forEach((cell, i) => (cell.textContent = numbers[i]));
      row.classList.toggle("predicted", !hidden.here && c === layout.predicted[index]);
      row.lastElementChild.classList.toggle("largest", !hidden.mean && c === layout.overall);
      row.querySelector("button").setAttribute("aria-pressed", c === chosen);
    });
  }

  speak() {
    this.part(".spoken").textContent = `${this.part(".what").textContent}. ${this.part(".dot").textContent}`;
  }

  get figureName() {
    const { kind, at } = this.target;
    return ["class-map", kind, ...(kind === "pixel" ? at : this.layout.places[at])].join("-");
  }

  get figure() {
    return mapFigure(this);
  }

  get animationName() {
    return "class-map";
  }

  get frames() {
    const { layout, style, chosen } = this;
    return (index) => {
      const playback = new Playback(layout.places.length, layout.width);
      playback.goTo(index);
      return mapFigure({ layout, style, chosen, playback, target: { kind: "position", at: index } });
    };
  }
}
