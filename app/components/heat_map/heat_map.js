// Heat maps of one or two classes; the cell that is read is opened down to its products. Or a patch
// that is dragged over the picture. All numbers are the engine's, and nobody waits for the server.

import { element, tableRow } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { mark, paintCanvas } from "../shared/marked_canvas.js";
import { cellOfLink, linkOfCell, placeOnce, tellPosition } from "../shared/positions.js";
import { bytesOfBase64, unpack } from "../shared/wire_format.js";
import { cellHead, contributionsAt, fieldOf, fieldText, largestCell, LISTED, patchText, percentText, restText, rowTexts, shareText, sumText } from "./map_cells.js";
import { MapPanel } from "./map_panel.js";
import { PatchPanel } from "./patch_panel.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".heat-map");
  root.view ??= new HeatMapView(root);
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
  placeOnce(root, frame.position, ({ cell }) => root.view.place(cellOfLink(cell)));
  return tellPosition(root, () => ({ cell: root.view.where }));
}

class HeatMapView {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(name);
    this.chosen = null; // the cell that the learner, or a link, has chosen: [panel, row, column]
    offerSnapshot(root, ["figcaption", "svg", ".ends", ".what", ".sum", ".rest"], () => this.name);
  }

  get where() {
    return this.chosen ? linkOfCell(`map${this.chosen[0]}`, ...this.chosen.slice(1)) : "";
  }

  // Stages: the values of each panel; then maps and their colours, or the scores under the patch.
  take(frame) {
    if (this.frame && this.frame.opens !== frame.opens) this.chosen = null;
    Object.assign(this, { frame, name: frame.name });
    this.values = frame.stages.slice(0, frame.panels.length).map(numbersOf);
    const [numbers, colours] = frame.stages.slice(frame.panels.length);
    this.maps = colours ? { ...colours, values: numbersOf(numbers) } : null;
    this.occlusion = frame.occlusion && { ...frame.occlusion, probabilities: this.values[0], scores: numbersOf(numbers) };
    this.build();
    this.show(this.chosen ?? this.usual);
  }

  place(cell) {
    const [panel, row, column] = cell ? [Number(cell[0].replace("map", "")), ...cell.slice(1)] : [];
    const shown = this.frame.panels[panel];
    this.chosen = shown && row < shown.rows && column < shown.columns ? [panel, row, column] : null;
    this.show(this.chosen ?? this.usual);
  }

  // The largest value of the first map; the patch lies where it takes most of the probability.
  get usual() {
    const { columns } = this.frame.panels[0];
    return [0, ...largestCell(this.occlusion ? this.values[0].map((value) => -value) : this.values[0], columns)];
  }

  build() {
    const { frame } = this;
    const host = this.part(".maps");
    host.className = `maps ${["", "one", "two", "four", "four"][frame.panels.length]}`;
    const hasFocus = this.panels?.findIndex(({ svg }) => svg === this.root.getRootNode().activeElement) ?? -1;
    this.panels = frame.panels.map((shown, i) => {
      const figure = this.part("template").content.firstElementChild.cloneNode(true);
      const isPatch = this.occlusion && i === 0;
      const point = (cell) => this.choose([i, ...cell]);
      const panel = isPatch ? new PatchPanel(figure, point) : new MapPanel(figure, point);
      if (isPatch) panel.drawPatch(shown, frame, this.occlusion);
      else panel.draw(shown, frame);
      return panel;
    });
    host.replaceChildren(...this.panels.map(({ figure }) => figure));
    if (this.occlusion) this.panels[0].place(this.usual.slice(1));
    this.panels[hasFocus]?.svg.focus();
  }

  choose(cell) {
    this.chosen = cell;
    this.show(cell);
  }

  show([number, ...cell]) {
    const shown = this.frame.panels[number];
    if (this.occlusion) {
      if (number === 0) this.showPatch(cell);
      else this.showValue(number, cell);
      return;
    }
    for (const [i, panel] of this.panels.entries()) if (this.isAlike(i, number)) panel.mark(cell);
    if (shown.weights) this.openCell(number, cell);
    else this.showValue(number, cell);
  }

  // Maps of one size show the same cell.
  isAlike(one, other) {
    const { panels } = this.frame;
    return panels[one].rows === panels[other].rows && panels[one].columns === panels[other].columns;
  }

  showPatch(cell) {
    const { head, line, share } = patchText(cell, this.occlusion);
    this.panels[0].place(cell);
    this.write(head, line, "");
    this.part(".meter").hidden = false;
    this.part(".meter div").style.width = percentText(share);
  }

  showValue(number, cell) {
    const shown = this.frame.panels[number];
    const value = this.values[number][cell[0] * shown.columns + cell[1]];
    this.panels[number].mark(cell);
    this.write(cellHead(cell, shown, value), shareText(value, this.values[number]), "");
    this.part("table").hidden = true;
  }

  // The value of a cell as the weighted sum that it is.
  openCell(number, cell) {
    const shown = this.frame.panels[number];
    const place = cell[0] * shown.columns + cell[1];
    const found = contributionsAt(this.maps.values, shown.weights, place, shown.rows * shown.columns);
    const field = fieldOf(cell, shown.seen);
    this.panels.forEach((panel, i) => this.frame.panels[i].seen && panel.outline(field));
    this.write(cellHead(cell, shown, this.values[number][place]), sumText(found), `${restText(found, shown)} ${fieldText(field)}`);
    this.part("table").hidden = false;
    this.part("tbody").replaceChildren(...found.slice(0, LISTED).map((one) => this.row(one, cell, shown)));
  }

  row(contribution, cell, { rows, columns }) {
    const [name, ...numbers] = rowTexts(contribution);
    const head = element("th");
    const pair = element("span", "", "pair");
    head.scope = "row";
    const small = element("span", "", "small");
    const [canvas, spot] = [document.createElement("canvas"), element("span")];
    canvas.setAttribute("aria-hidden", "true");
    const area = rows * columns;
    const pixels = this.maps.pixels.subarray(contribution.map * area, (contribution.map + 1) * area);
    paintCanvas(canvas, { width: columns, height: rows, pixels }, bytesOfBase64(this.frame.table));
    small.append(canvas, spot);
    mark({ canvas, spot }, [...cell, 1, 1]);
    pair.append(small, name);
    head.append(pair);
    return tableRow(head, ...numbers.map((text) => element("td", text)));
  }

  write(head, line, rest) {
    this.part(".what").textContent = head;
    this.part(".sum").textContent = line;
    this.part(".rest").textContent = rest;
    this.part(".meter").hidden = true;
  }
}

function numbersOf({ pixels }) {
  return new Float32Array(pixels.slice().buffer);
}
