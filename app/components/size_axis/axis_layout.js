// Which windows and which cells of one axis are drawn: all of them where there is room, otherwise
// both ends, where padding begins and where something is left over.

const MOST_WINDOWS = 9;
const [FIRST, LAST] = [3, 2]; // windows at each end when the rest is left out

// `fit` is the engine's, with `before` and `after` cells of padding; `most` cells have room.
export function layout(fit, most) {
  const { kernel, stride, dilation, padded, output } = fit;
  const extent = dilation * (kernel - 1) + 1;
  const overhang = fit.fits ? 0 : output * stride + extent - padded;
  const ends = shownCells(fit, extent, most - overhang);
  return {
    extent,
    overhang,
    windows: shownWindows(output),
    columns: ends.head + ends.tail + (ends.tail ? 1 : 0) + overhang,
    positions: shownPositions(ends, padded),
    column: (position) => columnOf(ends, padded, position),
    kind: (position) => kindOf(position, fit),
    taps: (window) => Array.from({ length: kernel }, (_, tap) => window * stride + tap * dilation),
  };
}

// The windows' numbers in order, with null where some are left out.
export function shownWindows(output) {
  const all = Array.from({ length: output }, (_, window) => window);
  return output <= MOST_WINDOWS ? all : [...all.slice(0, FIRST), null, ...all.slice(-LAST)];
}

// How many cells are drawn at the near end (`head`) and at the far end (`tail`, 0 if all are).
function shownCells({ padded, output, stride, leftover }, extent, most) {
  if (padded <= most || output <= MOST_WINDOWS) return { head: padded, tail: 0 };
  const head = extent + (FIRST - 1) * stride;
  const tail = extent + (LAST - 1) * stride + leftover;
  return head + tail + 1 < padded ? { head, tail } : { head: padded, tail: 0 };
}

function shownPositions({ head, tail }, padded) {
  const all = Array.from({ length: padded }, (_, position) => position);
  return tail ? [...all.slice(0, head), ...all.slice(padded - tail)] : all;
}

// Where a position of the padded axis is drawn, beyond its end too.
function columnOf({ head, tail }, padded, position) {
  return tail && position >= padded - tail ? head + 1 + position - (padded - tail) : position;
}

function kindOf(position, { before, size, padded, leftover }) {
  if (position >= padded - leftover) return "lost";
  return position < before || position >= before + size ? "padding" : "plain";
}

// "Output 1: cells 2 to 4", in the numbers of the drawing.
export function sentence(window, { kernel, stride, dilation, before, size }) {
  const taps = Array.from({ length: kernel }, (_, tap) => window * stride + tap * dilation - before);
  const cells = taps.filter((cell) => cell >= 0 && cell < size);
  const zeros = taps.length - cells.length;
  const parts = [];
  if (zeros) parts.push(`${zeros} of padding`);
  if (cells.length === 1) parts.push(`cell ${cells[0]}`);
  else if (cells.length && dilation === 1) parts.push(`cells ${cells[0]} to ${cells.at(-1)}`);
  else if (cells.length) parts.push(`cells ${cells.join(", ")}`);
  return `Output ${window}: ${parts.join(" and ")}`;
}
