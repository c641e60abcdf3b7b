// Reads frames' settings and pixels as JSON from the standard input and writes what
// lens_arithmetic.js makes of each: responses, activations and pooled values of every channel.

import { readFileSync } from "node:fs";
import { activated, poolAt, readingAt, responseAt, settingOf } from "../../../app/components/pipeline_view/lens_arithmetic.js";
import { RawPicture } from "../../../app/components/pipeline_view/raw_picture.js";

const cellsOf = ([rows, columns]) =>
  Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns]);

function compute({ lens, fit, pixels }) {
  const setting = settingOf({ lens, fit });
  const { read } = new RawPicture(lens, Uint8Array.from(pixels), () => {});
  const size = [setting.rows.outputs, setting.columns.outputs];
  const channels = Array.from({ length: lens.channels }, (_, channel) => channel);
  const each = (cells, value) => cells.flatMap((cell) => channels.map((channel) => value(channel, cell)));
  const responses = each(cellsOf(size), (channel, cell) => responseAt(setting, read, channel, cell));
  const pooled = setting.pooling
    ? each(cellsOf(setting.pooling.outputs), (channel, cell) => poolAt(setting, read, channel, cell).value)
    : null;
  const reading = readingAt(setting, read, size.map((side) => Math.floor(side / 2)));
  return { size, responses, activations: responses.map((value) => activated(setting, value)), pooled, reading };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(compute)));
