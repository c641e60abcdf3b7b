// One layer: the input volume with its window, and the output volume with the number it makes.

import { fillDefinitions } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { shape } from "../shared/svg.js";
import { extentOf, tintsOf, volumeShape, windowShape } from "../shared/volume_shape.js";

const [BETWEEN, UNDER, WIDTH] = [130, 44, 470];

// data: [input, output or null, [side of the window, how deep it reaches], caption lines of each, words over the gap, all in words, costs]
export default function ({ data, parentElement }) {
  const [input, output, [side, reach], captions, between, spoken, costs] = data;
  offerSnapshot(parentElement.querySelector(".layer-picture"), ["svg", "dl"], () => `volumes-${input.join("-")}`);
  const list = parentElement.querySelector("dl");
  list.hidden = costs.length === 0; // an empty list says nothing
  fillDefinitions(list, costs, true);
  const svg = parentElement.querySelector("svg");
  svg.setAttribute("class", "volume-drawing");
  svg.setAttribute("aria-label", spoken);
  const most = Math.max(input[0], input[1], ...(output ?? []).slice(0, 2));
  const sizes = [input, ...(output ? [output] : [])].map((volume) => extentOf(volume, most));
  const ground = Math.max(...sizes.map((size) => size.height)) + 22;
  const needed = sizes.reduce((sum, size) => sum + size.width, 0) + BETWEEN;
  const left = Math.max(12, (WIDTH - needed) / 2);
  svg.setAttribute("viewBox", `0 0 ${Math.max(WIDTH, needed + 24)} ${ground + UNDER}`);
  const window = windowShape([input[0], input[1], reach], most, left, ground, side);
  svg.replaceChildren(
    volumeShape(input, most, left, ground, tintsOf(input)),
    window.element,
    ...caption(captions[0], left + sizes[0].front.width / 2, ground),
    ...words(between, left + sizes[0].width + BETWEEN / 2),
  );
  const right = left + sizes[0].width + BETWEEN;
  if (output === null) {
    svg.append(text(captions[1][0], right, ground - sizes[0].front.height / 2, 28));
    return;
  }
  svg.append(
    volumeShape(output, most, right, ground),
    ...number(output, sizes[1], right, ground, window.corners),
    ...caption(captions[1], right + sizes[1].front.width / 2, ground),
  );
}

// The first number of the first map, and the rays that lead to it from the window.
function number(output, size, x, y, corners) {
  const [width, height] = [size.front.width / output[0], size.front.height / output[1]].map((side) => Math.max(3, side));
  const top = y - size.front.height;
  const rays = corners.map(([fromX, fromY]) => shape("line", { class: "ray", x1: fromX, y1: fromY, x2: x, y2: top + height / 2 }));
  return [...rays, shape("rect", { class: "one", x, y: top, width, height })];
}

function caption(lines, x, ground) {
  return lines.map((line, i) => text(line, x, ground + 18 + 17 * i, i === 0 ? 15 : 12));
}

function words(lines, x) {
  return lines.map((line, i) => text(line, x, 12 + 15 * i, 12));
}

function text(content, x, y, size) {
  return shape("text", { x, y, "text-anchor": "middle", "font-size": size, "font-weight": size > 12 ? 700 : 400 }, content);
}
