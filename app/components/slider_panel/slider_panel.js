// Sliders that the picture follows while they are dragged, and what is to be said about them.

import { matchChildren, newButton } from "../shared/dom.js";
import { whenGone } from "../shared/handshake.js";
import { LatestOnly, isDone } from "./latest_only.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".slider-panel");
  root.latest ??= new LatestOnly((asked) => root.send(asked), (asked) => root.shows(asked));
  root.send = (asked) => setTriggerValue("asked", asked);
  const [sliders, problem, offers] = data;
  root.shows = (asked) => isDone(sliders, asked);
  root.latest.answered();
  showSliders(root, sliders);
  showProblem(root, problem);
  showOffers(root, offers);
  return () => whenGone(root, () => root.latest.end());
}

function showSliders(root, sliders) {
  const template = root.querySelector("template").content.firstElementChild;
  const rows = matchChildren(root.querySelector(".sliders"), sliders.length, () => template.cloneNode(true));
  sliders.forEach((slider, i) => showSlider(root, rows[i], slider));
}

function showSlider(root, row, { name, label, lowest, highest, value, disabled, first, each }) {
  const [text, output, input] = row.children;
  text.textContent = label;
  Object.assign(input, { id: `slider-${name}`, min: lowest, max: highest, step: 1, disabled });
  text.htmlFor = output.htmlFor = input.id;
  input.setAttribute("aria-label", label);
  // While the hand is ahead of the server, the server's older value must not pull it back.
  if (!root.latest.busy) input.value = value;
  const write = () => {
    output.value = String(Number((first + each * input.valueAsNumber).toFixed(3)));
    input.setAttribute("aria-valuetext", output.value);
  };
  write();
  const ask = (held) => {
    write();
    root.dragged = held;
    root.latest.ask({ slider: name, value: input.valueAsNumber, held });
  };
  input.onpointerdown = () => {
    root.held = true;
  };
  // Released: now the address may follow. No change is told of a slider that is back where it began.
  const release = () => {
    root.held = false;
    if (root.dragged) ask(false);
  };
  input.onpointerup = input.onpointercancel = input.onchange = release;
  input.oninput = () => ask(root.held === true);
}

function showProblem(root, problem) {
  const place = root.querySelector(".problem");
  place.hidden = problem === null;
  place.textContent = problem ?? "";
}

function showOffers(root, offers) {
  const place = root.querySelector(".offers");
  place.hidden = offers === null;
  if (offers === null) return;
  place.setAttribute("aria-label", offers.title);
  place.querySelector("p").textContent = offers.title;
  place.querySelector("div").replaceChildren(
    ...offers.labels.map((label, i) => newButton(label, () => root.send({ offer: i }))),
  );
}
