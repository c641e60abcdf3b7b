// The picture under the effective receptive field of a cell, with the field that it has in theory.

import { shape } from "../shared/svg.js";
import { image, UNIT } from "./map_panel.js";

// `effective`: overlay and text, as the server has computed them; `field`: [top, left, height, width].
export function drawEffective(figure, { overlay, text }, field, { picture, size }) {
  const [height, width] = size.map((side) => side * UNIT);
  const svg = figure.querySelector("svg");
  const [y, x, high, wide] = field.map((length) => length * UNIT);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-label", text);
  svg.replaceChildren(
    image(picture, { width, height, opacity: 0.35 }),
    image(overlay, { width, height }),
    shape("rect", { class: "field", x, y, width: wide, height: high }),
  );
  figure.querySelector("figcaption").textContent = text;
}
