// A figure whose numbers are opened one by one: by pointing, by a tap or with the keys.

import { hasModifier } from "../shared/keys.js";

export class ValueReadout {
  // at(x, y): the place at these shares of the figure's width and height, or null;
  // after(place, key): where a key leads from a place, null at first; undefined for other keys;
  // tell(place): shows it and returns it in words; tell(null) takes it away;
  // say(words): speaks them.
  constructor(figure, { at, after, tell, say }) {
    Object.assign(this, { figure, at, after, tell, say, place: null });
    figure.setAttribute("tabindex", "0");
    figure.classList.add("readout");
    for (const kind of ["pointerdown", "pointermove"]) figure.addEventListener(kind, (event) => this.point(event));
    // A finger that is lifted leaves open what it has tapped.
    figure.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.open(null));
    figure.addEventListener("blur", () => this.open(null));
    figure.addEventListener("keydown", (event) => this.onKey(event));
  }

  open(place) {
    this.place = place;
    return this.tell(place);
  }

  // The numbers are new ones.
  refresh() {
    if (this.place !== null) this.open(this.place);
  }

  point(event) {
    const box = this.figure.getBoundingClientRect();
    const words = this.open(this.at((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
    if (event.type === "pointerdown" && words) this.say(words);
  }

  onKey(event) {
    if (hasModifier(event)) return;
    const place = event.key === "Escape" && this.place !== null ? null : this.after(this.place, event.key);
    if (place === undefined) return;
    event.preventDefault();
    this.say(this.open(place) ?? "");
  }
}
