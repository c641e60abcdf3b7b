// The raw values of the picture: those that came with the frame, or tiles of it that are fetched
// when they are needed. While some are on their way, of what else is asked for only the last counts.

import { bytesFrom } from "../shared/wire_format.js";

const TILE = 128; // pixels along a side
const MOST_TILES = 400; // 20 MB in colour; the oldest make room
const PATIENCE = 2000; // ms until what could not be fetched is asked for again
const FETCHED_WHOLE = 1 << 20; // pixels of a picture that comes in one piece

export class RawPicture {
  // `whole`: all its bytes, row by row, or null. `changed` is called when more of it is there.
  constructor({ width, height, channels, url }, whole, changed, fetchBytes = bytesFrom) {
    Object.assign(this, { width, height, channels, url, changed, fetchBytes, failedAt: null });
    this.side = whole || width * height <= FETCHED_WHOLE ? Math.max(width, height) : TILE;
    this.across = Math.ceil(width / this.side);
    this.tiles = new Map();
    if (whole) this.tiles.set(0, { left: 0, top: 0, columns: width, bytes: whole });
    this.wanted = null;
    this.busy = false;
    this.read = (channel, row, column) => this.at(channel, row, column);
  }

  at(channel, row, column) {
    const tile = this.tiles.get(this.numberOf(row, column));
    if (!tile) return NaN;
    const cell = (row - tile.top) * tile.columns + column - tile.left;
    return tile.bytes[cell * this.channels + channel];
  }

  numberOf(row, column) {
    return Math.floor(row / this.side) * this.across + Math.floor(column / this.side);
  }

  // Whether all the pixels in these rows and columns are there; if not, they are sent for.
  has([rows, columns]) {
    const missing = this.missingOf(rows, columns);
    if (missing.length > 0 && !this.failed) this.ask(missing);
    return missing.length === 0;
  }

  async ask(numbers) {
    this.wanted = numbers;
    if (this.busy) return;
    this.busy = true;
    while (this.wanted) await this.fetchTiles(this.takeWanted());
    this.busy = false;
  }

  takeWanted() {
    const numbers = this.wanted.filter((number) => !this.tiles.has(number));
    this.wanted = null;
    return numbers;
  }

  // Sends for a picture that comes in one piece, before anyone asks for it.
  hasAll() {
    return this.side >= Math.max(this.width, this.height) && this.has([[0], [0]]);
  }

  get failed() {
    return this.failedAt !== null && performance.now() - this.failedAt < PATIENCE;
  }

  missingOf(rows, columns) {
    const numbers = new Set();
    const [down, across] = [rows, columns].map((list) => [...new Set(list.map((at) => Math.floor(at / this.side)))]);
    for (const row of down) for (const column of across) numbers.add(row * this.across + column);
    return [...numbers].filter((number) => !this.tiles.has(number));
  }

  async fetchTiles(numbers) {
    try {
      await Promise.all(numbers.map((number) => this.fetchTile(number)));
      this.failedAt = null;
    } catch {
      this.failedAt = performance.now();
    }
    for (const number of this.tiles.keys()) if (this.tiles.size > MOST_TILES) this.tiles.delete(number);
    this.changed();
  }

  async fetchTile(number) {
    const top = Math.floor(number / this.across) * this.side;
    const left = (number % this.across) * this.side;
    const [bottom, right] = [Math.min(this.height, top + this.side), Math.min(this.width, left + this.side)];
    const bytes = await this.fetchBytes(`${this.url}/${top}/${left}/${bottom}/${right}`);
    this.tiles.set(number, { left, top, columns: right - left, bytes });
  }
}
