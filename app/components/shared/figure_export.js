// Files of what a component shows step by step, made in the browser when they are asked for: the
// figure as SVG or PNG, and the whole animation as a GIF with a frame for every step.

import { canvasFor, download, savePdf, savePng, saveSvg } from "./files.js";
import { Gif } from "./gif.js";
import { Palette } from "./palette.js";

const GIF = { width: 1000, least: 0.6, most: 2 };
const PATIENCE = 30; // ms of work before the page may do something else
const LAST_FRAME = 3; // times as long as the others

export class FigureExport {
  // `player` has figure, figureName, frames (index → drawing), animationName, playback and pace.
  constructor(root, player) {
    Object.assign(this, { player, asked: 0 });
    this.part = player.part;
    this.part(".save-svg").onclick = () => saveSvg(player.figure, player.figureName);
    this.part(".save-png").onclick = () => savePng(player.figure, player.figureName);
    this.part(".save-pdf").onclick = () => savePdf(player.figure, player.figureName);
    this.part(".save-gif").onclick = () => this.saveGif();
    this.part(".save-stop").onclick = () => this.stop();
  }

  async saveGif() {
    this.asked += 1;
    const { asked, player } = this;
    const { playback: { count }, animationName, pace } = player;
    this.show(0, count);
    const bytes = await animation(player.frames, count, pace, (done, all) => {
      if (asked === this.asked) this.show(done, all);
      return asked === this.asked;
    });
    if (!bytes) return;
    this.stop();
    download(new Blob([bytes], { type: "image/gif" }), `${animationName}.gif`);
  }

  show(done, all) {
    this.part(".saving-gif").hidden = false;
    this.part(".save-gif").disabled = true;
    Object.assign(this.part(".saving-gif progress"), { value: done, max: all });
    this.part(".saving-gif output").textContent = `frame ${done} of ${all}`;
  }

  // The GIF that is being made is not wanted any more.
  stop() {
    this.asked += 1;
    this.part(".saving-gif").hidden = true;
    this.part(".save-gif").disabled = false;
  }
}

// Of `count` drawings, `drawingOf(index)`, each shown for `pace` ms; null as soon as
// `goOn(frame, frames)` is false.
async function animation(drawingOf, count, pace, goOn) {
  const frame = (index) => pixelsOf(drawingOf(index), GIF);
  const last = count - 1;
  const samples = [...new Set([0, last >> 1, last])].map(frame);
  const palette = new Palette(samples.map(({ data }) => data));
  const gif = new Gif(samples[0].width, samples[0].height, palette.colours);
  let paused = performance.now();
  for (let index = 0; index <= last; index += 1) {
    const hundredths = Math.round((pace / 10) * (index === last ? LAST_FRAME : 1));
    gif.add(palette.indices(frame(index).data), hundredths);
    if (performance.now() - paused < PATIENCE) continue;
    await new Promise((done) => setTimeout(done));
    paused = performance.now();
    if (!goOn(index + 1, count)) return null;
  }
  return gif.bytes();
}

function pixelsOf(drawing, size) {
  const canvas = canvasFor(drawing, size);
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
}
