// A pad to draw on, with a pointer or with keys: white strokes on black.

import { ARROWS } from "../shared/keys.js";

const PEN = 36; // of the pad's 256 pixels
const STEP = 8;

export class DrawingPad {
  // `changed` is called after every stroke, and `cleared` when there is nothing any more.
  constructor(canvas, changed, cleared) {
    Object.assign(this, { canvas, changed, cleared, down: false, at: [canvas.width / 2, canvas.height / 2] });
    this.ink = document.createElement("canvas"); // without the pen's mark
    [this.ink.width, this.ink.height] = [canvas.width, canvas.height];
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => event.buttons && this.drag(event));
    canvas.addEventListener("pointerup", () => this.changed());
    canvas.addEventListener("keydown", (event) => this.onKey(event));
    for (const kind of ["focus", "blur"]) canvas.addEventListener(kind, () => this.paint());
    this.paint();
  }

  get pixels() {
    const { width, height } = this.ink;
    return this.ink.getContext("2d").getImageData(0, 0, width, height);
  }

  press(event) {
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.at = this.placeOf(event);
    this.strokeTo(this.at);
  }

  drag(event) {
    this.strokeTo(this.placeOf(event));
    this.changed();
  }

  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * this.canvas.width,
      ((event.clientY - box.top) / box.height) * this.canvas.height,
    ];
  }

  onKey(event) {
    if (event.key in ARROWS) {
      const [down, right] = ARROWS[event.key].map((cells) => cells * STEP);
      const to = [right, down].map((by, axis) => Math.min(this.canvas.width, Math.max(0, this.at[axis] + by)));
      if (this.down) this.strokeTo(to);
      this.at = to;
    } else if (event.key === " ") {
      this.down = !this.down;
      if (this.down) this.strokeTo(this.at);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
    this.paint();
    if (this.down) this.changed();
  }

  strokeTo(to) {
    const context = this.ink.getContext("2d");
    Object.assign(context, { lineWidth: PEN, strokeStyle: "#fff", fillStyle: "#fff" });
    context.beginPath();
    context.moveTo(...this.at);
    context.lineTo(...to);
    context.stroke();
    for (const end of [this.at, to]) {
      context.beginPath();
      context.arc(...end, PEN / 2, 0, 2 * Math.PI);
      context.fill();
    }
    this.at = to;
    this.paint();
  }

  clear() {
    this.ink.getContext("2d").clearRect(0, 0, this.ink.width, this.ink.height);
    this.down = false;
    this.paint();
    this.cleared();
  }

  // The strokes, and for who draws with keys where the pen is.
  paint() {
    const context = this.canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.ink, 0, 0);
    if (document.activeElement !== this.canvas) return;
    Object.assign(context, { strokeStyle: this.down ? "#ff2bd6" : "#4da3ff", lineWidth: 3 });
    context.beginPath();
    context.arc(...this.at, PEN / 2, 0, 2 * Math.PI);
    context.stroke();
  }
}
