// Where the stepper stands: the current output cell, and how many cells are filled.

import { ARROWS, PAGES } from "./keys.js";

export class Playback {
  constructor(count, width) {
    this.count = count;
    this.width = width; // cells in a row of the output
    this.current = 0;
    this.filled = count; // a first look shows the whole result
    this.predicting = false;
  }

  // The output is filled up to the cell that was stepped to; its value waits for a prediction.
  goTo(index) {
    const to = Math.min(this.count - 1, Math.max(0, index));
    const revealed = to === this.current && this.filled === to + 1;
    this.current = to;
    this.filled = to + (this.predicting && !revealed ? 0 : 1);
  }

  reveal() {
    this.filled = this.current + 1;
  }

  hides(index) {
    return this.predicting && index >= this.filled;
  }

  // Whether a step comes after the one that is asked for: what it is made of may be asked for as well.
  isAhead(index) {
    return this.hides(index) && index > this.current;
  }

  // Whether a step on first shows the cell that is still to be predicted.
  asksBefore(key) {
    return (key === "PageDown" || key === "ArrowRight") && this.hides(this.current);
  }

  // Where a key leads, or null where it is none of the stepper's.
  after(key) {
    if (key === "Home") return 0;
    if (key === "End") return this.count - 1;
    const [down, across] = ARROWS[key] ?? [0, PAGES[key]];
    if (across === undefined) return null;
    const to = this.current + down * this.width + across;
    return to >= 0 && to < this.count ? to : this.current;
  }

  get atEnd() {
    return this.current === this.count - 1;
  }

  get ended() {
    return this.filled === this.count && this.atEnd;
  }

  // What pressing Play begins with: from the start where all is shown already.
  begin() {
    this.goTo(this.filled === this.count ? 0 : this.current);
  }
}
