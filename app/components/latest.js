// Sends one request at a time and, of those of one slider that come meanwhile, only the last: it
// can be dragged as fast as the hand goes, and the picture follows as fast as the server can.

import { afterPatience, insist } from "./insist.js";

export class Latest {
  constructor(send, later = afterPatience) {
    this.send = send;
    this.later = later;
    this.waiting = new Map(); // by the slider's name
    this.sent = null;
  }

  get busy() {
    return this.sent !== null;
  }

  ask(request) {
    this.waiting.set(request.slider, request);
    if (!this.busy) this.next();
  }

  // `shown` tells whether what the server sent has a request in it.
  answered(shown) {
    if (this.busy && shown(this.sent)) this.next();
  }

  next() {
    const [request] = this.waiting.values();
    this.sent = request ?? null;
    if (!request) return;
    this.waiting.delete(request.slider);
    insist(() => this.send(request), () => this.sent === request, () => this.next(), this.later);
  }
}
