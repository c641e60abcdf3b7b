// The arithmetic of a cell: the window and the kernel of one channel as numbers, then the sum over all.

import { element, tableRow } from "../shared/dom.js";
import { paintCells, signedColour } from "../shared/number_cells.js";
import { bracketed, cellText } from "../shared/numbers.js";
import { valueText } from "../shared/value_text.js";
import { byContribution, cellHead, LISTED, lineText, mapName, meaningText, othersName, othersSum, productsText, sumText } from "./work_text.js";

const [LARGEST_CELL, MOST_CELLS] = [44, 8]; // CSS pixels; cells along a side that are written as numbers

export class CellBoard {
  // `choose(channel)` writes the products of another channel out.
  constructor(host, choose) {
    Object.assign(this, { host, choose });
    this.part = (name) => host.querySelector(name);
  }

  // `found`: of workOf; `chosen`: the channel whose products are written out.
  show(network, number, cell, found, chosen) {
    this.part(".what").textContent = cellHead(network, number, cell);
    this.part(".meaning").textContent = meaningText(network.nodes[number]);
    const isSum = found.form === "sum";
    this.part(".line").textContent = isSum ? sumText(found) : lineText(network, number, cell, found);
    this.part(".channel").hidden = !isSum;
    this.part("table").hidden = !isSum || found.parts.length === 1;
    if (!isSum) return;
    const part = found.parts.find(({ channel }) => channel === chosen);
    this.showChannel(network, found, part);
    if (found.parts.length > 1) this.showSum(network, found, part);
  }

  showChannel(network, { source }, part) {
    const { terms, channel } = part;
    this.part(".channel h3").textContent = `${mapName(network, source, channel)}: ${valueText(part.sum)}`;
    const [rows, columns] = [0, 1].map((axis) => [...new Set(terms.map(({ tap }) => tap[axis]))]);
    const isWritten = terms.length > 1 && Math.max(rows.length, columns.length) <= MOST_CELLS;
    this.part(".grids").hidden = !isWritten;
    if (isWritten) {
      const grids = { rows, columns, terms, cell: this.cellSide(columns.length) };
      paintNumbersOf(this.part(".window"), grids, ({ value }) => value);
      paintNumbersOf(this.part(".kernel-numbers"), grids, ({ weight }) => weight);
    }
    const products = this.part(".products");
    products.textContent = terms.length <= MOST_CELLS ** 2 ? productsText(part) : `Σ of ${terms.length} products ≈ ${valueText(part.sum)}`;
  }

  cellSide(columns) {
    const room = Math.max(240, this.host.clientWidth) - 40; // for two grids and the sign between
    return Math.min(LARGEST_CELL, Math.floor(room / 2 / columns));
  }

  showSum(network, { parts, bias, value, source }, chosen) {
    const sorted = byContribution(parts);
    const most = Math.abs(sorted[0].sum) || 1;
    const others = sorted.slice(LISTED);
    const lines = sorted.slice(0, LISTED).map((part) => this.line(mapName(network, source, part.channel), part.sum, most, part, part === chosen));
    if (others.length > 0) lines.push(this.line(`${othersName(others.length)} add up to`, othersSum(others), most));
    if (bias !== null) lines.push(this.line("bias", bias, most));
    lines.push(this.line("sum", value, most));
    lines.at(-1).className = "total";
    this.part("tbody").replaceChildren(...lines);
  }

  line(name, value, most, part = null, isChosen = false) {
    const head = element("th", part ? "" : name);
    head.scope = "row";
    if (part) {
      const button = Object.assign(element("button", name), { type: "button", onclick: () => this.choose(part.channel) });
      button.setAttribute("aria-pressed", isChosen);
      head.append(button);
    }
    const bar = element("td", "", "amounts");
    const stroke = element("span", "", value < 0 ? "negative" : "positive");
    stroke.style.width = `${50 * Math.min(1, Math.abs(value) / most)}%`;
    bar.append(stroke);
    return tableRow(head, element("td", bracketed(valueText(value), false)), bar);
  }
}

function paintNumbersOf(canvas, { rows, columns, terms, cell }, numberOf) {
  const numbers = new Map(terms.map((term) => [`${term.tap}`, numberOf(term)]));
  const at = (i, j) => numbers.get(`${rows[i]},${columns[j]}`);
  const largest = Math.max(...[...numbers.values()].map(Math.abs));
  canvas.style.width = `${columns.length * cell}px`;
  paintCells(canvas, {
    rows: rows.length,
    columns: columns.length,
    cell,
    ratio: window.devicePixelRatio,
    colourOf: (i, j) => signedColour(at(i, j), largest),
    textsOf: (i, j) => [cellText(at(i, j))],
  });
}
