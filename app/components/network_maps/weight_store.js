// The weights of networks, each fetched once: the address says which they are, so that they can
// never be others. While they are on their way, who else asks for them waits for the same answer.

import { bytesFrom, unpack } from "../shared/wire_format.js";
import { numbersOf } from "./network_values.js";

const MOST = 4; // networks that are kept; those that were asked for longest ago make room

export class WeightStore {
  constructor(fetchBytes = bytesFrom) {
    Object.assign(this, { fetchBytes, kept: new Map(), coming: new Map() });
  }

  // The numbers, where they are here already, or null.
  at(url) {
    return this.kept.get(url) ?? null;
  }

  // Resolves to `count` numbers. Where they cannot be had it rejects, and the next one asks again.
  load({ url, count }) {
    if (!this.coming.has(url)) this.coming.set(url, this.fetch(url, count).finally(() => this.coming.delete(url)));
    return this.coming.get(url);
  }

  async fetch(url, count) {
    const [stage] = unpack(await this.fetchBytes(url)).stages;
    const numbers = numbersOf(stage);
    if (numbers.length !== count) throw new Error(`${numbers.length} weights in place of ${count}`);
    this.kept.delete(url);
    this.kept.set(url, numbers);
    for (const oldest of this.kept.keys()) if (this.kept.size > MOST) this.kept.delete(oldest);
    return numbers;
  }
}
