// One chart of the training: drawn anew with every frame, read with the pointer or the arrow keys.

import { ALONG } from "../shared/keys.js";
import { shape } from "../shared/svg.js";
import { BOX, chart, number, pathOf, reading, spoken } from "./curves.js";
import { ValueReadout } from "./value_readout.js";

export class TrainingChart {
  // `tell` is given what the curves say at the step that is open, `say` speaks it.
  constructor(svg, kind, tell, say) {
    Object.assign(this, { svg, kind, tell });
    svg.setAttribute("viewBox", `0 0 ${BOX.width} ${BOX.height}`);
    this.readout = new ValueReadout(svg, {
      at: (x) => this.stepAt(x * BOX.width),
      after: (step, key) => this.stepAfter(step, key),
      tell: (step) => this.read(step),
      say,
    });
  }

  show(runs) {
    this.runs = runs;
    this.layout = chart(runs, this.kind);
    this.svg.setAttribute("aria-label", `${spoken(runs, this.kind)} Arrow keys read the points.`);
    this.svg.replaceChildren(...this.axes(), ...this.layout.lines.flatMap((line) => this.line(line)));
    this.readout.refresh();
  }

  axes() {
    const { x, y, xTicks, yTicks } = this.layout;
    const frame = `M${BOX.left} ${BOX.top}V${BOX.height - BOX.bottom}H${BOX.width - BOX.right}`;
    return [
      shape("path", { class: "axis", d: frame }),
      ...yTicks.map((value) => text(BOX.left - 4, y(value) + 4, this.kind === "accuracies" ? `${Math.round(100 * value)}%` : short(value), "end")),
      ...xTicks.map((step, i) => text(x(step), BOX.height - 6, i ? String(step) : "step 0", i ? "middle" : "start")),
    ];
  }

  line({ names, points }) {
    const parts = [shape("path", { class: names.join(" "), d: pathOf(points) })];
    if (names.includes("validation") && points.length < 40) {
      parts.push(...points.map(([cx, cy]) => shape("circle", { class: names.join(" "), cx, cy, r: 2.4 })));
    }
    return parts;
  }

  stepAt(x) {
    const share = (x - BOX.left) / (BOX.width - BOX.left - BOX.right);
    return this.inside(share * this.layout.last);
  }

  stepAfter(step, key) {
    const jump = ALONG[key];
    if (!jump) return undefined;
    const width = Math.max(...this.runs.map((run) => run.width));
    return this.inside((step ?? this.layout.last) + jump * width);
  }

  inside(step) {
    return Math.min(this.layout.last, Math.max(0, step));
  }

  read(step) {
    this.svg.querySelector(".cursor")?.remove();
    if (step === null) {
      this.tell("");
      return null;
    }
    const x = this.layout.x(step);
    this.svg.append(shape("path", { class: "cursor", d: `M${x} ${BOX.top}V${BOX.height - BOX.bottom}` }));
    const name = this.kind === "accuracies" ? "accuracy" : "loss";
    const words = `Step ${Math.floor(step)}, ${name}: ${reading(this.runs, Math.floor(step), this.kind).join("; ")}`;
    this.tell(words);
    return words;
  }
}

function text(x, y, content, anchor) {
  return shape("text", { x, y, "text-anchor": anchor }, content);
}

export function short(value) {
  return value === 0 ? "0" : value >= 1 ? String(Math.round(100 * value) / 100) : number(value, "losses").replace(/0+$/, "");
}
