// Shapes that the server has laid out, as one drawing.

import { offerSnapshot } from "../shared/dom_snapshot.js";
import { takeOnce } from "../shared/handshake.js";
import { shape } from "../shared/svg.js";

// data: [[name, attributes, text] of each shape, [width, height], what they show in words, name of the files, digest]
export default function ({ data: [shapes, [width, height], spoken, name, digest], parentElement }) {
  const root = parentElement.querySelector(".diagram");
  offerSnapshot(root, ["svg"], () => name);
  takeOnce(root, digest, () => {
    const svg = root.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-label", spoken);
    svg.replaceChildren(...shapes.map((one) => shape(...one)));
  });
}
