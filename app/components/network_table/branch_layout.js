// Where the volumes of a network that branches are drawn: columns by depth, a lane for each branch,
// and a wire above them for each connection that skips volumes.

// `volumes`: [{reads: [place, …], …}]; the first is the input. Returns the parts of the drawing, one
// after the other: the places in each. Between parts there is one array only, the last of the part.
export function partsOf(volumes) {
  const last = volumes.map((_, place) => place);
  volumes.forEach(({ reads }, place) => reads.forEach((read) => (last[read] = Math.max(last[read], place))));
  const parts = [];
  let part = [];
  let far = 0; // the last that reads what comes before this place
  volumes.forEach((_, place) => {
    part.push(place);
    if (far <= place) {
      parts.push(part);
      part = [];
    }
    far = Math.max(far, last[place]);
  });
  return part.length ? [...parts, part] : parts;
}

// A part that begins after `entry`: {columns, lanes, nodes: [{place, column, lane}],
// edges: [{from, to, lane or wire}]}. An edge without either joins neighbours in a lane; `from` may be
// the entry. Lane 0 is the lowest, wires are above all lanes.
export function layOut(volumes, part, entry) {
  const nodes = new Map();
  const edges = [];
  const goesOn = new Set(); // volumes whose lane another one has taken on
  let lanes = 0;
  for (const place of part) {
    const reads = [...new Set(volumes[place].reads)];
    const column = Math.max(0, ...reads.filter((read) => nodes.has(read)).map((read) => nodes.get(read).column + 1));
    const free = reads.filter((read) => nodes.has(read) && !goesOn.has(read)).sort((a, b) => nodes.get(a).lane - nodes.get(b).lane);
    const isNew = free.length === 0;
    const lane = isNew ? lanes : nodes.get(free[0]).lane;
    if (isNew) lanes += 1;
    for (const read of reads) edges.push(edgeOf(read, place, { begins: isNew && reads[0] === read, free, lane, nodes }));
    free.forEach((read) => goesOn.add(read));
    nodes.set(place, { place, column, lane });
  }
  const placed = [...nodes.values()];
  const columns = 1 + Math.max(...placed.map(({ column }) => column));
  return { entry, columns, lanes, nodes: placed, edges: withWires(edges, nodes, entry), wires: edges.filter(({ skips }) => skips).length };
}

function edgeOf(from, to, { begins, free, lane, nodes }) {
  if (free[0] === from) return { from, to };
  if (free.includes(from)) return { from, to, lane: nodes.get(from).lane };
  if (begins) return { from, to, lane };
  return { from, to, skips: true };
}

// Wires: those that span less lie lower.
function withWires(edges, nodes, entry) {
  const start = (place) => (place === entry ? -1 : nodes.get(place)?.column ?? -1);
  const span = ({ from, to }) => nodes.get(to).column - start(from);
  const skipping = edges.filter(({ skips }) => skips).sort((a, b) => span(a) - span(b));
  return edges.map(({ from, to, lane, skips }) => (skips ? { from, to, wire: skipping.findIndex((one) => one.from === from && one.to === to) } : { from, to, lane }));
}

// What is drawn in a sentence: each way from the entry to where the ways are joined.
export function sentenceOf(volumes, { entry, lanes, nodes, edges }) {
  const said = (place) => `${volumes[place].name} ${volumes[place].volume.join("×")}`;
  const join = nodes.at(-1).place;
  const ways = Array.from({ length: lanes }, (_, lane) =>
    nodes.filter((node) => node.lane === lane && node.place !== join).map(({ place }) => said(place)).join(", then "),
  );
  const skips = edges.filter(({ wire }) => wire !== undefined).map(({ from, to }) => `${from === entry ? "what comes in" : said(from)} also goes to ${said(to)}`);
  return `${ways.length > 1 ? `${ways.length} branches: ` : ""}${ways.join("; ")}; ${[...skips, `out comes ${said(join)}`].join("; ")}.`;
}
