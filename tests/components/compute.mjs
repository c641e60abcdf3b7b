// Reads problems as JSON from the standard input and writes what arithmetic.js makes of each.

import { readFileSync } from "node:fs";
import { allValues, layOut } from "../../app/components/arithmetic.js";

const problems = JSON.parse(readFileSync(0, "utf8"));
const results = problems.map((problem) => {
  const layout = layOut(problem);
  return { shape: [layout.depth, layout.rows.outputs, layout.columns.outputs], values: allValues(layout) };
});
process.stdout.write(JSON.stringify(results));
