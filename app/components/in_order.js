// Sends requests one at a time and in their order: each builds on what the server made of the one
// before. Of edits that wait, only the last is sent, since it holds the others.

export class InOrder {
  constructor(send, patience = 3000) {
    this.send = send;
    this.patience = patience; // ms after which an answer is given up, so that nothing hangs
    this.waiting = [];
    this.busySince = null;
  }

  get busy() {
    return this.busySince !== null;
  }

  ask(request, now = performance.now()) {
    if (request.texts && this.waiting.at(-1)?.texts) this.waiting.pop();
    this.waiting.push(request);
    if (!this.busy || now - this.busySince >= this.patience) this.next(now);
  }

  answered(now = performance.now()) {
    this.busySince = null;
    if (this.waiting.length > 0) this.next(now);
  }

  next(now) {
    this.busySince = now;
    this.send(this.waiting.shift());
  }
}
