// Sends one request at a time and, of those of one slider that come meanwhile, only the last: it
// can be dragged as fast as the hand goes, and the picture follows as fast as the server can.

import { afterTimeout, retry } from "../shared/retry.js";

// Whether the sliders that the server shows have a request in them, or can never have it: a slider
// that is gone, or whose limits have changed meanwhile. To that the server gives no answer.
export function isDone(sliders, { slider, value }) {
  const now = sliders.find(({ name }) => name === slider);
  return !now || now.value === value || value < now.lowest || value > now.highest;
}

export class LatestOnly {
  // `shown` tells whether what the server sent last has a request in it.
  constructor(send, shown, later = afterTimeout) {
    this.send = send;
    this.shown = shown;
    this.later = later;
    this.waiting = new Map(); // by the slider's name
    this.sent = null;
    this.heard = 0; // how often the server has sent anything
  }

  get busy() {
    return this.sent !== null;
  }

  ask(request) {
    this.waiting.set(request.slider, request);
    if (!this.busy) this.next();
  }

  answered() {
    this.heard += 1;
    if (this.busy && this.shown(this.sent)) this.next();
  }

  // The sliders are gone: what waits is sent now, before another act, and nothing is sent again.
  end() {
    for (const request of this.waiting.values()) this.send(request);
    this.waiting.clear();
    this.sent = null;
  }

  next() {
    const [request] = this.waiting.values();
    this.sent = request ?? null;
    if (!request) return;
    this.waiting.delete(request.slider);
    if (this.shown(request)) {
      this.send(request); // nothing will change, and nothing is to be waited for
      this.next();
      return;
    }
    const pending = () => this.sent === request;
    retry(() => this.send(request), pending, () => this.heard, () => this.next(), this.later);
  }
}
