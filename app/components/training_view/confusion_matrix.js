// The confusion matrix as a table. Its caption tells the cell under the pointer or the focus; a click
// or Enter opens the pictures behind it.

import { element, tableRow } from "../shared/dom.js";
import { ARROWS, hasModifier } from "../shared/keys.js";

const MOST_CLASSES = 20;
const SHORT = 2; // letters that stand upright above a column
const MOVES = { ...ARROWS, Home: [-Infinity, -Infinity], End: [Infinity, Infinity] };
const TITLE = "Confusion matrix: rows true, columns predicted";

export class ConfusionMatrix {
  // `open([i, j])` is called for the cell that is opened, and open(null) for Escape.
  constructor(host, open) {
    Object.assign(this, { host, open, classes: null, table: null });
    host.addEventListener("pointerover", (event) => this.tell(cellOfTable(event)));
    host.addEventListener("focusin", (event) => this.onFocus(cellOfTable(event)));
    for (const kind of ["pointerleave", "focusout"]) host.addEventListener(kind, () => this.tellFocused());
    host.addEventListener("click", (event) => this.choose(cellOfTable(event)));
    host.addEventListener("keydown", (event) => this.onKey(event));
  }

  // `opened` is the cell whose pictures are shown, or null.
  show(matrix, classes, opened) {
    if (!matrix || classes.length > MOST_CLASSES) {
      const why = matrix ? `${classes.length} classes are too many for a table.` : "Appears when training pauses and after every epoch.";
      this.host.replaceChildren(element("p", why));
      this.table = null;
      return;
    }
    if (!this.table || JSON.stringify(classes) !== JSON.stringify(this.classes)) this.build(classes);
    matrix.forEach((counts, i) => this.write(counts, i, opened));
    this.tell(this.host.querySelector("td:hover") ?? this.host.querySelector("td:focus"));
  }

  build(classes) {
    this.classes = classes;
    this.table = element("table");
    this.table.setAttribute("role", "grid");
    this.table.classList.toggle("turned", classes.some((name) => name.length > SHORT));
    this.table.style.setProperty("--classes", classes.length);
    const head = tableRow(element("td"), ...classes.map((name) => nameCell(name, "col")));
    const newCell = () => Object.assign(element("td"), { tabIndex: -1 });
    const lines = classes.map((name) => tableRow(nameCell(name, "row"), ...classes.map(newCell)));
    this.table.append(element("caption", TITLE), head, ...lines);
    this.cellAt(0, 0).tabIndex = 0;
    this.host.replaceChildren(this.table);
  }

  write(counts, i, opened) {
    const all = counts.reduce((sum, count) => sum + count, 0);
    for (const [j, count] of counts.entries()) {
      const cell = this.cellAt(i, j);
      const text = count ? String(count) : "";
      if (cell.textContent !== text) cell.textContent = text;
      cell.setAttribute("aria-label", cellText(count, all, this.classes[i], this.classes[j]));
      cell.setAttribute("aria-selected", String(opened !== null && opened[0] === i && opened[1] === j));
      cell.className = count === 0 ? "" : i === j ? "correct" : "wrong";
      cell.style.setProperty("--amount", `${amount(count, all, i === j)}%`);
    }
  }

  cellAt(i, j) {
    return this.table.rows[i + 1].cells[j + 1];
  }

  placeOf(cell) {
    return [cell.parentElement.rowIndex - 1, cell.cellIndex - 1];
  }

  // Tab leads to the cell that had the focus last.
  onFocus(cell) {
    if (!cell) return;
    this.host.querySelector("td[tabindex='0']").tabIndex = -1;
    cell.tabIndex = 0;
    this.tell(cell);
  }

  tellFocused() {
    this.tell(this.host.querySelector("td:focus"));
  }

  tell(cell) {
    if (this.table) this.table.caption.textContent = cell?.getAttribute("aria-label") ?? TITLE;
  }

  choose(cell) {
    if (!cell) return;
    this.open(cell.getAttribute("aria-selected") === "true" ? null : this.placeOf(cell));
  }

  onKey(event) {
    const cell = cellOfTable(event);
    if (!cell || hasModifier(event)) return;
    if (event.key === "Enter" || event.key === " ") this.choose(cell);
    else if (event.key === "Escape") this.open(null);
    else if (event.key in MOVES) this.moveTo(cell, MOVES[event.key]);
    else return;
    event.preventDefault();
  }

  moveTo(cell, by) {
    const last = this.classes.length - 1;
    const to = this.placeOf(cell).map((at, axis) => Math.min(last, Math.max(0, at + by[axis])));
    this.cellAt(...to).focus();
  }
}

export function cellText(count, all, label, predicted) {
  return `${count} of ${all} pictures of “${label}” are predicted “${predicted}”`;
}

function cellOfTable(event) {
  return event.target.closest("td[aria-label]");
}

function nameCell(name, scope) {
  const cell = element("th");
  Object.assign(cell, { scope, title: name });
  cell.append(element("span", name));
  return cell;
}

// Of its colour, in per cent: rare mistakes can be seen beside what is right.
export function amount(count, all, isCorrect) {
  return isCorrect ? Math.round(20 + (80 * count) / Math.max(1, all)) : Math.min(100, Math.round(30 + (400 * count) / Math.max(1, all)));
}
