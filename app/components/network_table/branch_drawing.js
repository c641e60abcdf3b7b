// The parts of a network that branches: volumes side by side in lanes, with lines that split and join.

import { element } from "../shared/dom.js";
import { shape } from "../shared/svg.js";
import { extentOf, volumeShape } from "../shared/volume_shape.js";
import { volumeItems } from "../shared/volume_list.js";
import { layOut, partsOf, sentenceOf } from "./branch_layout.js";

const SCALE = 0.4; // of volumes: four branches must fit one above the other
const [GAP, WIRE, LABEL, AIR] = [24, 16, 34, 6]; // between columns; heights of a wire and of a label; above a volume
const [WIDE, NARROW] = [7.6, 7]; // pixels of a letter of a size, of a name

// The items of a list: a part without branches is one volume.
export function branchItems(volumes) {
  const plain = volumeItems(volumes.map(({ volume, name }) => [volume, name]), SCALE);
  return partsOf(volumes).map((part) => {
    if (part.length === 1) return plain[part[0]];
    return branchItem(volumes, layOut(volumes, part, part[0] - 1));
  });
}

function branchItem(volumes, layout) {
  const item = element("li", "", "branches");
  item.append(drawingOf(volumes, layout));
  return item;
}

function drawingOf(volumes, layout) {
  const most = Math.max(...volumes.map(({ volume: [width, height] }) => Math.max(width, height)));
  const places = placesOf(volumes, layout, most);
  const svg = shape("svg", { width: places.width, height: places.height, role: "img", "aria-label": sentenceOf(volumes, layout) });
  for (const edge of layout.edges) svg.append(shape("path", { class: "way", d: pathOf(edge, places) }), arrowAt(places.start(edge.to), places.y(edge.to)));
  for (const { place } of layout.nodes) svg.append(nodeShape(volumes[place], most, places.x(place), places.y(place)));
  return svg;
}

// Where columns, lanes and wires are; y is the middle of a label, where lines come in and go out.
function placesOf(volumes, { entry, nodes, columns, lanes, wires }, most) {
  const at = new Map(nodes.map((node) => [node.place, node]));
  const widths = Array(columns).fill(0);
  const heights = Array(lanes).fill(0);
  for (const { place, column, lane } of nodes) {
    const { volume, name } = volumes[place];
    const { width, height } = extentOf(volume, most);
    widths[column] = Math.max(widths[column], width * SCALE, WIDE * volume.join("×").length, NARROW * name.length);
    heights[lane] = Math.max(heights[lane], height * SCALE + LABEL + AIR);
  }
  const lefts = widths.map((_, column) => GAP * (column + 1) + sum(widths.slice(0, column)));
  const height = sum(heights) + WIRE * wires;
  const laneY = (lane) => height - sum(heights.slice(0, lane)) - LABEL / 2;
  const column = (place) => at.get(place)?.column ?? -1;
  return {
    width: sum(widths) + GAP * columns, height, laneY,
    wireY: (wire) => WIRE * (wires - wire) - WIRE / 2,
    x: (place) => lefts[column(place)] + widths[column(place)] / 2,
    y: (place) => laneY(at.get(place)?.lane ?? 0),
    start: (place) => lefts[column(place)],
    end: (place) => (place === entry || !at.has(place) ? 0 : lefts[column(place)] + widths[column(place)]),
  };
}

// From the right of a label, over its lane or wire, to the left of another label.
function pathOf({ from, to, lane, wire }, places) {
  const [x, y, right, down] = [places.end(from), places.y(from), places.start(to), places.y(to)];
  const level = wire !== undefined ? places.wireY(wire) : lane === undefined ? y : places.laneY(lane);
  const [leaves, comes] = [y === level ? x : x + GAP, level === down ? right : right - GAP];
  return `M${x} ${y}${bend(x, y, leaves, level)}H${comes}${bend(comes, level, right, down)}`;
}

function bend(x, y, right, down) {
  if (y === down) return "";
  const middle = (x + right) / 2;
  return `C${middle} ${y} ${middle} ${down} ${right} ${down}`;
}

function arrowAt(x, y) {
  return shape("path", { class: "arrow", d: `M${x} ${y}l-6 -3.5v7z` });
}

function nodeShape({ volume, name, node }, most, x, y) {
  const { width } = extentOf(volume, most);
  const group = shape("g");
  const drawn = shape("g", { transform: `translate(${x - (width * SCALE) / 2} ${y - LABEL / 2 - 2}) scale(${SCALE})` });
  drawn.append(volumeShape(volume, most, 0, 0));
  group.append(
    shape("title", {}, node), drawn,
    shape("text", { class: "size", x, y: y - 3, "text-anchor": "middle" }, volume.join("×")),
    shape("text", { class: "name", x, y: y + 12, "text-anchor": "middle" }, name),
  );
  return group;
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
