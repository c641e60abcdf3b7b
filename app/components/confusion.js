// The confusion matrix as a table, the wrong answers as buttons, and a picture's scores as bars.

import { entry } from "./volume_maps.js";

const MOST_CLASSES = 20;

export function matrixTable(matrix, classes) {
  if (classes.length > MOST_CLASSES) return entry("p", `${classes.length} classes are too many for a table.`);
  const table = document.createElement("table");
  table.append(entry("caption", "Confusion matrix: rows are the right classes, columns what the network says"));
  const head = document.createElement("tr");
  head.append(document.createElement("td"), ...classes.map((name) => heading(name, "col")));
  table.append(head, ...matrix.map((counts, i) => row(counts, i, classes)));
  table.rows[0].cells[0].style.border = "none";
  return table;
}

function heading(name, scope) {
  const cell = entry("th", name.slice(0, 4));
  Object.assign(cell, { scope, title: name });
  return cell;
}

function row(counts, i, classes) {
  const line = document.createElement("tr");
  const all = counts.reduce((sum, count) => sum + count, 0);
  line.append(heading(classes[i], "row"));
  for (const [j, count] of counts.entries()) {
    const cell = entry("td", count ? String(count) : "");
    cell.title = `${count} of ${all} pictures of “${classes[i]}” are told to be “${classes[j]}”`;
    cell.className = count === 0 ? "" : i === j ? "right" : "miss";
    cell.style.setProperty("--amount", `${Math.round(20 + (80 * count) / Math.max(1, all))}%`);
    if (i !== j && count) cell.style.setProperty("--amount", `${Math.min(100, Math.round(30 + (400 * count) / all))}%`);
    line.append(cell);
  }
  return line;
}

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

// Bars of all classes, or of the surest where there are many; `label` is the right one, or null.
export function scoreBars(list, scores, classes, label) {
  const order = scores.map((_, k) => k);
  if (order.length > 10) order.sort((a, b) => scores[b] - scores[a]);
  const shown = order.slice(0, 10);
  while (list.childElementCount > shown.length) list.lastElementChild.remove();
  while (list.childElementCount < shown.length) {
    const item = document.createElement("li");
    const [name, track, value] = ["span", "div", "span"].map((kind) => document.createElement(kind));
    [name.className, track.className, value.className] = ["label", "track", "number"];
    track.append(document.createElement("span"));
    item.append(name, track, value);
    list.append(item);
  }
  shown.forEach((k, i) => {
    const item = list.children[i];
    const [name, track, value] = item.children;
    item.className = k === label ? "true" : "";
    name.textContent = classes[k];
    name.title = k === label ? `${classes[k]}, the right class` : classes[k];
    track.style.setProperty("--share", `${100 * scores[k]}%`);
    value.textContent = percent(scores[k]);
  });
}

export function best(scores) {
  return scores.indexOf(Math.max(...scores));
}
