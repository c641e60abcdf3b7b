// One chart of the training: drawn anew with every frame, read with the pointer or the arrow keys.

import { BOX, chart, number, pathOf, reading, spoken } from "./curves.js";
import { shape } from "./svg.js";

export class TrainingChart {
  // `tell` is given what the curves say under the pointer.
  constructor(svg, kind, tell) {
    Object.assign(this, { svg, kind, tell, step: null });
    svg.setAttribute("viewBox", `0 0 ${BOX.width} ${BOX.height}`);
    svg.addEventListener("pointermove", (event) => this.point(event));
    svg.addEventListener("pointerleave", () => this.read(null));
    svg.addEventListener("blur", () => this.read(null));
    svg.addEventListener("keydown", (event) => this.onKey(event));
  }

  show(runs) {
    this.runs = runs;
    this.layout = chart(runs, this.kind);
    this.svg.setAttribute("aria-label", spoken(runs, this.kind));
    this.svg.replaceChildren(...this.axes(), ...this.layout.lines.flatMap((line) => this.line(line)));
    if (this.step !== null) this.read(this.step);
  }

  axes() {
    const { x, y, xTicks, yTicks } = this.layout;
    const frame = `M${BOX.left} ${BOX.top}V${BOX.height - BOX.bottom}H${BOX.width - BOX.right}`;
    return [
      shape("path", { class: "axis", d: frame }),
      ...yTicks.map((value) => text(BOX.left - 4, y(value) + 4, this.kind === "right" ? `${Math.round(100 * value)} %` : short(value), "end")),
      ...xTicks.map((step, i) => text(x(step), BOX.height - 6, i ? String(step) : "step 0", i ? "middle" : "start")),
    ];
  }

  line({ names, points }) {
    const parts = [shape("path", { class: names.join(" "), d: pathOf(points) })];
    if (names.includes("held") && points.length < 40) {
      parts.push(...points.map(([cx, cy]) => shape("circle", { class: names.join(" "), cx, cy, r: 2.4 })));
    }
    return parts;
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * BOX.width;
    const share = (at - BOX.left) / (BOX.width - BOX.left - BOX.right);
    this.read(Math.min(1, Math.max(0, share)) * this.layout.last);
  }

  onKey(event) {
    const jump = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!jump || !this.layout) return;
    const from = this.step ?? this.layout.last;
    const width = Math.max(...this.runs.map((run) => run.width));
    this.read(Math.min(this.layout.last, Math.max(0, from + jump * width)));
    event.preventDefault();
  }

  read(step) {
    this.step = step;
    this.svg.querySelector(".cursor")?.remove();
    if (step === null || !this.layout) {
      this.tell("");
      return;
    }
    const x = this.layout.x(step);
    this.svg.append(shape("path", { class: "cursor", d: `M${x} ${BOX.top}V${BOX.height - BOX.bottom}` }));
    const name = this.kind === "right" ? "told right" : "loss";
    this.tell(`Step ${Math.floor(step)}, ${name}: ${reading(this.runs, Math.floor(step), this.kind).join("; ")}`);
  }
}

function text(x, y, content, anchor) {
  const element = shape("text", { x, y, "text-anchor": anchor });
  element.textContent = content;
  return element;
}

function short(value) {
  return value === 0 ? "0" : value >= 1 ? String(Math.round(100 * value) / 100) : number(value, "losses").replace(/0+$/, "");
}
