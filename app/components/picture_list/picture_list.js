// Pictures, each with a button beside it that asks for its removal.

import { newButton } from "../shared/dom.js";

// data: [what they are pictures of, [[name for the server, PNG in base64], ...]]
export default function ({ data: [of, pictures], parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".picture-list");
  const shown = JSON.stringify([of, pictures.map(([name]) => name)]);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  const focused = buttons(list).indexOf(document.activeElement);
  list.replaceChildren(...pictures.map(([name, png], i) => {
    const image = document.createElement("img");
    image.src = `data:image/png;base64,${png}`;
    image.alt = `Picture ${i + 1} of ${of}`;
    const button = newButton("✕", () => setTriggerValue("asked", name), `Remove picture ${i + 1}`);
    const item = document.createElement("li");
    item.append(image, button);
    return item;
  }));
  // Whoever removes pictures by keyboard goes on with the next one.
  if (focused >= 0) buttons(list)[Math.min(focused, pictures.length - 1)]?.focus();
}

function buttons(list) {
  return [...list.querySelectorAll("button")];
}
