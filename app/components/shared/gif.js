// Writes an animated GIF: GIF89a with one palette, LZW as in its specification (CompuServe, 1990).
// Of every frame only the rectangle that has changed is written, and in it what stays the same as
// one transparent colour: long runs of it need few codes.

export const MOST_COLOURS = 255; // and a transparent one
const LARGEST_CODES = 4096;

export class Gif {
  // `palette`: up to 255 [red, green, blue].
  constructor(width, height, palette) {
    Object.assign(this, { width, height, before: null, transparent: palette.length });
    this.bits = Math.max(2, Math.ceil(Math.log2(palette.length + 1))); // of a place in the palette
    this.out = new ByteList();
    this.header(palette);
  }

  header(palette) {
    const { out, bits, width, height } = this;
    out.text("GIF89a");
    out.words(width, height);
    out.push(0x80 | (bits - 1) | ((bits - 1) << 4), 0, 0);
    const table = new Uint8Array(3 << bits);
    palette.forEach((colour, i) => table.set(colour, 3 * i));
    out.push(...table);
    out.push(0x21, 0xff, 11);
    out.text("NETSCAPE2.0"); // for ever: 0 repetitions
    out.push(3, 1, 0, 0, 0);
  }

  // `indices`: places in the palette, row by row; shown for `delay` hundredths of a second.
  add(indices, delay) {
    const { out, bits, transparent } = this;
    const box = this.changed(indices);
    const [left, top, right, bottom] = box;
    out.push(0x21, 0xf9, 4, 5); // what was drawn stays, and one colour is transparent
    out.words(delay);
    out.push(transparent, 0);
    out.push(0x2c);
    out.words(left, top, right - left, bottom - top);
    out.push(0, bits);
    out.blocks(compressed(this.news(indices, box), bits));
    this.before = indices.slice();
  }

  // The pixels of a rectangle, transparent where they are as before.
  news(indices, [left, top, right, bottom]) {
    const { width, before, transparent } = this;
    const part = new Uint8Array((right - left) * (bottom - top));
    let to = 0;
    for (let row = top; row < bottom; row += 1) {
      for (let i = row * width + left; i < row * width + right; i += 1, to += 1) {
        part[to] = before && before[i] === indices[i] ? transparent : indices[i];
      }
    }
    return part;
  }

  // [left, top, right, bottom] around all that differs from the frame before; at least one pixel.
  changed(indices) {
    const { width, height, before } = this;
    if (!before) return [0, 0, width, height];
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let i = 0; i < indices.length; i += 1) {
      if (indices[i] === before[i]) continue;
      const [row, column] = [Math.floor(i / width), i % width];
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = row + 1;
    }
    return right > 0 ? [left, top, right, bottom] : [0, 0, 1, 1];
  }

  bytes() {
    this.out.push(0x3b);
    return this.out.bytes();
  }
}

// Codes of growing length; the table begins anew when it is full.
function compressed(pixels, bits) {
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  const table = new Uint16Array(LARGEST_CODES << 8); // code and next pixel → longer code
  const out = new BitList();
  let [next, length] = [end + 1, bits + 1];
  out.push(clear, length);
  let code = pixels[0];
  for (let i = 1; i < pixels.length; i += 1) {
    const place = (code << 8) | pixels[i];
    if (table[place]) {
      code = table[place];
      continue;
    }
    out.push(code, length);
    code = pixels[i];
    if (next < LARGEST_CODES) {
      if (next === 1 << length) length += 1;
      table[place] = next;
      next += 1;
    } else {
      out.push(clear, length);
      table.fill(0);
      [next, length] = [end + 1, bits + 1];
    }
  }
  out.push(code, length);
  out.push(end, next === 1 << length && length < 12 ? length + 1 : length);
  return out.finished();
}

class ByteList {
  constructor() {
    Object.assign(this, { array: new Uint8Array(1 << 16), length: 0 });
  }

  room(count) {
    if (this.length + count <= this.array.length) return;
    const larger = new Uint8Array(Math.max(2 * this.array.length, this.length + count));
    larger.set(this.array.subarray(0, this.length));
    this.array = larger;
  }

  push(...bytes) {
    this.room(bytes.length);
    this.array.set(bytes, this.length);
    this.length += bytes.length;
  }

  text(letters) {
    this.push(...Array.from(letters, (letter) => letter.charCodeAt(0)));
  }

  // 16 bits each, the low byte first.
  words(...numbers) {
    for (const number of numbers) this.push(number & 255, number >> 8);
  }

  // Blocks of up to 255 bytes, and an empty one.
  blocks(bytes) {
    for (let from = 0; from < bytes.length; from += 255) {
      const block = bytes.subarray(from, from + 255);
      this.push(block.length, ...block);
    }
    this.push(0);
  }

  bytes() {
    return this.array.slice(0, this.length);
  }
}

// Codes of any length, the lowest bit first.
class BitList {
  constructor() {
    Object.assign(this, { list: new ByteList(), held: 0, count: 0 });
  }

  push(code, length) {
    this.held |= code << this.count;
    this.count += length;
    while (this.count >= 8) {
      this.list.push(this.held & 255);
      this.held >>>= 8;
      this.count -= 8;
    }
  }

  finished() {
    if (this.count > 0) this.list.push(this.held & 255);
    return this.list.bytes();
  }
}
