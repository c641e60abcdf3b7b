// Predictions for validation pictures, as buttons: a picture that is pressed is shown inside the network.

import { element, matchChildren, newButton } from "../shared/dom.js";
import { best, percent } from "../shared/scores.js";
import { paintTiles } from "../shared/tiles.js";

// `predictions` are {place, label, probabilities}, with a stage of pixels each; `select(place)` is
// called for the one that is pressed. Buttons that are there stay, and the focus with them.
export function showPredictions(list, predictions, stages, { classes, table, select }) {
  const items = matchChildren(list, predictions.length, newPicture);
  predictions.forEach(({ place: number, label, probabilities }, i) => {
    const button = items[i].firstElementChild;
    const [canvas, words, confidence] = button.children;
    const predicted = best(probabilities);
    paintTiles(canvas, stages[i], table, 1);
    words.replaceChildren(className(classes[label]), " → ", className(classes[predicted]));
    confidence.textContent = `${Math.round(100 * probabilities[predicted])}%`;
    button.title = `Look at a “${classes[label]}” predicted “${classes[predicted]}”, confidence ${percent(probabilities[predicted])}`;
    button.setAttribute("aria-label", button.title);
    button.onclick = () => select(number);
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
