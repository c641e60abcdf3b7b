// The output-size formula with the learner's numbers, and the windows along one axis, drawn.

import { onClicker } from "../shared/clicker.js";
import { element, fillDefinitions, newButton } from "../shared/dom.js";
import { offerSnapshot } from "../shared/dom_snapshot.js";
import { tellShown } from "../shared/handshake.js";
import { ALONG, ARROWS, PAGES } from "../shared/keys.js";
import { placeOnce, tellPosition } from "../shared/positions.js";
import { shape } from "../shared/svg.js";
import { layout, sentence } from "./axis_layout.js";

const [WIDEST, ROW, GUTTER] = [46, 25, 96];

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".size-axis");
  const [fit, formula, verdict, offers, conventions, position] = data;
  root.fit = fit;
  placeOnce(root, position, ({ window = 0 }) => {
    root.chosen = Number(window);
  });
  root.chosen = Math.min(root.chosen ?? 0, Math.max(0, fit.output - 1));
  showFormula(root.querySelector(".formula"), formula);
  root.querySelector(".verdict").textContent = verdict;
  showOffers(root.querySelector(".offers"), offers, (offer) => setTriggerValue("asked", { offer }));
  showLegend(root, fit);
  offerSnapshot(root, [".formula", ".verdict", ".windows", ".told"], () => `windows-${fit.size}-${fit.kernel}-${fit.stride}`);
  fillDefinitions(root.querySelector(".conventions"), conventions, true);
  listen(root, root.querySelector(".windows"));
  draw(root);
  tellShown(root, formula[0]);
  const observer = new ResizeObserver(() => draw(root));
  observer.observe(root);
  const deaf = onClicker(root, (key) => press(root, key));
  const silent = tellPosition(root, () => ({ window: String(root.chosen || "") }));
  return () => {
    observer.disconnect();
    deaf();
    silent();
  };
}

// Each part is a text, a fraction [above, below], or the result {result}.
function showFormula(place, [spoken, parts]) {
  place.setAttribute("aria-label", spoken);
  place.replaceChildren(...parts.map(partOf));
}

function partOf(part) {
  const made = element(part.result ? "strong" : "span");
  made.setAttribute("aria-hidden", "true");
  if (Array.isArray(part)) {
    made.className = "fraction";
    made.append(...part.map((text) => element("span", text)));
  } else {
    made.textContent = part.result ?? part;
  }
  return made;
}

function showOffers(place, offers, ask) {
  place.hidden = offers.length === 0;
  while (place.childElementCount > 1) place.lastElementChild.remove();
  place.append(...offers.map((label, i) => newButton(label, () => ask(i))));
}

function showLegend(root, fit) {
  root.querySelector(".of-padding").hidden = fit.before + fit.after === 0;
  root.querySelector(".of-lost").hidden = fit.leftover === 0;
  root.querySelector(".of-missing").hidden = fit.fits;
}

function listen(root, windows) {
  windows.onkeydown = (event) => {
    if (press(root, event.key)) event.preventDefault();
  };
  windows.onpointermove = windows.onpointerdown = (event) => {
    const { window } = event.target.closest("[data-window]")?.dataset ?? {};
    if (window !== undefined) choose(root, Number(window));
  };
}

// Whether a key is one that leads to another window.
function press(root, key) {
  const last = root.fit.output - 1;
  const step = ARROWS[key]?.find((cells) => cells !== 0) ?? PAGES[key] ?? ALONG[key];
  if (step === undefined) return false;
  choose(root, Math.min(Math.max(0, root.chosen + step), last));
  return true;
}

function choose(root, window) {
  if (window === root.chosen || root.fit.output === 0) return;
  root.chosen = window;
  draw(root);
}

function draw(root) {
  const { fit, chosen } = root;
  const slider = root.querySelector(".windows");
  const width = slider.clientWidth;
  if (width === 0) return;
  const gutter = width < 500 ? 68 : GUTTER;
  const plan = layout(fit, Math.max(12, Math.floor((width - gutter) / 19)));
  const cell = Math.min(WIDEST, (width - gutter - 4) / plan.columns);
  const at = { cell, gutter, tall: Math.min(Math.max(cell, 14), 34) };
  const rows = plan.windows.length + (fit.fits ? 0 : 1);
  const height = at.tall + 8 + rows * ROW;
  const svg = slider.querySelector("svg");
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.replaceChildren(hatch(), ...cells(plan, at, fit, chosen), ...bars(plan, at, fit, chosen));
  const told = fit.output ? sentence(chosen, fit) : "No window fits";
  root.querySelector(".told").textContent = told;
  slider.setAttribute("aria-valuemax", Math.max(0, fit.output - 1));
  slider.setAttribute("aria-valuenow", fit.output && chosen);
  slider.setAttribute("aria-valuetext", told);
}

function hatch() {
  const pattern = shape("pattern", {
    id: "left-over-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  pattern.append(shape("rect", { width: 8, height: 8, fill: "#ffd400" }), shape("rect", { width: 3, height: 8, fill: "#000" }));
  return pattern;
}

function cells(plan, at, fit, chosen) {
  const seen = new Set(fit.output ? plan.taps(chosen) : []);
  const drawn = plan.positions.flatMap((position) => {
    const x = at.gutter + plan.column(position) * at.cell;
    const kind = plan.kind(position);
    const name = `cell ${kind}${seen.has(position) ? " seen" : ""}`;
    const box = shape("rect", { class: name, x, y: 1, width: at.cell, height: at.tall });
    const text = kind === "padding" ? "0" : String(position - fit.before);
    const room = text.length * 7 + 3 <= at.cell && kind !== "lost";
    const said = { x: x + at.cell / 2, class: seen.has(position) ? "on-seen" : "" };
    return room ? [box, label(text, at.tall / 2 + 1, said)] : [box];
  });
  drawn.push(label("input", at.tall / 2 + 1, { x: 0, "text-anchor": "start" }));
  const gap = plan.positions.findIndex((position, i) => i > 0 && position > plan.positions[i - 1] + 1);
  if (gap > 0) drawn.push(label("⋯", at.tall / 2 + 1, { x: at.gutter + (gap + 0.5) * at.cell }));
  return drawn;
}

function label(text, y, attributes) {
  return shape("text", { y, "dominant-baseline": "central", "text-anchor": "middle", "font-size": 13, ...attributes }, text);
}

function bars(plan, at, fit, chosen) {
  const drawn = plan.windows.map((window, row) => {
    const y = at.tall + 8 + row * ROW;
    if (window === null) {
      const left = fit.output - plan.windows.length + 1;
      return label(`⋮ ${left} more`, y + ROW / 2, { x: 0, "text-anchor": "start" });
    }
    return bar(plan, at, window, y, window === chosen);
  });
  if (!fit.fits) drawn.push(missing(plan, at, fit, at.tall + 8 + plan.windows.length * ROW));
  return drawn;
}

function bar(plan, at, window, y, chosen) {
  const group = shape("g", { class: chosen ? "chosen" : "", "data-window": window });
  const taps = plan.taps(window);
  const left = at.gutter + plan.column(taps[0]) * at.cell;
  const width = plan.extent * at.cell;
  group.append(
    shape("rect", { class: "row", x: 0, y, width: at.gutter + plan.columns * at.cell, height: ROW }),
    label(`output ${window}`, y + ROW / 2, { x: 0, "text-anchor": "start" }),
    shape("rect", { class: "bar", x: left, y: y + 4, width, height: ROW - 8 }),
    ...taps.map((tap) => shape("rect", {
      class: "tap", x: at.gutter + plan.column(tap) * at.cell, y: y + 4, width: at.cell, height: ROW - 8,
    })),
  );
  return group;
}

function missing(plan, at, fit, y) {
  const group = shape("g");
  const x = at.gutter + plan.column(fit.output * fit.stride) * at.cell;
  const width = plan.extent * at.cell;
  group.append(
    label("no fit", y + ROW / 2, { x: 0, "text-anchor": "start" }),
    shape("rect", { class: "missing", x, y: y + 4, width, height: ROW - 8 }),
    label("✗", y + ROW / 2, { x: x + width - (plan.overhang * at.cell) / 2, "font-weight": 700 }),
  );
  return group;
}
