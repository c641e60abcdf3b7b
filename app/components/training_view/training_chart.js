// One chart of the training: drawn anew with every frame, read with the pointer or the arrow keys.

import { ALONG } from "../shared/keys.js";
import { shape } from "../shared/svg.js";
import { BOX, chart, gaps, number, pathOf, reading, spoken } from "./curves.js";
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

  // Returns how the curves are laid out.
  show(runs, axis) {
    const isAnother = this.runs && runs.some(({ curve }, k) => curve.steps < (this.runs[k]?.curve.steps ?? 0));
    this.runs = runs;
    this.layout = chart(runs, this.kind, axis);
    this.svg.setAttribute("aria-label", `${spoken(runs, this.kind)} Arrow keys read the points.`);
    this.svg.replaceChildren(...this.axes(), ...this.layout.lines.flatMap((line) => this.line(line)), ...this.remarks());
    // A step that was read stays open, but not one of a curve that is gone.
    if (isAnother || this.readout.place > this.layout.last) this.readout.open(null);
    else this.readout.refresh();
    return this.layout;
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

  // What is written into the chart: that nothing is learned yet, a peak that is cut off, a gap.
  remarks() {
    const { width, height, top } = BOX;
    const made = [];
    if (this.runs.every(({ untrained }) => untrained)) made.push(text(width / 2, height / 2, "Untrained: press Run", "middle", "empty"));
    if (this.layout.peak !== null) made.push(text(width - BOX.right, top + 4, `peaks up to ${short(this.layout.peak)}`, "end"));
    if (this.kind === "accuracies") made.push(...gaps(this.runs, this.layout).flatMap(bracket));
    return made;
  }

  line({ names, points }) {
    const parts = [shape("path", { class: names.join(" "), d: pathOf(points) })];
    if (names.includes("validation") && points.length < 40) {
      parts.push(...points.map(([cx, cy]) => shape("circle", { class: names.join(" "), cx, cy, r: 2.4 })));
    }
    return parts;
  }

  stepAt(x) {
    return this.inside(this.layout.step(x));
  }

  stepAfter(step, key) {
    const jump = ALONG[key];
    if (!jump) return undefined;
    if (jump === -Infinity) return 0;
    if (jump === Infinity || step === null) return this.inside(this.furthest);
    const { starts } = this.runs.reduce((one, other) => (other.starts.length > one.starts.length ? other : one));
    const next = jump > 0 ? starts.find((start) => start > step) : starts.findLast((start) => start < step);
    return this.inside(next ?? (jump > 0 ? this.furthest : 0));
  }

  // The last step of all curves.
  get furthest() {
    return Math.max(...this.runs.flatMap(({ curve, ghost }) => [curve.steps, ghost?.steps ?? 0]));
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

// From training to validation accuracy, with how far they are apart.
function bracket({ x, top, bottom, text: words, overfitting, run }) {
  const name = `gap run-${run}${overfitting ? " overfitting" : ""}`;
  return [
    shape("path", { class: name, d: `M${x - 4} ${top}H${x + 2}V${bottom}H${x - 4}` }),
    text(x - 7, (top + bottom) / 2 + 4, words, "end", name),
  ];
}

function text(x, y, content, anchor, name = "") {
  return shape("text", { x, y, "text-anchor": anchor, class: name }, content);
}

export function short(value) {
  return value === 0 ? "0" : value >= 1 ? String(Math.round(100 * value) / 100) : number(value, "losses").replace(/0+$/, "");
}
