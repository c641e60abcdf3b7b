// Three maps of one size, with the numbers of the pixel that is pointed at. The curve of the page, where
// there is one, follows that pixel.

import { takeOnce } from "../shared/handshake.js";
import { ARROWS, hasModifier } from "../shared/keys.js";
import { mark, paintCanvas, pixelUnder } from "../shared/marked_canvas.js";
import { askPage, POINT } from "../shared/page_events.js";
import { valueText } from "../shared/value_text.js";
import { bytesOfBase64, unpack } from "../shared/wire_format.js";
import { pixelText } from "./map_pixels.js";

const MAPS = 3;

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".activation-maps");
  root.view ??= new MapsView(root);
  const frame = unpack(data);
  takeOnce(root, frame.frame, () => root.view.take(frame));
}

class MapsView {
  constructor(root) {
    this.part = (name) => root.querySelector(name);
    this.maps = Array.from({ length: MAPS }, () => this.newMap());
    this.maps[0].canvas.tabIndex = 0;
    this.maps[0].canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.maps[0].canvas.addEventListener("blur", () => this.show(null));
  }

  newMap() {
    const figure = this.part("template").content.firstElementChild.cloneNode(true);
    this.part(".told").before(figure);
    const canvas = figure.querySelector("canvas");
    for (const kind of ["pointermove", "pointerdown"]) {
      canvas.addEventListener(kind, (event) => this.show(pixelUnder(event, canvas.getBoundingClientRect(), canvas)));
    }
    canvas.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.show(null));
    return { figure, canvas, spot: figure.querySelector(".spot") };
  }

  take(frame) {
    this.sentence = frame.sentence;
    this.numbers = frame.stages.slice(MAPS).map(({ pixels }) => new Float32Array(pixels.slice().buffer));
    this.maps.forEach(({ figure, canvas }, i) => {
      const stage = frame.stages[i];
      figure.querySelector("figcaption").textContent = stage.name;
      figure.querySelector(".bar").style.background = stage.gradient;
      const [low, high] = figure.querySelectorAll(".ends span");
      [low.textContent, high.textContent] = [stage.low, stage.high];
      canvas.setAttribute("aria-label", stage.alt + (i === 0 ? ". Arrow keys read its pixels." : ""));
      canvas.parentElement.style.setProperty("--aspect", stage.width / stage.height);
      paintCanvas(canvas, stage, bytesOfBase64(stage.table));
    });
    this.show(null);
  }

  // The pixel [row, column]; null for none.
  show(pixel) {
    this.pixel = pixel;
    for (const map of this.maps) {
      map.spot.hidden = pixel === null;
      if (pixel) mark(map, [...pixel, 1, 1]);
    }
    if (pixel === null) {
      this.part(".told").textContent = this.sentence;
      return;
    }
    const place = pixel[0] * this.maps[0].canvas.width + pixel[1];
    const numbers = this.numbers.map((values) => values[place]);
    this.part(".told").textContent = pixelText(pixel, numbers.map(valueText));
    askPage(POINT, { x: numbers[0] });
  }

  onKey(event) {
    if (!(event.key in ARROWS) || hasModifier(event)) return;
    event.preventDefault();
    const { width, height } = this.maps[0].canvas;
    const [row, column] = this.pixel ?? [height >> 1, width >> 1];
    const [down, right] = this.pixel ? ARROWS[event.key] : [0, 0];
    this.show([Math.min(height - 1, Math.max(0, row + down)), Math.min(width - 1, Math.max(0, column + right))]);
  }
}
