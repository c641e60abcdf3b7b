// The parts of the page Volumes: pictures with a marked place, the weights between them.

import { bytesOfBase64 } from "./wire_format.js";
import { paintIndices } from "./painting.js";

export function paintMap({ figure, canvas }, stage) {
  figure.querySelector("figcaption").textContent = stage.name;
  figure.querySelector(".range").textContent = stage.range;
  canvas.setAttribute("aria-label", stage.alt);
  canvas.parentElement.style.setProperty("--aspect", stage.width / stage.height);
  figure.querySelector(".bar").style.background = stage.scale?.gradient ?? "none";
  paintCanvas(canvas, stage);
}

export function paintCanvas(canvas, { width, height, table, pixels }) {
  Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  paintIndices(pixels, bytesOfBase64(table), image.data);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// A place is [top, left, height, width] in cells; what lies outside of the picture is cut off.
export function mark({ canvas, spot }, cells) {
  const [top, left, height, width] = clipped(canvas, cells);
  const share = (count, all) => `${(100 * count) / all}%`;
  Object.assign(spot.style, {
    left: share(left, canvas.width), top: share(top, canvas.height),
    width: share(width, canvas.width), height: share(height, canvas.height),
  });
}

export function clipped(canvas, [top, left, height, width]) {
  const [y, x] = [Math.max(0, top), Math.max(0, left)];
  return [y, x, Math.min(canvas.height, top + height) - y, Math.min(canvas.width, left + width) - x];
}

export function writeKernel(table, texts, name) {
  const caption = entry("caption", name);
  const body = document.createElement("tbody");
  for (const row of texts) {
    const line = document.createElement("tr");
    line.append(...row.map((text) => entry("td", text.replace("-", "−"))));
    body.append(line);
  }
  table.style.setProperty("--columns", texts.length);
  table.replaceChildren(caption, body);
}

export function sign(text) {
  const element = entry("span", text);
  element.className = "sign";
  return element;
}

export function entry(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
