// Files of what the stepper shows, made in the browser when they are asked for: the figure as SVG
// or PNG, and the whole animation as a GIF with a frame for every output cell.

import { cellOf } from "../shared/arithmetic.js";
import { canvasFor, download, savePng, saveSvg } from "../shared/files.js";
import { Gif } from "./gif.js";
import { Palette } from "./palette.js";
import { Playback } from "./playback.js";
import { figure } from "./stepper_figure.js";

const GIF = { width: 1000, least: 0.6, most: 2 };
const PATIENCE = 30; // ms of work before the page may do something else
const LAST_FRAME = 3; // times as long as the others

export class FigureExport {
  // `stepper` knows layout, values, view and pace.
  constructor(root, stepper) {
    Object.assign(this, { stepper, asked: 0 });
    this.part = (name) => root.querySelector(name);
    this.part(".save-svg").onclick = () => saveSvg(this.figure, this.name);
    this.part(".save-png").onclick = () => savePng(this.figure, this.name);
    this.part(".save-gif").onclick = () => this.saveGif();
    this.part(".save-stop").onclick = () => this.stop();
  }

  get name() {
    const { layout, view } = this.stepper;
    const [k, y, x] = view.target.cell ?? cellOf(layout, view.playback.current);
    return `${layout.problem.operation}-${k}-${y}-${x}`;
  }

  get figure() {
    const { layout, values, view } = this.stepper;
    return figure(layout, values, view);
  }

  async saveGif() {
    this.asked += 1;
    const { asked, stepper } = this;
    const name = `${stepper.layout.problem.operation}.gif`;
    this.show(0, stepper.layout.count);
    const bytes = await animation(stepper.layout, stepper.values, stepper.view, stepper.pace, (done, all) => {
      if (asked === this.asked) this.show(done, all);
      return asked === this.asked;
    });
    if (!bytes) return;
    this.stop();
    download(new Blob([bytes], { type: "image/gif" }), name);
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

// A frame for every output cell, `pace` ms each; null as soon as `goOn(frame, frames)` is false.
async function animation(layout, values, { style, title }, pace, goOn) {
  const frame = (index) => {
    const playback = new Playback(layout.count, layout.columns.outputs);
    playback.goTo(index);
    const cell = cellOf(layout, index);
    const drawing = figure(layout, values, { target: { kind: "output", cell }, map: cell[0], style, title, playback });
    return pixelsOf(drawing, GIF);
  };
  const last = layout.count - 1;
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
    if (!goOn(index + 1, layout.count)) return null;
  }
  return gif.bytes();
}

function pixelsOf(drawing, size) {
  const canvas = canvasFor(drawing, size);
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
}
