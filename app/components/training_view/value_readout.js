// A figure whose numbers are opened one by one: by pointing, by a tap or with the keys. A click, a
// second tap on the same part or Enter may do more.

import { hasModifier } from "../shared/keys.js";

export class ValueReadout {
  // at(x, y): the place at these shares of the figure's width and height, or null;
  // after(place, key): where a key leads from a place, null at first; undefined for other keys;
  // tell(place): shows it and returns it in words; tell(null) takes it away;
  // say(words): speaks them;
  // choose(place): what a click or Enter does, if anything;
  // leavesEscape: Escape is for somebody else.
  constructor(figure, { at, after, tell, say, choose = null, leavesEscape = false }) {
    Object.assign(this, { figure, at, after, tell, say, choose, leavesEscape, place: null, tapped: null });
    figure.setAttribute("tabindex", "0");
    figure.classList.add("readout");
    for (const kind of ["pointerdown", "pointermove"]) figure.addEventListener(kind, (event) => this.point(event));
    // A finger that is lifted leaves open what it has tapped.
    figure.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.open(null));
    figure.addEventListener("blur", () => {
      this.tapped = null;
      this.open(null);
    });
    figure.addEventListener("keydown", (event) => this.onKey(event));
    if (choose) figure.addEventListener("click", (event) => this.onClick(event));
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
    const words = this.open(this.placeUnder(event));
    if (event.type === "pointerdown" && words) this.say(words);
  }

  placeUnder(event) {
    const box = this.figure.getBoundingClientRect();
    return this.at((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  // The first tap reads a number, as the pointer of a mouse does by itself.
  onClick(event) {
    const place = this.placeUnder(event);
    if (place === null) return;
    const isFirstTap = event.pointerType === "touch" && place[0] !== this.tapped;
    this.tapped = place[0];
    if (!isFirstTap) this.choose(place);
  }

  onKey(event) {
    if (hasModifier(event)) return;
    if (event.key === "Enter" && this.choose) {
      event.preventDefault();
      this.choose(this.place);
      return;
    }
    const closes = event.key === "Escape" && this.place !== null && !this.leavesEscape;
    const place = closes ? null : this.after(this.place, event.key);
    if (place === undefined) return;
    event.preventDefault();
    this.say(this.open(place) ?? "");
  }
}
