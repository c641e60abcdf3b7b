// The weights of the network that is shown: sent for when it comes, and asked for again and again
// where they could not be had.

import { afterTimeout } from "../shared/retry.js";
import { WeightStore } from "./weight_store.js";

const LOADING = "Loading the weights of this network …";
const FAILED =
  "The weights of this network could not be loaded from the server, and the page goes on trying. Kernels and the arithmetic of cells are missing until then.";

const store = new WeightStore(); // for all networks on the page

export class Weights {
  // `come()` is called when there is more to draw.
  constructor(notice, come) {
    Object.assign(this, { notice, come, busy: false, hasFailed: false, isNeeded: false });
  }

  // From now on it is about another network, or about the same one before another picture.
  of(network, where) {
    Object.assign(this, { network, where, busy: false, hasFailed: false });
    const known = store.at(where.url);
    if (known) network.takeWeights(known);
    else this.want();
  }

  async want() {
    const { network, where } = this;
    if (network.hasWeights || this.busy) return;
    this.busy = true;
    const numbers = await store.load(where).catch(() => null);
    if (network !== this.network) return; // another one is shown meanwhile, and asks for itself
    Object.assign(this, { busy: false, hasFailed: !numbers });
    if (numbers) network.takeWeights(numbers);
    else afterTimeout(() => network === this.network && this.notice.isConnected && this.want());
    this.tell();
    this.come();
  }

  // `isNeeded`: the arithmetic that is shown lacks them.
  tell(isNeeded = this.isNeeded) {
    this.isNeeded = isNeeded;
    this.notice.hidden = this.network.hasWeights || !(this.hasFailed || isNeeded);
    this.notice.textContent = this.hasFailed ? FAILED : LOADING;
  }
}
