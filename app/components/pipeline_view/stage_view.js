// Which part of each stage is seen: zoomed in, all stages show the same part of the picture.

const CLOSEST = 8; // pixels of the picture along its longer side, at the largest zoom
export const CLOSE = 40; // pixels along its longer side from which on padding is seen too

export function zoomsOf(size) {
  const most = Math.max(1, Math.floor(Math.log2(Math.max(...size) / CLOSEST)));
  return Array.from({ length: most + 1 }, (_, i) => 2 ** i);
}

// For each axis: cells, and where they lie on the picture: cell u … u + 1 is centred on pixel
// origin + step·(u + ½); before and after it there may be padding.
export function gridOf(name, size, setting) {
  return [0, 1].map((i) => {
    const axis = setting && [setting.rows, setting.columns][i];
    if (name === "picture" || !axis) {
      const room = axis ? (axis.outputs - 1) * axis.stride + axis.extent - axis.before - axis.size : 0;
      return { size: size[i], origin: 0, step: 1, before: axis ? axis.before : 0, after: Math.max(0, room) };
    }
    const origin = (axis.extent - axis.stride) / 2 - axis.before;
    if (name !== "pooling") return { size: size[i], origin, step: axis.stride, before: 0, after: 0 };
    const { size: window, stride } = setting.pooling;
    const first = origin + (axis.stride * (window - stride)) / 2;
    return { size: size[i], origin: first, step: axis.stride * stride, before: 0, after: 0 };
  });
}

// One axis: the first cell that is seen and how many. `centre` and `picture` are in pixels.
export function seenAlong({ size, origin, step, before, after }, zoom, centre, picture, close) {
  if (zoom === 1) return { first: 0, count: size };
  const [lead, trail] = close ? [before, after] : [0, 0];
  const most = lead + size + trail;
  const count = Math.min(most, Math.max(1, Math.round(picture / zoom / step)));
  const first = Math.round((centre - origin) / step - count / 2);
  return { first: Math.min(Math.max(first, -lead), size + trail - count), count };
}

// The cell under a point, which is given as a share of what is seen; null outside of the stage.
export function cellAt(seen, shares, sizes) {
  const cell = seen.map(({ first, count }, i) => first + Math.floor(shares[i] * count));
  return cell.every((at, i) => at >= 0 && at < sizes[i]) ? cell : null;
}

// Where cells from … to (both included) lie, in shares of what is seen: {top, left, height, width}.
export function placeOf([rows, columns], [top, left, bottom, right]) {
  return {
    top: (top - rows.first) / rows.count,
    left: (left - columns.first) / columns.count,
    height: (bottom - top + 1) / rows.count,
    width: (right - left + 1) / columns.count,
  };
}
