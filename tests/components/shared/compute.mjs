// Reads problems as JSON from the standard input and writes what arithmetic.js makes of each; with
// a `probe`, an input cell, also what that reaches.

import { readFileSync } from "node:fs";
import { allValues, layOut, reachedFrom } from "../../../app/components/shared/arithmetic.js";

const problems = JSON.parse(readFileSync(0, "utf8"));
const results = problems.map((problem) => {
  const layout = layOut(problem);
  const shape = [layout.depth, layout.rows.outputs, layout.columns.outputs];
  return { shape, values: allValues(layout), reached: problem.probe && reachedBy(layout, problem.probe) };
});
// The weights under which output cells read an input cell, added up.
function reachedBy(layout, [c, row, column]) {
  const at = [row + layout.rows.before, column + layout.columns.before];
  return reachedFrom(layout, [c, ...at]).map(({ cell, weights }) => [cell, weights.reduce((sum, one) => sum + one, 0)]);
}

process.stdout.write(JSON.stringify(results));
