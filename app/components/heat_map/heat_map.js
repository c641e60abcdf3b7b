// Heat maps of one or two classes; the cell that is read, or pinned, is opened down to its products.
// Or a patch that is dragged over the picture. All numbers are the engine's, and nobody waits for the
// server, but for the effective receptive field of a pinned cell.

import { element, tableRow } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { mark, paintCanvas } from "../shared/marked_canvas.js";
import { cellOfLink, linkOfCell, placeOnce, tellPosition } from "../shared/positions.js";
import { bytesOfBase64, unpack } from "../shared/wire_format.js";
import { cellHead, contributionsAt, fieldOf, fieldText, howText, largestCell, LISTED, movingText, patchText, percentText, restText, rowTexts, shareText, sumText } from "./map_cells.js";
import { drawEffective } from "./effective_field.js";
import { MapPanel } from "./map_panel.js";
import { PatchPanel } from "./patch_panel.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".heat-map");
  root.view ??= new HeatMapView(root);
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
  root.view.ask = (place) => setTriggerValue("asked", place);
  root.view.hear(frame.effective ?? null);
  placeOnce(root, frame.position, ({ cell }) => root.view.place(cellOfLink(cell || frame.effective?.of)));
  return tellPosition(root, () => ({ cell: root.view.where }));
}

class HeatMapView {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(name);
    // The cell that is read, and the one whose numbers stay: [panel, row, column].
    Object.assign(this, { chosen: null, pinned: null, effective: null });
    this.part(".release").addEventListener("click", () => this.pin(null));
    this.part(".ask-effective").addEventListener("click", () => this.ask(this.effectivePlace));
    root.addEventListener("keydown", ({ key }) => key === "Escape" && this.pin(null));
    offerSnapshot(root, ["figcaption", "svg", ".ends", ".what", ".sum", ".moving", ".rest"], () => this.name);
  }

  // In a link: where the patch lies, or what is pinned.
  get where() {
    const cell = this.occlusion ? this.chosen : this.pinned;
    return cell ? linkOfCell(`map${cell[0]}`, ...cell.slice(1)) : "";
  }

  // The pinned cell as the server is asked for it, by its class; of sums only.
  get effectivePlace() {
    const { pinned, frame } = this;
    return pinned && frame.panels[pinned[0]].weights ? linkOfCell(`map${pinned[0] % frame.classes}`, ...pinned.slice(1)) : null;
  }

  // Stages: the values of each panel; then maps and their colours, or the scores under the patch.
  take(frame) {
    if (this.frame && this.frame.opens !== frame.opens) this.chosen = this.pinned = null;
    if (this.pinned?.[0] >= frame.panels.length) this.pinned = null;
    if (this.chosen?.[0] >= frame.panels.length) this.chosen = null;
    Object.assign(this, { frame, name: frame.name });
    this.values = frame.stages.slice(0, frame.panels.length).map(numbersOf);
    const [numbers, colours] = frame.stages.slice(frame.panels.length);
    this.maps = colours ? { ...colours, values: numbersOf(numbers) } : null;
    this.occlusion = frame.occlusion && { ...frame.occlusion, probabilities: this.values[0], scores: numbersOf(numbers) };
    this.build();
    this.show(this.chosen ?? this.pinned ?? this.usual);
  }

  hear(effective) {
    this.effective = effective;
    this.showEffective();
  }

  place(cell) {
    const [panel, row, column] = cell ? [Number(cell[0].replace("map", "")), ...cell.slice(1)] : [];
    const shown = this.frame.panels[panel];
    const found = shown && row < shown.rows && column < shown.columns ? [panel, row, column] : null;
    Object.assign(this, this.occlusion ? { chosen: found } : { chosen: null, pinned: found });
    this.show(found ?? this.usual);
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
      const pin = (cell) => this.pin([i, ...cell]);
      const panel = isPatch ? new PatchPanel(figure, point) : new MapPanel(figure, point, this.occlusion ? undefined : pin);
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

  // Pins a cell; the same again, or null, releases it.
  pin(cell) {
    if (this.occlusion) return;
    this.pinned = String(cell) === String(this.pinned) ? null : cell;
    this.show(this.chosen ?? cell ?? this.usual);
  }

  show([number, ...cell]) {
    this.part(".acts").hidden = Boolean(this.occlusion);
    if (this.occlusion) {
      if (number === 0) this.showPatch(cell);
      else this.panels[number].mark(cell);
      if (number > 0) this.showValue(number, cell);
      return;
    }
    for (const [i, panel] of this.panels.entries()) {
      if (this.isAlike(i, number)) panel.mark(cell);
      panel.markPinned(this.pinned && this.isAlike(i, this.pinned[0]) ? this.pinned.slice(1) : null);
    }
    const [opened, ...at] = this.pinned ?? [number, ...cell];
    if (this.frame.panels[opened].weights) this.openCell(opened, at);
    else this.showValue(opened, at);
    this.showPinned(number, cell);
  }

  // What can be done with the pinned cell, and where one points meanwhile.
  showPinned(number, cell) {
    const { pinned } = this;
    this.root.classList.toggle("pinned", pinned !== null);
    for (const [name, isShown] of [[".how", !pinned], [".release", pinned], [".moving", pinned]]) this.part(name).hidden = !isShown;
    const isElsewhere = pinned && String(pinned) !== String([number, ...cell]);
    const head = cellHead(cell, this.frame.panels[number], this.valueAt([number, ...cell]));
    this.part(".moving").textContent = isElsewhere ? movingText(head, this.valueAt([number, ...cell]), this.valueAt(pinned)) : "Point at another cell to compare it with this one.";
    this.part(".how").textContent = howText(this.frame.panels[number]);
    if (pinned) this.part(".what").textContent += " – pinned; Esc to release";
    this.showEffective();
  }

  valueAt([number, row, column]) {
    return this.values[number][row * this.frame.panels[number].columns + column];
  }

  showEffective() {
    const place = this.occlusion ? null : this.effectivePlace;
    const isKnown = place !== null && this.effective?.of === place;
    this.part(".ask-effective").hidden = place === null || isKnown;
    const figure = this.part(".effective");
    figure.hidden = !isKnown;
    if (isKnown) drawEffective(figure, this.effective, fieldOf(this.pinned.slice(1), this.frame.panels[this.pinned[0]].seen), this.frame);
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
