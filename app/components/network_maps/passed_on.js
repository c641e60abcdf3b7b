// Layers that change no number: where each comes from.

// The same number, and where it stood before; "padding" where there was none.
export function passedOn(network, node, cell) {
  const [source, at] = placeBefore(network, node, cell);
  const { rows, columns } = network.nodes[source];
  const isInside = at[1] >= 0 && at[1] < rows && at[2] >= 0 && at[2] < columns;
  return isInside ? { form: "same", source, at, value: network.valueAt(source, at) } : { form: "padding", source, value: 0 };
}

function placeBefore(network, { kind, inputs, maps, settings }, [map, row, column]) {
  const [source] = inputs;
  switch (kind) {
    case "flatten": {
      const { area, columns } = network.nodes[source];
      const rest = map % area;
      return [source, [Math.floor(map / area), Math.floor(rest / columns), rest % columns]];
    }
    case "concat":
      return stacked(network, inputs, [map, row, column]);
    case "repeat":
      return [source, [map, Math.floor(row / settings.factors[0]), Math.floor(column / settings.factors[1])]];
    case "pad":
      return [source, [map, row - settings.before[0], column - settings.before[1]]];
    case "shuffle":
      return [source, [(map % settings.groups) * (maps / settings.groups) + Math.floor(map / settings.groups), row, column]];
    default:
      return [source, [map, row, column]];
  }
}

function stacked(network, inputs, [map, row, column]) {
  let before = 0;
  const source = inputs.find((one) => {
    if (map < before + network.nodes[one].maps) return true;
    before += network.nodes[one].maps;
    return false;
  });
  return [source, [map - before, row, column]];
}
