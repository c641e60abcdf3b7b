// How the activations and the gradients of each layer are spread: two histograms a layer, whose bars
// can be opened. The line above them tells the one that is open.

import { element } from "../shared/dom.js";
import { drawHistogram } from "../shared/histogram.js";
import { ALONG } from "../shared/keys.js";
import { best } from "../shared/scores.js";
import { shape } from "../shared/svg.js";
import { threeDigits } from "./tile_figure.js";
import { ValueReadout } from "./value_readout.js";

const KINDS = ["activations", "gradients"];

export class LayerHistograms {
  constructor(host, say) {
    Object.assign(this, { host, say, rows: [] });
  }

  show(layers) {
    for (const row of this.rows.splice(layers.length)) row.element.remove();
    while (this.rows.length < layers.length) this.rows.push(new LayerRow(this.host, this.say));
    layers.forEach((layer, k) => this.rows[k].show(layer));
  }
}

class LayerRow {
  constructor(host, say) {
    this.element = element("div", "", "layer");
    [this.title, this.note] = [element("span"), element("span", "", "note")];
    const heading = element("p");
    heading.append(this.title, this.note);
    const pair = element("div", "", "pair");
    this.figures = KINDS.map((kind) => this.newFigure(kind, say));
    pair.append(...this.figures.map(({ figure }) => figure));
    this.element.append(heading, pair);
    host.append(this.element);
  }

  newFigure(kind, say) {
    const svg = shape("svg", { role: "application" });
    const ends = element("div", "", "ends");
    ends.append(element("span"), element("span", kind), element("span"));
    const figure = element("figure");
    figure.append(svg, ends);
    const readout = new ValueReadout(svg, {
      at: (x) => Math.min(this.countsOf(kind).length - 1, Math.max(0, Math.floor(x * this.countsOf(kind).length))),
      after: (bar, key) => nextBar(this.countsOf(kind).length, bar, key),
      tell: (bar) => this.tell(kind, svg, bar),
      say,
    });
    return { figure, svg, ends, readout };
  }

  countsOf(kind) {
    return this.layer[kind].counts;
  }

  show(layer) {
    this.layer = layer;
    this.title.textContent = layer.title;
    this.note.textContent = layer.note;
    KINDS.forEach((kind, k) => {
      const { svg, ends, readout } = this.figures[k];
      const { counts, low, high } = layer[kind];
      drawHistogram(svg, counts);
      const most = barText(layer[kind], best(counts));
      svg.setAttribute("aria-label", `${layer.title}: ${kind} from ${threeDigits(low)} to ${threeDigits(high)}, most of them ${most}. Arrow keys read the bars.`);
      [ends.children[0].textContent, ends.children[2].textContent] = [threeDigits(low), threeDigits(high)];
      readout.refresh();
    });
  }

  tell(kind, svg, bar) {
    svg.querySelector(".spot")?.remove();
    if (bar === null) {
      this.note.textContent = this.layer.note;
      return null;
    }
    svg.append(shape("rect", { class: "spot", x: bar, y: 0, width: 1, height: 1 }));
    this.note.textContent = `${kind} ${barText(this.layer[kind], bar)}`;
    return this.note.textContent;
  }
}

// What a bar of a histogram counts, in words.
export function barText({ counts, low, high }, bar) {
  const end = (k) => threeDigits(low + (k / counts.length) * (high - low));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return `${end(bar)} … ${end(bar + 1)}: ${counts[bar].toLocaleString("en")} of ${all.toLocaleString("en")}`;
}

export function nextBar(bars, bar, key) {
  const jump = ALONG[key];
  if (!jump) return undefined;
  return Math.min(bars - 1, Math.max(0, (bar ?? (jump > 0 ? -1 : bars)) + jump));
}
