// The tiles of a board: which group each is in, and which one a key leads to.

import { ARROWS } from "../shared/keys.js";

// All tiles in a row: [{tile, group, place}], their group and place in it counted from 0.
export function tilesOf(groups) {
  return groups.flatMap(({ tiles }, group) => tiles.map((tile, place) => ({ tile, group, place })));
}

// The number of the tile that a key leads to from another one, within its group of so many columns;
// null for a key that leads nowhere.
export function steppedTile(groups, number, key, columns) {
  const { group, place } = tilesOf(groups)[number];
  const count = groups[group].tiles.length;
  const first = number - place;
  if (key === "Home") return first;
  if (key === "End") return first + count - 1;
  if (!(key in ARROWS)) return null;
  const [down, right] = ARROWS[key];
  const to = place + down * columns + right;
  return first + (to >= 0 && to < count ? to : place);
}
