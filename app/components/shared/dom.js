// Elements of a page, made and kept in step with what they show.

export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// `label`: what a button with a mere sign on it is called.
export function newButton(text, act, label = "") {
  const made = Object.assign(element("button", text), { type: "button", onclick: act });
  if (label) {
    made.title = label;
    made.setAttribute("aria-label", label);
  }
  return made;
}

export function tableRow(...cells) {
  const row = document.createElement("tr");
  row.append(...cells);
  return row;
}

// A host with so many children: those that are there stay, and the focus with them.
export function matchChildren(host, count, make) {
  while (host.childElementCount > count) host.lastElementChild.remove();
  while (host.childElementCount < count) host.append(make(host.childElementCount));
  return [...host.children];
}

// The [name, text] of a definition list; `grouped` puts each pair in a box of its own.
export function fillDefinitions(list, entries, grouped = false) {
  const pairs = entries.map(([name, text]) => [element("dt", name), element("dd", text)]);
  list.replaceChildren(...(grouped ? pairs.map((pair) => groupOf(pair)) : pairs.flat()));
}

function groupOf(parts) {
  const group = document.createElement("div");
  group.append(...parts);
  return group;
}
