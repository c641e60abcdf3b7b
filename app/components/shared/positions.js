// Where components stand, in the page's link: a step, a zoom, what is pinned. The server knows it
// only from a link that was opened; from then on the browser does, and nobody waits for the server.

import { askPage, onPage } from "./page_events.js";

const WHERE = "convoscope:where";

// `where()` gives {name of a parameter: its text, or "" where it stands of itself}; what this
// returns ends that, and so does leaving the page: a view that was replaced by another before
// Streamlit had shown all of it is never told to end.
export function tellPosition(root, where) {
  return onPage(WHERE, (answers) => root.isConnected && Object.assign(answers, where()));
}

// What all components of the page tell.
export function positions() {
  return askPage(WHERE);
}

// `place(values)` puts a component where a link says, {} where it says nothing: once for each link
// that is opened, not with each run of the page.
export function placeOnce(root, [link, values], place) {
  if (root.dataset.link === String(link)) return;
  root.dataset.link = String(link);
  place(values);
}

// A cell as a link names it, "output0_1_2", and back: [name, number, …], or null.
export function linkOfCell(name, ...numbers) {
  return [name, ...numbers].join("_");
}

export function cellOfLink(text = "") {
  const [name, ...numbers] = text.split("_");
  return numbers.length > 0 ? [name, ...numbers.map(Number)] : null;
}
