// The training as it goes on. Frames come by plain HTTP, as long as somebody can see them, and the
// buttons send their commands the same way.

import { best, matrixTable, percent, scoreBars } from "./confusion.js";
import { bytesOfBase64, decodeFrame } from "./frame.js";
import { drawHistogram } from "./histogram.js";
import { Polling } from "./polling.js";
import { softmaxTable } from "./softmax_table.js";
import { paintTiles, place } from "./tiles.js";
import { TrainingChart } from "./training_chart.js";
import { entry } from "./volume_maps.js";
import { shape } from "./svg.js";

const GONE = "This training has ended, because the page was closed for a while. Reload the page to begin anew.";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".training-view");
  const [url, picture, signed, magnitude] = data;
  const tables = { picture, signed, magnitude };
  for (const kind of Object.keys(tables)) tables[kind] = bytesOfBase64(tables[kind]);
  root.view ??= new TrainingView(root);
  root.view.begin(url, tables);
  return () => root.view.polling.stop();
}

class TrainingView {
  constructor(root) {
    Object.assign(this, { root, matrix: "", announced: "" });
    this.part = (name) => root.querySelector(name);
    const tell = (text) => (this.part(".reading").textContent = text);
    this.charts = ["losses", "right"].map((kind) => new TrainingChart(this.part(`.${kind} svg`), kind, tell));
    for (const button of root.querySelectorAll("[data-command]")) {
      button.onclick = () => this.send({ command: button.dataset.command });
    }
    this.part(".run").onclick = () => this.send({ command: this.isRunning ? "pause" : "run" });
    this.part(".slow").onchange = (event) => this.send({ command: event.target.checked ? "slow" : "fast" });
    this.part(".previous").onclick = () => this.turn(-1);
    this.part(".next").onclick = () => this.turn(1);
    this.readable(this.part(".filters canvas"), () => this.filters);
    this.polling = new Polling(
      (seen) => this.ask(seen), (bytes) => this.take(bytes), () => this.warn(GONE),
      { visible: () => !document.hidden },
    );
  }

  begin(url, tables) {
    Object.assign(this, { url, tables });
    this.polling.start();
    this.polling.now(); // a control of the page may have changed something
  }

  async ask(seen) {
    const answer = await fetch(`${this.url}/frame?seen=${seen}`);
    return { status: answer.status, bytes: answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : null };
  }

  async send(asked) {
    await fetch(`${this.url}/command`, { method: "POST", body: JSON.stringify(asked) });
    this.polling.now();
  }

  take(bytes) {
    const frame = decodeFrame(bytes);
    this.frame = frame;
    const stages = (kind) => frame.stages.filter((stage) => stage.kind === kind);
    this.showState(frame.runs);
    for (const chart of this.charts) chart.show(frame.runs);
    this.showKeys(frame.runs);
    this.showWhich(frame);
    this.showFilters(stages("filters")[0]);
    this.showPicture(frame, stages("picture")[0]);
    this.showMaps(stages("maps"));
    this.showMatrix(frame);
    this.showWrong(frame, stages("wrong"));
    this.showLayers(frame.layers);
    this.root.dataset.frame = this.root.dataset.painted = frame.frame;
    return { digest: frame.frame, lively: this.isRunning };
  }

  get isRunning() {
    return this.frame?.runs.some(({ state }) => state === "running") ?? false;
  }

  showState(runs) {
    const [first] = runs;
    const held = runs.map(({ curve }) => curve.held.at(-1)).filter(Boolean);
    const scores = held.map((point) => percent(point[2])).join(" and ");
    const same = first.same === null ? "" : ` · ${sameText(first)}`;
    this.part(".status").textContent =
      `epoch ${first.epoch}, step ${first.step}${scores ? ` · held out: ${scores} right` : ""}${same}`;
    this.part(".run").textContent = this.isRunning ? "Pause" : "Run";
    this.part(".slow").checked = first.slow;
    this.root.dataset.state = this.isRunning ? "running" : "waiting";
    this.root.dataset.step = first.step;
    this.warn(runs.map(({ problem }) => problem).filter(Boolean).join(" "));
    const note = this.part(".note");
    note.textContent = [...new Set(runs.map((run) => run.note).filter(Boolean)), ...changesOf(first)].join(" ");
    note.hidden = note.textContent === "";
    const announced = this.isRunning ? "Training" : `Paused after step ${first.step}${scores ? `, ${scores} of the held out right` : ""}`;
    if (announced !== this.announced) this.part(".spoken").textContent = this.announced = announced;
  }

  warn(text) {
    this.part(".problem").textContent = text;
    this.part(".problem").hidden = text === "";
  }

  showKeys(runs) {
    const ghost = runs.some((run) => run.ghost);
    const key = runs.map(({ title, parameters }, k) => ({ title, parameters, k, ghost }));
    if (JSON.stringify(key) === this.key) return;
    this.key = JSON.stringify(key);
    const titles = { losses: "Loss", right: "Told right" };
    for (const [kind, title] of Object.entries(titles)) {
      const list = document.createElement("span");
      list.className = "key";
      for (const { title: name, k } of key) {
        const start = runs.length > 1 ? `${name}: ` : "";
        list.append(sample(`${start}training batches`, "thin", k), sample("held out", k ? "dashed" : "thick", k));
      }
      if (ghost) list.append(sample("before rewinding", "dotted", null));
      this.part(`.${kind} figcaption`).replaceChildren(title, list);
    }
  }

  showWhich({ runs, shown }) {
    const host = this.part(".which");
    host.hidden = runs.length < 2;
    if (host.hidden) return;
    while (host.childElementCount < runs.length) {
      const number = host.childElementCount;
      const button = entry("button", "");
      button.type = "button";
      button.onclick = () => this.send({ run: number });
      host.append(button);
    }
    runs.forEach(({ title }, k) => {
      host.children[k].textContent = title;
      host.children[k].setAttribute("aria-pressed", String(k === shown));
    });
  }

  showFilters(stage) {
    this.filters = { ...stage, low: -stage.limit, high: stage.limit, name: "filter", across: 8 };
    const canvas = this.part(".filters canvas");
    paintTiles(canvas, stage, this.tables.signed);
    const title = `First layer: ${stage.count} filters of ${stage.width}×${stage.height}${stage.of > 1 ? `×${stage.of}` : ""}, ±${round(stage.limit)}`;
    this.part(".filters figcaption").textContent = title;
    canvas.setAttribute("aria-label", title);
  }

  showPicture({ picture, classes }, stage) {
    const canvas = this.part(".picture canvas");
    paintTiles(canvas, stage, this.tables.picture, 1);
    const name = classes[picture.label];
    const told = classes[best(picture.scores)];
    this.part(".picture figcaption").textContent = `Held out ${picture.place + 1} of ${picture.of}`;
    canvas.setAttribute("aria-label", `Picture ${picture.place + 1}, a “${name}”, told to be “${told}”`);
    scoreBars(this.part(".scores"), picture.scores, classes, picture.label);
    softmaxTable(this.part(".softmax table"), picture.raw, classes);
  }

  showMaps(stages) {
    const host = this.part(".maps");
    while (host.childElementCount > stages.length) host.lastElementChild.remove();
    while (host.childElementCount < stages.length) host.append(this.newMaps(host.childElementCount));
    this.maps = stages;
    stages.forEach((stage, k) => {
      const signed = stage.low < 0;
      Object.assign(stage, { across: 8, name: "map" });
      const [caption, canvas] = host.children[k].children;
      const title = `Maps after ${stage.title}, ${stage.width}×${stage.height}: ${round(stage.low)} … ${round(stage.high)}`;
      caption.textContent = title;
      canvas.setAttribute("aria-label", title);
      paintTiles(canvas, stage, this.tables[signed ? "signed" : "magnitude"]);
    });
  }

  newMaps(k) {
    const figure = document.createElement("figure");
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    figure.append(document.createElement("figcaption"), canvas);
    this.readable(canvas, () => this.maps[k]);
    return figure;
  }

  // The number under the pointer is told below the maps.
  readable(canvas, stageOf) {
    canvas.addEventListener("pointermove", (event) => {
      const stage = stageOf();
      const box = canvas.getBoundingClientRect();
      const x = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
      const y = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
      const cell = stage && place(stage, stage.across, x, y);
      this.part(".under").textContent = cell ? valueText(stage, cell) : "";
    });
    canvas.addEventListener("pointerleave", () => (this.part(".under").textContent = ""));
  }

  showMatrix({ matrix, classes }) {
    const now = JSON.stringify([matrix, classes]);
    if (now === this.matrix) return;
    this.matrix = now;
    const nothing = entry("p", "Comes when the training pauses, and after every epoch.");
    this.part(".matrix").replaceChildren(matrix ? matrixTable(matrix, classes) : nothing);
  }

  showWrong({ wrong, classes, judged, matrix }, stages) {
    const now = JSON.stringify([wrong, this.url]);
    if (now === this.wrong) return;
    this.wrong = now;
    const right = matrix ? matrix.reduce((sum, counts, i) => sum + counts[i], 0) : 0;
    this.part(".wrong h3").textContent = matrix ? `${judged - right} of ${judged} wrong${wrong.length ? ", the surest first" : ""}` : "Wrong predictions";
    const items = wrong.map(({ place: number, label, scores }, i) => {
      const button = entry("button", "");
      button.type = "button";
      const canvas = document.createElement("canvas");
      paintTiles(canvas, stages[i], this.tables.picture, 1);
      const told = best(scores);
      button.append(canvas, `${classes[label]} → ${classes[told]}`, entry("span", `${Math.round(100 * scores[told])} %`));
      button.setAttribute("aria-label", `Look at a “${classes[label]}” told to be “${classes[told]}” with ${percent(scores[told])}`);
      button.onclick = () => this.send({ picture: number });
      const item = document.createElement("li");
      item.append(button);
      return item;
    });
    this.part(".wrong ul").replaceChildren(...items);
  }

  showLayers(layers) {
    const host = this.part(".layers");
    while (host.childElementCount > layers.length) host.lastElementChild.remove();
    while (host.childElementCount < layers.length) host.append(newLayer());
    layers.forEach((layer, k) => showLayer(host.children[k], layer));
  }

  turn(by) {
    if (!this.frame) return;
    const { place: now, of } = this.frame.picture;
    this.send({ picture: (now + by + of) % of });
  }
}

function sameText({ same, step, ghost }) {
  const both = Math.min(step, ghost.steps);
  if (both === 0) return "rewound: run again and compare";
  return same === both ? `all ${both} losses equal the grey curve's, bit for bit` : `differs from the grey curve after step ${same}`;
}

function changesOf({ curve }) {
  const last = curve.changes.at(-1);
  return last ? [`Since step ${last[0]}: ${last[1]}.`] : [];
}

function sample(text, style, k) {
  const item = entry("span", text);
  item.className = style;
  item.style.setProperty("--ink", k === null ? "color-mix(in srgb, currentColor 45%, transparent)" : `var(--run-${k})`);
  return item;
}

function newLayer() {
  const layer = document.createElement("div");
  layer.className = "layer";
  const heading = document.createElement("p");
  const note = entry("span", "");
  note.className = "note";
  heading.append(entry("span", ""), note);
  const pair = document.createElement("div");
  pair.className = "pair";
  for (const name of ["activations", "gradients"]) {
    const figure = document.createElement("figure");
    const ends = document.createElement("div");
    ends.className = "ends";
    ends.append(entry("span", ""), entry("span", name), entry("span", ""));
    const svg = shape("svg", { role: "img" });
    figure.append(svg, ends);
    pair.append(figure);
  }
  layer.append(heading, pair);
  return layer;
}

function showLayer(host, layer) {
  const [heading, pair] = host.children;
  heading.children[0].textContent = layer.title;
  heading.children[1].textContent = layer.note;
  ["activations", "gradients"].forEach((name, k) => {
    const [svg, ends] = pair.children[k].children;
    const { counts, low, high } = layer[name];
    drawHistogram(svg, counts);
    svg.setAttribute("aria-label", `${layer.title}: ${name} from ${low} to ${high}, most of them around ${around(counts, layer[name])}`);
    [ends.children[0].textContent, ends.children[2].textContent] = [low, high];
  });
}

function around(counts, { low, high }) {
  const [from, to] = [low, high].map((text) => Number(text.replace("−", "-")));
  return round(from + ((best(counts) + 0.5) / counts.length) * (to - from));
}

function valueText(stage, [tile, row, column]) {
  const area = stage.height * stage.width;
  const at = (tile * (stage.channels ?? 1)) * area + row * stage.width + column;
  const channels = stage.channels === 3 ? [0, 1, 2] : [0];
  const values = channels.map((c) => {
    const index = at + c * area;
    if (stage.numbers) return round(stage.numbers[index]);
    return `≈ ${round(stage.low + (stage.pixels[index] / 255) * (stage.high - stage.low))}`;
  });
  return `${stage.name} ${tile}, row ${row}, column ${column}: ${values.join(", ")}`;
}

function round(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
