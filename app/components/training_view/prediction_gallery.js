// Pictures held out that a network was asked about, as buttons: each can be looked at from inside.

import { best, percent } from "../shared/scores.js";
import { paintTiles } from "../shared/tiles.js";
import { entry } from "../shared/volume_maps.js";

// `told` are {place, label, scores}, with a stage of pixels each; `look(place)` is called for the
// one that is pressed. Buttons that are there stay, and the focus with them.
export function showPredictions(list, told, stages, { classes, table, look }) {
  while (list.childElementCount > told.length) list.lastElementChild.remove();
  while (list.childElementCount < told.length) list.append(newPicture());
  told.forEach(({ place: number, label, scores }, i) => {
    const button = list.children[i].firstElementChild;
    const [canvas, words, sureness] = button.children;
    const answer = best(scores);
    paintTiles(canvas, stages[i], table, 1);
    words.replaceChildren(className(classes[label]), " → ", className(classes[answer]));
    sureness.textContent = `${Math.round(100 * scores[answer])} %`;
    button.title = `Look at a “${classes[label]}” told to be “${classes[answer]}” with ${percent(scores[answer])}`;
    button.setAttribute("aria-label", button.title);
    button.onclick = () => look(number);
  });
}

// A long one is cut after two lines; the button's title has all of it.
function className(text) {
  return Object.assign(entry("span", text), { className: "name" });
}

function newPicture() {
  const button = entry("button", "");
  button.type = "button";
  button.append(document.createElement("canvas"), entry("span", ""), entry("span", ""));
  const item = entry("li", "");
  item.append(button);
  return item;
}
