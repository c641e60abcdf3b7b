// The weights of the network that is shown: sent for when it comes, and asked for again where they
// could not be had.

import { WeightStore } from "./weight_store.js";

const LOADING = "Loading the weights of this network …";
const FAILED = "The weights of this network could not be loaded from the server: kernels and the arithmetic of its cells are missing.";

const store = new WeightStore(); // for all networks on the page

export class Weights {
  // `come()` is called when there is more to draw.
  constructor(notice, come) {
    Object.assign(this, { notice, come, busy: false, hasFailed: false, isNeeded: false });
    [this.text, this.again] = notice.children;
    this.again.addEventListener("click", () => this.want());
  }

  // From now on it is about another network, or about the same one before another picture.
  of(network, where) {
    Object.assign(this, { network, where, busy: false, hasFailed: false });
    const known = store.at(where.url);
    if (known) network.takeWeights(known);
  }

  async want() {
    const { network, where } = this;
    if (!network || network.hasWeights || this.busy) return;
    this.busy = true;
    this.tell();
    const numbers = await store.load(where).catch(() => null);
    if (network !== this.network) return; // another one is shown meanwhile, and asks for itself
    Object.assign(this, { busy: false, hasFailed: !numbers });
    if (numbers) network.takeWeights(numbers);
    this.tell();
    this.come();
  }

  // `isNeeded`: the arithmetic that is shown lacks them.
  tell(isNeeded = this.isNeeded) {
    this.isNeeded = isNeeded;
    const isMissing = this.network && !this.network.hasWeights;
    this.notice.hidden = !isMissing || !(this.hasFailed || isNeeded);
    this.text.textContent = this.hasFailed && !this.busy ? FAILED : LOADING;
    this.again.hidden = !this.hasFailed || this.busy;
  }
}
