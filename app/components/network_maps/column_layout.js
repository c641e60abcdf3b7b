// The maps of a layer as a column of tiles on one canvas: where each lies, and its pixels.

const [LEAST_TILE, LEAST_NUMBER] = [24, 8]; // pixels of the canvas, of a map and of a single number
const [LARGEST_TILE, LARGEST_NUMBER, USUAL_NUMBER, SMALL_NUMBER] = [80, 30, 10, 6]; // on the screen
const WIDE_TILE = 120; // where there is room
const MANY = 200; // numbers, which are drawn small

// `height`: what there is on the screen.
export function columnLayout(node, height) {
  return tiled(node, acrossOf(node.maps, node.area, height), height, Infinity, LARGEST_TILE);
}

// Of as many tiles in a row as makes them largest within a width, too.
export function wideLayout(node, height, width) {
  const every = Array.from({ length: node.maps }, (_, i) => tiled(node, i + 1, height, width, WIDE_TILE));
  return every.reduce((best, one) => (one.scale > best.scale ? one : best));
}

function tiled({ maps, rows, columns, area }, across, height, width, largest) {
  const down = Math.ceil(maps / across);
  const side = Math.max(rows, columns);
  const unit = Math.ceil((area === 1 ? LEAST_NUMBER : LEAST_TILE) / side); // pixels for a number
  const gap = Math.max(1, Math.round((side * unit) / 16));
  const tile = [rows * unit, columns * unit];
  const canvas = [down * (tile[0] + gap) - gap, across * (tile[1] + gap) - gap];
  const most = area === 1 ? LARGEST_NUMBER : largest;
  const scale = Math.min(most / (side * unit), height / canvas[0], width / canvas[1]);
  return { maps, rows, columns, across, down, unit, gap, tile, height: canvas[0], width: canvas[1], scale };
}

function acrossOf(maps, area, height) {
  if (maps <= 10) return 1;
  const side = maps > MANY ? SMALL_NUMBER : USUAL_NUMBER;
  return Math.ceil(area === 1 ? maps / Math.floor(height / side) : Math.sqrt(maps / 4));
}

export function tileBox({ across, gap, tile }, map) {
  const [row, column] = [Math.floor(map / across), map % across];
  return [row * (tile[0] + gap), column * (tile[1] + gap), ...tile];
}

// [map, row, column] at a point of the canvas, in its own pixels; in a gap the nearest number.
export function numberUnder({ maps, rows, columns, across, down, unit, gap, tile }, x, y) {
  const within = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place)));
  const [i, j] = [within(y / (tile[0] + gap), down), within(x / (tile[1] + gap), across)];
  const row = within((y - i * (tile[0] + gap)) / unit, rows);
  const column = within((x - j * (tile[1] + gap)) / unit, columns);
  return [Math.min(maps - 1, i * across + j), row, column];
}

// RGBA pixels of the canvas; colours in `tables`, 256 of each kind, and `scaleOf(map)` says which.
export function columnPixels(layout, values, tables, scaleOf) {
  const { maps, rows, columns, unit, width, height } = layout;
  const pixels = new Uint32Array(width * height);
  const area = rows * columns;
  for (let map = 0; map < maps; map += 1) {
    const [top, left] = tileBox(layout, map);
    const scale = scaleOf(map);
    const colours = coloursOf(values.subarray(map * area, (map + 1) * area), tables[scale.kind], scale);
    for (let i = 0; i < rows; i += 1) {
      const start = (top + i * unit) * width + left;
      for (let j = 0, to = start; j < columns; j += 1) {
        const colour = colours[i * columns + j];
        for (let n = 0; n < unit; n += 1, to += 1) pixels[to] = colour;
      }
      for (let line = 1; line < unit; line += 1) pixels.copyWithin(start + line * width, start, start + columns * unit);
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

// A word for each value: its pixel, in the colours of a scale.
export function coloursOf(values, table, { low, high }) {
  const found = new Uint32Array(values.length);
  const factor = 255 / (high - low);
  for (let place = 0; place < values.length; place += 1) found[place] = table[placeInScale(values[place], low, factor)];
  return found;
}

// The place of a value among 256 colours, as the engine rounds.
export function placeInScale(value, low, factor) {
  const place = (value - low) * factor + 0.5;
  return place < 0 ? 0 : place >= 255 ? 255 : Math.floor(place);
}

// 256 colours as the words of a canvas's pixels, whatever the order of bytes is here.
export function wordsOf(table) {
  const bytes = new Uint8Array(1024);
  for (let i = 0; i < 256; i += 1) bytes.set([...table.subarray(3 * i, 3 * i + 3), 255], 4 * i);
  return new Uint32Array(bytes.buffer);
}

// Where an arrow key leads from map `map` of column `number`: up and down in the column, left and
// right within it and then to the next one, at about the same height.
export function movedMap(layouts, [number, map], [down, right]) {
  const { across, maps } = layouts[number];
  const [row, column] = [Math.floor(map / across), map % across];
  if (down !== 0) {
    const to = map + down * across;
    return [number, to >= 0 && to < maps ? to : map];
  }
  const to = column + right;
  if (to >= 0 && to < across && map + right < maps) return [number, map + right];
  const next = layouts[number + right];
  if (!next) return [number, map];
  const height = (row + 0.5) / layouts[number].down;
  const line = Math.min(next.down - 1, Math.floor(height * next.down));
  return [number + right, Math.min(next.maps - 1, line * next.across + (right > 0 ? 0 : next.across - 1))];
}
