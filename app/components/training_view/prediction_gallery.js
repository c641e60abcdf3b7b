// Pictures held out that a network was asked about, as buttons: each can be looked at from inside.

import { element, matchChildren, newButton } from "../shared/dom.js";
import { best, percent } from "../shared/scores.js";
import { paintTiles } from "../shared/tiles.js";

// `told` are {place, label, scores}, with a stage of pixels each; `look(place)` is called for the
// one that is pressed. Buttons that are there stay, and the focus with them.
export function showPredictions(list, told, stages, { classes, table, look }) {
  const items = matchChildren(list, told.length, newPicture);
  told.forEach(({ place: number, label, scores }, i) => {
    const button = items[i].firstElementChild;
    const [canvas, words, sureness] = button.children;
    const answer = best(scores);
    paintTiles(canvas, stages[i], table, 1);
    words.replaceChildren(className(classes[label]), " → ", className(classes[answer]));
    sureness.textContent = `${Math.round(100 * scores[answer])}%`;
    button.title = `Look at a “${classes[label]}” predicted “${classes[answer]}”, confidence ${percent(scores[answer])}`;
    button.setAttribute("aria-label", button.title);
    button.onclick = () => look(number);
  });
}

// A long one is cut after two lines; the button's title has all of it.
function className(text) {
  return element("span", text, "name");
}

function newPicture() {
  const button = newButton("");
  button.append(document.createElement("canvas"), element("span"), element("span"));
  const item = element("li");
  item.append(button);
  return item;
}
