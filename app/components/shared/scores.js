// What a network says of a picture: the share of every class, as words and as bars.

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

// Bars of all classes, or of the surest where there are many; `label` is the right one, or null.
export function scoreBars(list, scores, classes, label) {
  const order = scores.map((_, k) => k);
  if (order.length > 10) order.sort((a, b) => scores[b] - scores[a]);
  const shown = order.slice(0, 10);
  while (list.childElementCount > shown.length) list.lastElementChild.remove();
  while (list.childElementCount < shown.length) {
    const item = document.createElement("li");
    const [name, track, value] = ["span", "div", "span"].map((kind) => document.createElement(kind));
    [name.className, track.className, value.className] = ["label", "track", "number"];
    track.append(document.createElement("span"));
    item.append(name, track, value);
    list.append(item);
  }
  shown.forEach((k, i) => {
    const item = list.children[i];
    const [name, track, value] = item.children;
    item.className = k === label ? "true" : "";
    name.textContent = classes[k];
    name.title = k === label ? `${classes[k]}, the right class` : classes[k];
    track.style.setProperty("--share", `${100 * scores[k]}%`);
    value.textContent = percent(scores[k]);
  });
}

export function best(scores) {
  return scores.indexOf(Math.max(...scores));
}
