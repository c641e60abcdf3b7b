// The parts of the page Volumes: maps with their names and scales, the weights between them.

import { element, tableRow } from "../shared/dom.js";
import { paintCanvas } from "../shared/marked_canvas.js";
import { bytesOfBase64 } from "../shared/wire_format.js";

export function paintMap({ figure, canvas }, stage) {
  figure.querySelector("figcaption").textContent = stage.name;
  figure.querySelector(".range").textContent = stage.range;
  canvas.setAttribute("aria-label", stage.alt);
  canvas.parentElement.style.setProperty("--aspect", stage.width / stage.height);
  figure.querySelector(".bar").style.background = stage.scale?.gradient ?? "none";
  paintStageOn(canvas, stage);
}

export function paintStageOn(canvas, stage) {
  paintCanvas(canvas, stage, bytesOfBase64(stage.table));
}

export function writeKernel(table, texts, name) {
  const body = document.createElement("tbody");
  body.append(...texts.map((row) => tableRow(...row.map((text) => element("td", text.replace("-", "−"))))));
  table.style.setProperty("--columns", texts.length);
  table.replaceChildren(element("caption", name), body);
}
