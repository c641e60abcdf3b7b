// Small pictures with a value each. The one that is pointed at, focused or chosen by arrow keys is
// opened beside them: the whole picture, where the small one lies in it, and how its value is computed.

import { element, tableRow } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { hasModifier } from "../shared/keys.js";
import { cellOfLink, linkOfCell, placeOnce, tellPosition } from "../shared/positions.js";
import { shape } from "../shared/svg.js";
import { unpack } from "../shared/wire_format.js";
import { steppedTile, tilesOf } from "./board_tiles.js";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".picture-board");
  root.view ??= new PictureBoard(root);
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
  placeOnce(root, frame.position, ({ tile }) => root.view.place(cellOfLink(tile)));
  return tellPosition(root, () => ({ tile: root.view.where }));
}

class PictureBoard {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(name);
    this.chosen = null; // the tile that the learner, or a link, has chosen
    offerSnapshot(root, ["h2", ".tile", ".opened"], () => this.frame.name);
  }

  get where() {
    return this.chosen === null ? "" : linkOfCell("tile", this.chosen);
  }

  take(frame) {
    this.frame = frame;
    this.tiles = tilesOf(frame.groups);
    const hadFocus = this.buttons?.indexOf(this.root.getRootNode().activeElement) ?? -1;
    this.buttons = [];
    this.part(".groups").replaceChildren(...frame.groups.map((group) => this.groupOf(group)));
    if (this.chosen !== null && this.chosen >= this.tiles.length) this.chosen = null;
    this.show(this.chosen ?? 0);
    this.buttons[hadFocus]?.focus();
  }

  place(cell) {
    const number = cell?.[1];
    this.chosen = number < this.tiles.length ? number : null;
    this.show(this.chosen ?? 0);
  }

  groupOf({ title, tiles }) {
    const made = element("div", "", `group ${tiles.length < 9 && tiles.length > 1 ? "wide" : ""}`);
    const list = element("div", "", `tiles ${tiles.length === 9 ? "nine" : "row"}`);
    list.setAttribute("role", "radiogroup");
    list.setAttribute("aria-label", title);
    list.append(...tiles.map((tile) => this.tileOf(tile, list)));
    made.append(element("h2", title), list);
    return made;
  }

  tileOf(tile, list) {
    const number = this.buttons.length;
    const button = Object.assign(element("button", "", "tile"), { type: "button" });
    button.setAttribute("role", "radio");
    button.setAttribute("aria-label", tile.alt);
    button.append(drawing(tile), element("span", tile.label, "label"));
    for (const kind of ["pointerenter", "focus", "click"]) button.addEventListener(kind, () => this.choose(number));
    button.addEventListener("keydown", (event) => this.onKey(event, number, list));
    this.buttons.push(button);
    return button;
  }

  onKey(event, number, list) {
    if (hasModifier(event)) return;
    const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
    const to = steppedTile(this.frame.groups, number, event.key, columns);
    if (to === null) return;
    event.preventDefault();
    this.buttons[to].focus();
  }

  choose(number) {
    if (this.shown === number && this.chosen === number) return;
    this.chosen = number;
    this.show(number);
  }

  show(number) {
    this.shown = number;
    const { group, tile } = this.tiles[number];
    this.buttons.forEach((button, i) => {
      const isChosen = i === number;
      button.setAttribute("aria-checked", String(isChosen));
      const isFirst = this.tiles[i].group !== group && this.tiles[i].place === 0;
      button.tabIndex = isChosen || isFirst ? 0 : -1;
    });
    this.open(tile.opened);
  }

  open({ image, size, alt, box, head, lines, table, rest = "" }) {
    const svg = this.part(".opened svg");
    fill(svg, image, size);
    svg.setAttribute("aria-label", alt);
    if (box) {
      const [y, x, height, width] = box;
      svg.append(...["halo", "spot"].map((name) => shape("rect", { class: name, x, y, width, height })));
    }
    this.part(".what").textContent = head;
    this.part(".lines").replaceChildren(...lines.map((line) => element("p", line)));
    this.part("table").hidden = !table;
    this.part("thead tr").replaceChildren(...(table?.columns ?? []).map((name) => Object.assign(element("th", name), { scope: "col" })));
    this.part("tbody").replaceChildren(...(table?.rows ?? []).map(([name, ...cells]) => tableRow(Object.assign(element("th", name), { scope: "row" }), ...cells.map((text) => element("td", text)))));
    this.part(".rest").textContent = rest;
  }
}

function drawing({ image, size }) {
  const svg = shape("svg", { "aria-hidden": "true" });
  fill(svg, image, size);
  return svg;
}

function fill(svg, href, [height, width]) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(shape("image", { href, width, height, preserveAspectRatio: "none", "image-rendering": "pixelated" }));
}
