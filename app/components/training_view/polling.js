// Asks the server for the newest frame again and again, often while something happens, and not at
// all while nobody can see it.

const OFTEN = 250; // ms
const SELDOM = 1200;
const TRIES = 8; // asked often, after a command, until its answer must have come

export class Polling {
  // `ask(seen)` resolves to {status, bytes, why}; `show(bytes)` returns the digest of what it has shown
  // and whether more is to come soon; `gone(why)` is called when there is nothing to ask any more.
  constructor(ask, show, gone, { later = (act, ms) => setTimeout(act, ms), never = (timer) => clearTimeout(timer), visible = () => true } = {}) {
    Object.assign(this, { ask, show, gone, later, never, visible });
    this.seen = "";
    this.lively = true;
    this.tries = TRIES;
    this.running = this.asking = false;
    this.timer = null;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.now();
  }

  stop() {
    this.running = false;
    this.never(this.timer);
  }

  // Ask at once: a command was given.
  now() {
    this.tries = TRIES;
    this.never(this.timer);
    this.round();
  }

  async round() {
    if (!this.running || this.asking) return;
    if (this.visible()) {
      this.asking = true;
      await this.once();
      this.asking = false;
    }
    if (this.running) this.timer = this.later(() => this.round(), this.lively || this.tries > 0 ? OFTEN : SELDOM);
  }

  async once() {
    this.tries -= 1;
    try {
      const { status, bytes, why } = await this.ask(this.seen);
      if (status === 404) {
        this.stop();
        this.gone(why);
      } else if (status === 200) {
        const { digest, lively } = this.show(bytes);
        this.seen = digest;
        this.lively = lively;
      }
    } catch {
      this.lively = false; // the server is not there for a moment
    }
  }
}
