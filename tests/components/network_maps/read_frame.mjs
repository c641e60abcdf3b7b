// Reads the paths of a packed frame and of packed weights, and from standard input the cells that are asked for, [layer,
// map, row, column]. Writes what the browser computes of each, and of its map.

import { readFileSync } from "node:fs";
import { partialMap, workOf } from "../../../app/components/network_maps/cell_work.js";
import { correlation, handMadeMap } from "../../../app/components/network_maps/hand_made.js";
import { statisticsOf } from "../../../app/components/network_maps/map_statistics.js";
import { Network, numbersOf } from "../../../app/components/network_maps/network_values.js";
import { seenPixels } from "../../../app/components/network_maps/seen_pixels.js";
import { softmaxSteps } from "../../../app/components/network_maps/softmax_steps.js";
import { unpack } from "../../../app/components/shared/wire_format.js";

const [frame, weights] = process.argv.slice(2).map((path) => unpack(new Uint8Array(readFileSync(path))));
const network = new Network(frame);
network.takeWeights(numbersOf(weights.stages[0]));

function answer([number, ...cell]) {
  const found = workOf(network, number, cell);
  const isSum = found.form === "sum";
  return {
    form: found.form,
    value: found.value,
    stored: network.valueAt(number, cell),
    partials: isSum ? found.parts.map(({ channel, sum }) => [sum, partialAt(number, cell, channel)]) : [],
    statistics: statisticsOf(network.mapOf(number, cell[0])),
    seen: seenPixels(network, number, cell),
  };
}

// What the map of one channel's products has at the cell; of a neuron, their sum.
function partialAt(number, [map, row, column], channel) {
  const made = partialMap(network, number, map, channel);
  const node = network.nodes[number];
  return node.kind === "fc" ? made.reduce((sum, one) => sum + one, 0) : made[row * node.columns + column];
}

const last = network.nodes.at(-1);
const answers = JSON.parse(readFileSync(0, "utf8")).map(answer);
const shares = softmaxSteps(network.nodes[last.inputs[0]].values, 1).shares;
const handMade = frame.kernels.map((kernel) => {
  const values = handMadeMap(network, 1, kernel);
  return { values: [...values], likeness: correlation(network.mapOf(1, 0), values) };
});
process.stdout.write(JSON.stringify({ answers, shares, handMade }));
