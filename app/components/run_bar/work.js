// Work that is done piece by piece: which piece is asked for, and what the button does.

import { afterTimeout, retry } from "../shared/retry.js";

export class Work {
  constructor(send, later = afterTimeout) {
    Object.assign(this, { send, later, run: null, stopped: false, heard: 0, waits: false });
  }

  // Whether a piece is under way; tests wait for it.
  get busy() {
    return this.waits;
  }

  get isDone() {
    return this.done >= this.total;
  }

  // What the server shows now; a new run goes on by itself, unless it `waits` to be told.
  take(run, piece, done, total, waits = false) {
    this.heard += 1;
    if (run !== this.run) this.stopped = waits;
    const isAnswer = run !== this.run || piece !== this.piece;
    Object.assign(this, { run, piece, done, total });
    if (isAnswer) this.waits = false;
    this.goOn();
  }

  goOn() {
    if (this.waits || this.stopped || this.isDone) return;
    this.ask({ run: this.run, piece: this.piece });
  }

  ask(request) {
    const { run, piece } = this;
    this.waits = true;
    const pending = () => this.waits && this.run === run && this.piece === piece;
    retry(() => this.send(request), pending, () => this.heard, () => this.giveUp(), this.later);
  }

  giveUp() {
    this.waits = false;
    this.stopped = true;
  }

  // One step and no more, where no piece is under way.
  step() {
    this.stopped = true;
    if (!this.waits && !this.isDone) this.ask({ run: this.run, piece: this.piece, single: true });
  }

  restart() {
    this.ask({ run: this.run, again: true });
  }

  press() {
    if (this.isDone) {
      this.restart();
      return;
    }
    this.stopped = !this.stopped;
    this.goOn();
  }

  get label() {
    if (this.isDone) return "Run again";
    return this.stopped ? "Continue" : "Stop";
  }
}
