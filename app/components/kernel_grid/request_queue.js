// Sends requests one at a time and in their order: each builds on what the server made of the one
// before. Of edits that wait, only the last is sent, since it holds the others.
//
// A request can be lost on its way, so it is sent again where no answer comes; by its number the
// server sees that it did it already.

import { afterTimeout, retry } from "../shared/retry.js";

export class RequestQueue {
  constructor(send, later = afterTimeout) {
    this.send = send;
    this.later = later;
    this.waiting = [];
    this.asked = null;
    this.count = 0;
    this.heard = 0; // how often the server has sent anything
  }

  get busy() {
    return this.asked !== null;
  }

  ask(request) {
    if (request.texts && this.waiting.at(-1)?.texts) this.waiting.pop();
    this.waiting.push(request);
    if (!this.busy) this.next();
  }

  // `count` is the number of the last request that the server has answered. A server that was
  // started anew counts from the start: what it cannot have answered is asked of it again.
  answered(count) {
    const anew = count < this.count;
    this.count = count;
    this.heard += 1;
    if (this.busy && anew) this.waiting.unshift(this.asked);
    if (this.busy && !anew && count < this.asked.number) return;
    this.next();
  }

  // The editor is gone: what waits is sent now, before another act, and nothing is sent again.
  end() {
    const first = this.count + 1 + Number(this.busy);
    this.waiting.splice(0).forEach((request, i) => this.send({ ...request, number: first + i }));
    this.asked = null;
  }

  next() {
    const request = this.waiting.shift();
    const asked = request ? { ...request, number: this.count + 1 } : null;
    this.asked = asked;
    if (!asked) return;
    const pending = () => this.asked === asked;
    retry(() => this.send(asked), pending, () => this.heard, () => this.next(), this.later);
  }
}
