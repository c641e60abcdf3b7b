// What a network says of a picture: the share of every class, as words and as bars.

import { element, matchChildren } from "./dom.js";

export function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}

// Bars of all classes, or of the most probable ones where there are many; `label` is the true
// class, or null.
export function scoreBars(list, scores, classes, label) {
  const order = scores.map((_, k) => k);
  if (order.length > 10) order.sort((a, b) => scores[b] - scores[a]);
  const shown = order.slice(0, 10);
  const items = matchChildren(list, shown.length, newBar);
  shown.forEach((k, i) => {
    const item = items[i];
    const [name, track, value] = item.children;
    item.className = k === label ? "true" : "";
    name.textContent = classes[k];
    name.title = k === label ? `${classes[k]}, the true class` : classes[k];
    track.style.setProperty("--share", `${100 * scores[k]}%`);
    value.textContent = percent(scores[k]);
  });
}

function newBar() {
  const item = element("li");
  const track = element("div", "", "track");
  track.append(element("span"));
  item.append(element("span", "", "label"), track, element("span", "", "number"));
  return item;
}

export function best(scores) {
  return scores.indexOf(Math.max(...scores));
}
