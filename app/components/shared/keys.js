// What keys mean, the same in all components.

// Rows and columns by which an arrow key moves.
export const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// Steps of a presenter's clicker.
export const PAGES = { PageUp: -1, PageDown: 1 };

// Along a line, to its ends too.
export const ALONG = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

// With one of these a key is the browser's.
export function hasModifier({ altKey, ctrlKey, metaKey }) {
  return altKey || ctrlKey || metaKey;
}

// Page keys step(±1) through the outputs; in a grid that `grids` selects, arrow keys move(grid, [rows, columns]).
export function onGridKeys(root, grids, step, move) {
  root.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (hasModifier(event)) return;
    if (key in PAGES) step(PAGES[key]);
    else if (key in ARROWS && target.matches(grids)) move(target, ARROWS[key]);
    else return;
    event.preventDefault();
  });
}
