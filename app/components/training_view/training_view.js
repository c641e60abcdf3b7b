// The training as it goes on. Frames come by plain HTTP, as long as somebody can see them, and the
// buttons send their commands the same way.

import { element, matchChildren, newButton } from "../shared/dom.js";
import { tellShown } from "../shared/handshake.js";
import { askPage, OPEN_PAD } from "../shared/page_events.js";
import { best, percent, scoreBars } from "../shared/scores.js";
import { askTraining } from "../shared/training_requests.js";
import { bytesOfBase64, unpack } from "../shared/wire_format.js";
import { ConfusionMatrix } from "./confusion_matrix.js";
import { showLegend } from "./curve_legend.js";
import { LayerHistograms } from "./layer_histograms.js";
import { Polling } from "./polling.js";
import { showPredictions } from "./prediction_gallery.js";
import { softmaxTable } from "./softmax_table.js";
import { threeDigits, TileFigure } from "./tile_figure.js";
import { TrainingChart } from "./training_chart.js";
import { changesOf, identicalText, predictionsTitle } from "./training_text.js";

const HINT = "Point at a curve, bar, filter, map or cell, tap it, or use the arrow keys to see its value.";
const GONE = "This training has ended because the page was closed for a while. Reload the page to start again.";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".training-view");
  const [access, picture, signed, magnitude] = data;
  const tables = { picture, signed, magnitude };
  for (const kind of Object.keys(tables)) tables[kind] = bytesOfBase64(tables[kind]);
  root.view ??= new TrainingView(root);
  root.view.begin(access, tables);
  return () => root.view.polling.stop();
}

class TrainingView {
  constructor(root) {
    Object.assign(this, { root, announced: "", maps: [] });
    this.part = (name) => root.querySelector(name);
    const say = (words) => (this.part(".spoken").textContent = words);
    const tell = (words) => (this.part(".reading").textContent = words || HINT);
    this.charts = ["losses", "accuracies"].map((kind) => new TrainingChart(this.part(`.${kind} svg`), kind, tell, say));
    this.histograms = new LayerHistograms(this.part(".layers"), say);
    this.filters = new TileFigure(this.part(".filters"), say);
    this.picture = new TileFigure(this.part(".picture"), say);
    this.matrix = new ConfusionMatrix(this.part(".matrix"), (cell) => this.send({ cell }));
    this.say = say;
    tell("");
    this.listen();
    this.polling = new Polling(
      (seen) => this.ask(seen), (bytes) => this.take(bytes), () => this.warn(GONE),
      { visible: () => !document.hidden },
    );
  }

  listen() {
    for (const button of this.root.querySelectorAll("[data-command]")) {
      button.onclick = () => this.send({ command: button.dataset.command });
    }
    this.part(".run").onclick = () => this.send({ command: this.isRunning ? "pause" : "run" });
    this.part(".slow").onchange = (event) => this.send({ command: event.target.checked ? "slow" : "fast" });
    this.part(".previous").onclick = () => this.turn(-1);
    this.part(".next").onclick = () => this.turn(1);
    this.part(".all").onclick = () => {
      this.part(".matrix td[tabindex='0']").focus(); // the button goes
      this.send({ cell: null });
    };
    this.part(".try").onclick = () => askPage(OPEN_PAD);
  }

  begin(access, tables) {
    Object.assign(this, { access, tables });
    this.polling.start();
    this.polling.now(); // a control of the page may have changed something
  }

  async ask(seen) {
    const answer = await askTraining(this.access, `frame?seen=${seen}`);
    return { status: answer.status, bytes: answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : null };
  }

  async send(asked) {
    await askTraining(this.access, "command", asked);
    this.polling.now();
  }

  take(bytes) {
    const frame = unpack(bytes);
    this.frame = frame;
    const stages = (kind) => frame.stages.filter((stage) => stage.kind === kind);
    this.showState(frame.runs);
    for (const chart of this.charts) chart.show(frame.runs);
    showLegend(this.root, frame.runs);
    this.showWhich(frame);
    this.showFilters(stages("filters")[0]);
    this.showPicture(frame, stages("picture")[0]);
    this.showMaps(stages("maps"));
    this.matrix.show(frame.matrix, frame.classes, frame.cell);
    this.showGallery(frame, stages("predictions"));
    this.histograms.show(frame.layers);
    tellShown(this.root, frame.frame);
    return { digest: frame.frame, lively: this.isRunning };
  }

  get isRunning() {
    return this.frame?.runs.some(({ state }) => state === "running") ?? false;
  }

  showState(runs) {
    const [first] = runs;
    const validation = runs.map(({ curve }) => curve.validation.at(-1)).filter(Boolean);
    const scores = validation.map((point) => percent(point[2])).join(" and ");
    const same = first.identicalSteps === null ? "" : ` · ${identicalText(first)}`;
    this.part(".status").textContent =
      `epoch ${first.epoch}, step ${first.step}${scores ? ` · val. accuracy ${scores}` : ""}${same}`;
    this.part(".run").textContent = this.isRunning ? "Pause" : "Run";
    this.part(".slow").checked = first.slow;
    this.root.dataset.state = this.isRunning ? "running" : "waiting";
    this.root.dataset.step = first.step;
    this.warn(runs.map(({ problem }) => problem).filter(Boolean).join(" "));
    const note = this.part(".note");
    note.textContent = [...new Set(runs.map((run) => run.note).filter(Boolean)), ...changesOf(first)].join(" ");
    note.hidden = note.textContent === "";
    const announced = this.isRunning ? "Training" : `Paused after step ${first.step}${scores ? `, validation accuracy ${scores}` : ""}`;
    if (announced !== this.announced) this.part(".spoken").textContent = this.announced = announced;
  }

  warn(text) {
    this.part(".problem").textContent = text;
    this.part(".problem").hidden = text === "";
  }

  showWhich({ runs, selected }) {
    const host = this.part(".which");
    host.hidden = runs.length < 2;
    if (host.hidden) return;
    matchChildren(host, runs.length, (number) => newButton("", () => this.send({ run: number })));
    runs.forEach(({ title }, k) => {
      host.children[k].textContent = title;
      host.children[k].setAttribute("aria-pressed", String(k === selected));
    });
  }

  showFilters(stage) {
    const { count, width, height, of, limit } = stage;
    const title = `First layer: ${count} filters of ${width}×${height}${of > 1 ? `×${of}` : ""}, ±${threeDigits(limit)}`;
    this.filters.show({ ...stage, low: -limit, high: limit, name: "Filter" }, this.tables.signed, title);
  }

  showPicture({ picture, classes }, stage) {
    const name = classes[picture.label];
    const predicted = classes[best(picture.probabilities)];
    const label = `Picture ${picture.place + 1}: a “${name}”, predicted “${predicted}”`;
    this.picture.show({ ...stage, exact: true }, this.tables.picture, `Validation ${picture.place + 1}/${picture.of}`, { label, across: 1 });
    scoreBars(this.part(".scores"), picture.probabilities, classes, picture.label);
    softmaxTable(this.part(".softmax table"), picture.scores, classes);
  }

  showMaps(stages) {
    const host = this.part(".maps");
    for (const { caption } of this.maps.splice(stages.length)) caption.parentElement.remove();
    while (this.maps.length < stages.length) {
      const figure = element("figure");
      host.append(figure);
      this.maps.push(new TileFigure(figure, this.say));
    }
    stages.forEach((stage, k) => {
      const { width, height, low, high } = stage;
      const title = `Feature maps after ${stage.title}, ${width}×${height}: ${threeDigits(low)} … ${threeDigits(high)}`;
      this.maps[k].show({ ...stage, name: "Map" }, this.tables[low < 0 ? "signed" : "magnitude"], title);
    });
  }

  showGallery(frame, stages) {
    const { predictions, classes, cell } = frame;
    const now = JSON.stringify([predictions, cell, classes, frame.matrix]);
    if (now === this.galleryState) return;
    this.galleryState = now;
    this.part(".gallery h3").textContent = predictionsTitle(frame);
    this.part(".all").hidden = cell === null;
    const select = (place) => this.send({ picture: place });
    showPredictions(this.part(".gallery ul"), predictions, stages, { classes, table: this.tables.picture, select });
  }

  turn(by) {
    if (!this.frame) return;
    const { place: now, of } = this.frame.picture;
    this.send({ picture: (now + by + of) % of });
  }
}
