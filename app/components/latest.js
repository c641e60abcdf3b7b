// Sends one request at a time and, of those that come meanwhile, only the last: a slider can be
// dragged as fast as the hand goes, and the picture follows as fast as the server can.

export class Latest {
  constructor(send, patience = 3000) {
    this.send = send;
    this.patience = patience; // ms after which an answer is given up, so that nothing hangs
    this.waiting = null;
    this.busySince = null;
  }

  ask(request, now = performance.now()) {
    if (this.busySince !== null && now - this.busySince < this.patience) {
      this.waiting = request;
      return;
    }
    this.busySince = now;
    this.send(request);
  }

  answered(now = performance.now()) {
    this.busySince = null;
    if (this.waiting === null) return;
    const request = this.waiting;
    this.waiting = null;
    this.ask(request, now);
  }
}
