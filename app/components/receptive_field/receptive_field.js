// The receptive field of every output number: of one layer as neurons, or of several operations
// beside each other. All of it is found here, without the server.

import { allValues, cellOf, indexOf, layOut, valueAt } from "../shared/arithmetic.js";
import { inputName, notes, outputName } from "../shared/arithmetic_text.js";
import { cellUnder } from "../shared/cell_grid.js";
import { onClicker } from "../shared/clicker.js";
import { element, fillDefinitions } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { onGridKeys, PAGES } from "../shared/keys.js";
import { numberGrid } from "../shared/number_grid.js";
import { cellOfLink, linkOfCell, placeOnce, tellPosition } from "../shared/positions.js";
import { shape } from "../shared/svg.js";
import { fieldMarks, fieldTexts } from "./field_marks.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".receptive-field");
  const [made, digest, title, position] = data;
  root.view ??= new FieldView(root);
  takeOnce(root, digest, () => root.view.take(made, title), () => root.view.measure());
  placeOnce(root, position, ({ at }) => root.view.place(cellOfLink(at)));
  const deaf = onClicker(root, (key) => root.view.step(PAGES[key]));
  const silent = tellPosition(root, () => ({ at: root.view.at }));
  return () => {
    deaf();
    silent();
  };
}

class FieldView {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(name);
    const panels = this.part(".panels");
    panels.addEventListener("pointerover", (event) => this.show(this.under(event) ?? this.shown));
    panels.addEventListener("pointerleave", () => this.show(this.kept));
    panels.addEventListener("click", (event) => this.keep(this.under(event)));
    panels.addEventListener("focusin", ({ target }) => target.matches(".grid:focus-visible") && this.keep(nameOf(target, [0, 0])));
    onGridKeys(root, ".panels .grid", (by) => this.step(by), (grid, by) => this.move(grid, by));
    offerSnapshot(root, [".parts", ".told", ".facts"], () => this.name);
    new ResizeObserver(() => this.inputs && this.measure()).observe(this.part(".parts"));
  }

  take({ panels, facts, note, neurons }, title) {
    this.layouts = panels.map(({ problem }) => layOut(problem));
    this.boxes = null;
    this.titles = panels.map((panel) => panel.title);
    this.neurons = neurons;
    this.root.classList.toggle("neurons", neurons);
    const [first] = this.layouts;
    const { rows, columns } = first;
    const before = [-rows.before, -columns.before];
    const inputs = Array.from({ length: first.channels }, (_, c) =>
      numberGrid("", inputName(first, c, title), rows.source.length, columns.source.length, (i, j) => valueAt(first, c, i, j), { first: before }));
    this.inputs = inputs.map(({ grid }) => grid);
    this.part(".inputs").replaceChildren(...inputs.map(({ figure }) => figure));
    this.maps = [];
    this.part(".panels").replaceChildren(...panels.map((panel, i) => this.panel(panel.title, i)));
    fillDefinitions(this.part(".facts"), facts);
    this.part(".notes").textContent = [...notes(first), note].join(" ");
    this.fit(first);
    this.kept = { of: 0, cell: [0, 0, 0] };
    this.show(this.kept);
    this.measure(); // the observer says nothing where the new drawings are as large as the old ones
  }

  // The chosen output, as a link says it.
  get at() {
    const { of, cell: [k, y, x] } = this.kept;
    return of + k + y + x > 0 ? linkOfCell(panelName(of, k), y, x) : "";
  }

  place(cell) {
    const [name = "", y, x] = cell ?? [];
    const { of, cell: [k] } = targetNamed(name, []) ?? { of: 0, cell: [0] };
    const there = this.maps[of]?.[k]?.at(y, x);
    this.kept = there ? { of, cell: [k, y, x] } : { of: 0, cell: [0, 0, 0] };
    this.show(this.kept);
  }

  get name() {
    const { of, cell } = this.shown;
    return [this.neurons ? "neuron" : `window-${of}`, ...cell].join("-");
  }

  panel(title, of) {
    const layout = this.layouts[of];
    const values = allValues(layout);
    const maps = Array.from({ length: layout.depth }, (_, k) =>
      numberGrid(panelName(of, k), outputName(layout, k), layout.rows.outputs, layout.columns.outputs, (y, x) => values[indexOf(layout, [k, y, x])]));
    this.maps.push(maps.map(({ grid }) => grid));
    const host = element("div");
    if (title) host.append(element("h2", title));
    const row = element("div", "", "maps");
    row.append(...maps.map(({ figure }) => figure));
    host.append(row);
    return host;
  }

  // How large all of it is, for the style sheet.
  fit({ rows, columns, channels }) {
    const abreast = channels > 1 ? 2 : 1;
    const across = Math.max(...this.layouts.map((layout) => layout.depth * layout.columns.outputs));
    const high = this.layouts.reduce((sum, layout) => sum + layout.rows.outputs + 1, 0);
    const sizes = {
      abreast, across: abreast * columns.source.length + across + 4, widest: columns.source.length,
      down: Math.max(Math.ceil(channels / abreast) * (rows.source.length + 1), high),
    };
    for (const [name, size] of Object.entries(sizes)) this.root.style.setProperty(`--${name}`, size);
  }

  show(target) {
    this.shown = target;
    const { of, cell } = target;
    const marks = fieldMarks(this.layouts, of, cell);
    this.inputs.forEach((grid, c) => grid.mark(marks.inputs[c]));
    this.maps.forEach((grids, i) => grids.forEach((grid, k) => grid.mark(marks.panels[i][k])));
    [this.part(".what").textContent, this.part(".dot").textContent] = fieldTexts(this.layouts, this.titles, target);
    this.drawRays();
  }

  // Where the drawings are: asked once, as the browser lays the page out anew for every answer.
  measure() {
    const origin = this.part(".rays").getBoundingClientRect();
    const boxOf = ({ svg }) => {
      const { left, top, width } = svg.getBoundingClientRect();
      return { left: left - origin.left, top: top - origin.top, width };
    };
    this.boxes = new Map([...this.inputs, ...this.maps.flat()].map((grid) => [grid, boxOf(grid)]));
    this.drawRays();
  }

  // From the corners of the window in each channel to the neuron.
  drawRays() {
    const { boxes, shown, neurons } = this;
    const edges = (grid, [row, column]) => grid.edgesOf(row, column, boxes.get(grid));
    const rays = [];
    if (boxes && shown && neurons) {
      const { of, cell: [k, y, x] } = shown;
      const grid = this.maps[of][k];
      const [left, top, , bottom] = edges(grid, [y, x]);
      const end = { x2: left, y2: (top + bottom) / 2 };
      fieldMarks(this.layouts, of, shown.cell).inputs.forEach((window, c) => {
        if (window.length === 0) return;
        const [, first] = edges(this.inputs[c], window[0]);
        const [, , right, last] = edges(this.inputs[c], window[window.length - 1]);
        for (const y1 of [first, last]) rays.push(shape("line", { x1: right, y1, ...end }));
      });
    }
    this.part(".rays").replaceChildren(...rays);
  }

  keep(target) {
    if (!target) return;
    this.kept = target;
    this.show(target);
    this.part(".spoken").textContent = `${this.part(".what").textContent}: ${this.part(".dot").textContent}`;
  }

  under(event) {
    const host = event.target.closest(".grid[data-grid]");
    const cell = host && cellUnder(event);
    return cell && nameOf(host, cell);
  }

  step(by) {
    const { of, cell } = this.kept;
    const layout = this.layouts[of];
    const next = Math.min(layout.count - 1, Math.max(0, indexOf(layout, cell) + by));
    this.keep({ of, cell: cellOf(layout, next) });
  }

  move(host, [down, across]) {
    const { of, cell: [k] } = nameOf(host, [0, 0]);
    const at = this.kept.of === of && this.kept.cell[0] === k ? this.kept.cell.slice(1) : [0, 0];
    const to = [at[0] + down, at[1] + across];
    if (this.maps[of][k].at(...to)) this.keep(nameOf(host, to));
  }
}

const panelName = (of, k) => `panel${of}map${k}`;

function nameOf({ dataset }, cell) {
  return targetNamed(dataset.grid, cell);
}

// "panel1map2" is the third map of the second operation.
function targetNamed(name, cell) {
  const found = name.match(/^panel(\d+)map(\d+)$/);
  return found && { of: Number(found[1]), cell: [Number(found[2]), ...cell] };
}
