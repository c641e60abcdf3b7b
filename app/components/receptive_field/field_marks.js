// What belongs to an output number, among the inputs and the outputs of one or more operations
// beside each other. Marks are [row, column, class], in lists as the drawings have them.

import { channelsOf, work } from "../shared/arithmetic.js";
import { sentence } from "../shared/arithmetic_text.js";

// The output cell [k, y, x] of layout `of`: its receptive field, and the same place in all other maps
// ("tap"); where there is one layer alone, the neurons of its map that share its weights ("shared").
export function fieldMarks(layouts, of, [k, y, x]) {
  const layout = layouts[of];
  const { rows, columns } = layout;
  const window = rows.reads[y].flatMap(([, i]) => columns.reads[x].map(([, j]) => [i - rows.before, j - columns.before, "tap"]));
  const read = channelsOf(layout, k);
  const inputs = Array.from({ length: layout.channels }, (_, c) => (read.includes(c) ? window : []));
  const panels = layouts.map((other, i) => {
    const there = y < other.rows.outputs && x < other.columns.outputs;
    const maps = Array.from({ length: other.depth }, () => (there ? [[y, x, "tap"]] : []));
    if (i === of) maps[k] = [...(layouts.length === 1 ? slice(other, [y, x]) : []), [y, x, "current"]];
    return maps;
  });
  return { inputs, panels };
}

function slice({ rows, columns }, [y, x]) {
  const cells = Array.from({ length: rows.outputs * columns.outputs }, (_, i) => [Math.floor(i / columns.outputs), i % columns.outputs, "shared"]);
  return cells.filter(([i, j]) => i !== y || j !== x);
}

// A heading, and a line of arithmetic for each operation that has a number there. `titles` name the
// operations; a single one, without a title, is a layer of neurons.
export function fieldTexts(layouts, titles, { of, cell: [k, y, x] }) {
  const map = layouts[of].depth > 1 ? ` of map ${k}` : "";
  const name = titles[of] ? `${titles[of]}: output [${y}, ${x}]${map} and its window` : `Neuron [${y}, ${x}]${map} and its receptive field`;
  const lines = layouts.flatMap((layout, i) => {
    const cell = [k, y, x];
    if (k >= layout.depth || y >= layout.rows.outputs || x >= layout.columns.outputs) return [];
    return [(titles[i] ? `${titles[i]}: ` : "") + sentence(layout.problem, work(layout, cell), "decimal")];
  });
  return [name, lines.join("\n")];
}
