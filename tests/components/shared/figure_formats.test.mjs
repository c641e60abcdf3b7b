import assert from "node:assert/strict";
import { test } from "node:test";
import { paint, svgText } from "../../../app/components/shared/figure_formats.js";

// A canvas context that only writes down what is asked of it, with the colours of that moment.
function recorder() {
  const calls = [];
  const noted = (name, ...looks) => (...values) => calls.push([name, ...values, ...looks.map((look) => context[look])]);
  const context = {
    setTransform: noted("setTransform"), fillText: noted("fillText", "font", "textAlign", "fillStyle"),
    drawImage: noted("drawImage", "imageSmoothingEnabled"), fillRect: noted("fillRect", "fillStyle"),
    strokeRect: noted("strokeRect", "strokeStyle", "lineWidth"), setLineDash: noted("setLineDash"),
  };
  return { context, calls };
}

const canvas = { toDataURL: () => "data:," };
const shapes = [
  { kind: "text", x: 1, y: 2, text: "a<b", size: 12, weight: 600, anchor: "end", italic: true, fill: "red" },
  { kind: "image", x: 3, y: 4, width: 5, height: 6, canvas },
  { kind: "rect", x: 7, y: 8, width: 9, height: 10, fill: "blue" },
  { kind: "rect", x: 11, y: 12, width: 13, height: 14, stroke: "green", line: 2, dash: [3, 1] },
];

test("a canvas gets every shape where it stands, larger by the scale and not skewed", () => {
  const { context, calls } = recorder();
  paint(context, { shapes }, 3);
  const [transform, [name, text, x, y, font, align, fill], ...others] = calls;
  assert.deepEqual(transform, ["setTransform", 3, 0, 0, 3, 0, 0]);
  assert.deepEqual([name, text, x, y, align, fill], ["fillText", "a<b", 1, 2, "right", "red"]);
  assert.match(font, /^italic 600 12px /);
  assert.deepEqual(others, [
    ["drawImage", canvas, 3, 4, 5, 6, false], ["fillRect", 7, 8, 9, 10, "blue"],
    ["setLineDash", [3, 1]], ["strokeRect", 11, 12, 13, 14, "green", 2],
  ]);
});

test("SVG has the same shapes at the same places", () => {
  const lines = svgText({ width: 20, height: 30, shapes }, "“<”").split("\n");
  assert.match(lines[0], /width="20" height="30" viewBox="0 0 20 30"/);
  assert.equal(lines[1], "<title>“&lt;”</title>");
  assert.match(lines[2], /^<text x="1" y="2" font-size="12" font-weight="600" text-anchor="end" font-style="italic" fill="red">a&lt;b</);
  assert.match(lines[3], /^<image x="3" y="4" width="5" height="6" .*href="data:,"/);
  assert.equal(lines[4], '<rect x="7" y="8" width="9" height="10" fill="blue" stroke="none" stroke-width="0"/>');
  assert.equal(lines[5], '<rect x="11" y="12" width="13" height="14" fill="none" stroke="green" stroke-width="2" stroke-dasharray="3 1"/>');
});
