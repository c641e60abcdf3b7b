// The learner's own picture: drawn or from a file, moved by a pixel, and what the networks say.

import { element, matchChildren, tableRow } from "../shared/dom.js";
import { onPage, OPEN_PAD } from "../shared/page_events.js";
import { best, percent, scoreBars } from "../shared/scores.js";
import { paintTiles } from "../shared/tiles.js";
import { askTraining } from "../shared/training_requests.js";
import { bytesOfBase64 } from "../shared/wire_format.js";
import { DrawingPad } from "./drawing_pad.js";
import { base64OfPixels, middleSquare } from "./image_bytes.js";

const SIDE = 64; // pixels along a side of what is sent
const REACH = 2; // pixels by which the server can move a picture
const AGAIN = 1500; // ms until the networks, which go on learning, are asked again

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".try-out");
  root.tryOut ??= new TryOut(root);
  root.tryOut.begin(data);
  const deaf = onPage(OPEN_PAD, () => root.tryOut.open());
  return () => {
    clearTimeout(root.tryOut.timer);
    deaf();
  };
}

class TryOut {
  constructor(root) {
    Object.assign(this, { root, move: [0, 0], picture: null, asking: false });
    this.part = (name) => root.querySelector(name);
    this.hint = this.part(".hint").textContent;
    this.drawing = new DrawingPad(this.part(".pad"), () => this.drawn(), () => this.forget());
    this.part(".clear").onclick = () => this.drawing.clear();
    this.part("input").onchange = (event) => this.read(event.target.files[0]);
    for (const button of root.querySelectorAll("[data-move]")) {
      button.onclick = () => this.shift(button.dataset.move.split(" ").map(Number));
    }
  }

  // Somebody on the page wants to draw.
  open() {
    const pad = this.part(".pad");
    pad.scrollIntoView({ block: "start" });
    pad.focus({ preventScroll: true });
  }

  begin([access, table, shape, classes]) {
    const subject = JSON.stringify([shape, classes]);
    Object.assign(this, { access, table: bytesOfBase64(table) });
    if (this.subject !== undefined && this.subject !== subject) this.drawing.clear();
    this.subject = subject;
    if (this.picture) this.ask();
  }

  drawn() {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [SIDE, SIDE];
    const context = canvas.getContext("2d");
    context.fillRect(0, 0, SIDE, SIDE);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.drawing.ink, 0, 0, SIDE, SIDE);
    this.take(base64OfPixels(context.getImageData(0, 0, SIDE, SIDE).data), true);
  }

  async read(file) {
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      this.take(base64OfPixels(middleSquare(picture, SIDE)), false);
    } catch {
      this.part(".hint").textContent = "The browser cannot open this file as a picture; choose a PNG or JPEG.";
    }
    this.part("input").value = "";
  }

  take(pixels, drawn) {
    this.part(".hint").textContent = this.hint;
    if (!drawn) this.move = [0, 0];
    this.picture = { pixels, side: SIDE, drawn };
    this.ask();
  }

  forget() {
    this.picture = null;
    this.move = [0, 0];
    this.part(".answer").hidden = true;
    this.part(".spoken").textContent = "";
  }

  shift([down, right]) {
    const inside = (value) => Math.min(REACH, Math.max(-REACH, value));
    this.moveTo(down || right ? [inside(this.move[0] + down), inside(this.move[1] + right)] : [0, 0]);
  }

  moveTo(move) {
    this.move = move;
    if (this.picture) this.ask();
  }

  // One request at a time, and the newest picture counts.
  async ask() {
    clearTimeout(this.timer);
    if (this.asking) {
      this.late = true;
      return;
    }
    this.asking = true;
    this.root.dataset.state = "asking";
    do {
      this.late = false;
      await this.once({ ...this.picture, move: this.move });
    } while (this.late && this.picture);
    this.asking = false;
    this.root.dataset.state = "answered";
    if (this.picture) this.timer = setTimeout(() => this.again(), AGAIN);
  }

  again() {
    if (document.hidden || !this.root.isConnected) this.timer = setTimeout(() => this.again(), AGAIN);
    else if (this.picture) this.ask();
  }

  async once(asked) {
    try {
      const answer = await askTraining(this.access, "predict", asked);
      if (answer.ok && this.picture) this.show(await answer.json());
    } catch {
      // The server is not there for a moment: it is asked again.
    }
  }

  show({ picture, shape, classes, runs }) {
    this.part(".answer").hidden = picture === null;
    if (picture === null) return;
    const [channels, height, width] = shape;
    const interleaved = bytesOfBase64(picture);
    const canvas = this.part(".seen canvas");
    paintTiles(canvas, { count: 1, channels, height, width, pixels: planes(interleaved, channels) }, this.table, 1);
    const hosts = matchChildren(this.part(".runs"), runs.length, newRun);
    runs.forEach((run, k) => this.showRun(hosts[k], run, classes));
    const predicted = runs.map(({ title, probabilities }) => `${runs.length > 1 ? `${title}: ` : ""}${classes[best(probabilities)]}, ${percent(Math.max(...probabilities))}`);
    if (this.part(".spoken").textContent !== predicted.join("; ")) this.part(".spoken").textContent = predicted.join("; ");
  }

  showRun(host, { title, probabilities, shifts }, classes) {
    const [heading, list, table] = host.children;
    const predicted = best(probabilities);
    heading.textContent = `${title}: ${classes[predicted]}, ${percent(probabilities[predicted])}`;
    scoreBars(list, probabilities, classes, null);
    const across = 2 * REACH + 1;
    const cells = shifts.map(([label, share], i) => {
      const cell = element("td", classes[label]);
      const [down, right] = [Math.floor(i / across) - REACH, (i % across) - REACH];
      const middle = shifts[(across * across - 1) / 2][0];
      cell.title = `Shifted ${down} down and ${right} right: “${classes[label]}”, ${percent(share)}`;
      cell.className = label === middle ? "same" : "other";
      cell.onclick = () => this.moveTo([down, right]);
      if (down === this.move[0] && right === this.move[1]) cell.classList.add("here");
      return cell;
    });
    const rows = Array.from({ length: across }, (_, i) => tableRow(...cells.slice(i * across, (i + 1) * across)));
    table.tBodies[0].replaceChildren(...rows);
  }
}

function newRun() {
  const run = element("div", "", "run");
  const list = element("ol", "", "scores");
  const table = document.createElement("table");
  table.append(element("caption", "Prediction for copies shifted by up to two pixels"), document.createElement("tbody"));
  run.append(element("h3"), list, table);
  return run;
}

// Red, green and blue next to each other become three pictures, one behind the other.
function planes(interleaved, channels) {
  const area = interleaved.length / channels;
  return Uint8Array.from(interleaved, (_, i) => interleaved[(i % area) * channels + Math.floor(i / area)]);
}
