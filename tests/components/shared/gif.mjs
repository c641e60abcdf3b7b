// Reads {width, height, palette, frames} as JSON and writes the GIF that gif.js makes of it.

import { readFileSync } from "node:fs";
import { Gif } from "../../../app/components/shared/gif.js";

const { width, height, palette, frames } = JSON.parse(readFileSync(0, "utf8"));
const gif = new Gif(width, height, palette);
for (const { pixels, delay } of frames) gif.add(Uint8Array.from(pixels), delay);
process.stdout.write(gif.bytes());
