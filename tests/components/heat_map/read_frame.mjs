// Reads the path of a packed frame and writes, for each panel with weights, the sum that the browser
// forms in every cell.

import { readFileSync } from "node:fs";
import { contributionsAt, sumOf } from "../../../app/components/heat_map/map_cells.js";
import { unpack } from "../../../app/components/shared/wire_format.js";

const frame = unpack(new Uint8Array(readFileSync(process.argv[2])));
const maps = new Float32Array(frame.stages[frame.panels.length].pixels.slice().buffer);
const sums = frame.panels.map(({ rows, columns, weights }) => {
  const cells = rows * columns;
  return Array.from({ length: cells }, (_, place) => sumOf(contributionsAt(maps, weights, place, cells)));
});
process.stdout.write(JSON.stringify(sums));
