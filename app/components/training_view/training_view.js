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
import { Enlarged } from "./enlarged.js";
import { showGradientFlow } from "./gradient_flow.js";
import { LayerHistograms } from "./layer_histograms.js";
import { Polling } from "./polling.js";
import { showPredictions } from "./prediction_gallery.js";
import { softmaxTable } from "./softmax_table.js";
import { AXES, axisText } from "./step_axis.js";
import { threeDigits, TileFigure } from "./tile_figure.js";
import { TrainingChart } from "./training_chart.js";
import { changesOf, goneText, lostText, ofRuns, predictionsTitle, statusText } from "./training_text.js";

const HINT = "Point, tap or use the arrow keys to read a value. A click or Enter enlarges a filter, map or picture.";
const AXIS_TITLES = { learning: "while it learns", all: "all", log: "logarithmic" };

// The training that this page showed last, in case the element of the page is made anew with another one.
let latest = { token: "", step: 0 };

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".training-view");
  const [access, axis, picture, signed, magnitude] = data;
  const tables = { picture, signed, magnitude };
  for (const kind of Object.keys(tables)) tables[kind] = bytesOfBase64(tables[kind]);
  root.view ??= new TrainingView(root);
  root.view.ask = (asked) => setTriggerValue("asked", asked);
  root.view.begin(access, axis, tables);
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
    this.enlarged = new Enlarged(this.part(".enlarged"), say);
    this.enlarge = (figure, tile) => this.enlarged.open(figure, tile);
    this.filters = new TileFigure(this.part(".filters"), say, this.enlarge);
    this.picture = new TileFigure(this.part(".picture"), say, this.enlarge);
    this.matrix = new ConfusionMatrix(this.part(".matrix"), (cell) => this.send({ cell }));
    this.say = say;
    tell("");
    this.listen();
    this.polling = new Polling(
      (seen) => this.fetchFrame(seen), (bytes) => this.take(bytes), (why) => this.warn(goneText(why)),
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
    const menu = this.part(".axis-menu select");
    menu.append(...AXES.map((axis) => new Option(AXIS_TITLES[axis], axis)));
    menu.onchange = () => {
      this.axis = menu.value;
      this.showCurves();
      this.ask({ offer: AXES.indexOf(this.axis) });
    };
  }

  begin(access, axis, tables) {
    const [, token] = access;
    if (latest.token !== token) {
      if (latest.step > 0) this.lost = lostText(latest.token, token);
      latest = { token, step: 0 };
    }
    Object.assign(this, { access, tables, axis: AXES[axis] });
    this.part(".axis-menu select").value = this.axis;
    this.showCurves();
    this.polling.start();
    this.polling.now(); // a control of the page may have changed something
  }

  async fetchFrame(seen) {
    const answer = await askTraining(this.access, `frame?seen=${seen}`);
    const [isFrame, isGone] = [200, 404].map((status) => answer.status === status);
    return { status: answer.status, bytes: isFrame ? new Uint8Array(await answer.arrayBuffer()) : null, why: isGone ? await answer.text() : "" };
  }

  async send(asked) {
    await askTraining(this.access, "command", asked);
    this.polling.now();
  }

  take(bytes) {
    const frame = unpack(bytes);
    this.frame = frame;
    latest = { token: this.access[1], step: frame.runs[0].step };
    const stages = (kind) => frame.stages.filter((stage) => stage.kind === kind);
    this.showState(frame.runs);
    this.showCurves();
    this.showGaps(frame.runs);
    showLegend(this.part(".key"), frame.runs);
    showGradientFlow(this.part(".flow"), frame.flow, frame.runs);
    this.showWhich(frame);
    this.showFilters(stages("filters")[0]);
    this.showPicture(frame, stages("picture")[0]);
    this.showMaps(stages("maps"));
    this.matrix.show(frame.matrix, frame.classes, frame.cell);
    this.showGallery(frame, stages("predictions"));
    this.histograms.show(frame.layers);
    this.enlarged.refresh();
    tellShown(this.root, frame.frame);
    return { digest: frame.frame, lively: this.isRunning };
  }

  get isRunning() {
    return this.frame?.runs.some(({ state }) => state === "running") ?? false;
  }

  showState(runs) {
    const [first] = runs;
    this.part(".status").textContent = statusText(runs);
    this.part(".standing").textContent = ofRuns(runs, ({ standing }) => standing);
    this.showResult(runs);
    this.part(".run").textContent = this.isRunning ? "Pause" : "Run";
    this.part(".slow").checked = first.slow;
    this.root.dataset.state = this.isRunning ? "running" : "waiting";
    this.root.dataset.step = first.step;
    if (first.step > 0 || this.isRunning) this.lost = "";
    this.warn([this.lost, ofRuns(runs, ({ problem }) => problem)].filter(Boolean).join(" "));
    const note = this.part(".note");
    note.textContent = [ofRuns(runs, (run) => run.note), ...changesOf(first)].filter(Boolean).join(" ");
    note.hidden = note.textContent === "";
    const announced = this.isRunning ? "Training" : `${statusText(runs)}. ${this.part(".standing").textContent}`;
    if (announced !== this.announced) this.part(".spoken").textContent = this.announced = announced;
  }

  // Of runs that are compared: how accurate each is, under its name.
  showResult(runs) {
    const host = this.part(".result");
    const known = runs.map(({ curve }) => curve.validation.at(-1)).every(Boolean);
    host.hidden = runs.length < 2 || !known;
    if (host.hidden) return;
    const isOfOneSize = runs.every(({ parameters }) => parameters === runs[0].parameters);
    const parts = runs.flatMap(({ title, parameters, curve }, k) => {
      const figure = element("b", percent(curve.validation.at(-1)[2]), `figure-${k}`);
      const size = isOfOneSize ? "" : ` (${parameters.toLocaleString("en")} parameters)`;
      return [`${k ? ", " : "Validation accuracy: "}${title} `, figure, size];
    });
    host.replaceChildren(...parts);
  }

  warn(text) {
    this.part(".problem").textContent = text;
    this.part(".problem").hidden = text === "";
  }

  showCurves() {
    if (!this.frame) return;
    const layouts = this.charts.map((chart) => chart.show(this.frame.runs, this.axis));
    this.part(".axis-menu .cut").textContent = axisText(layouts[0]);
  }

  // How far training and validation accuracy are apart, run by run.
  showGaps(runs) {
    const known = runs.filter(({ gap }) => gap);
    const lines = matchChildren(this.part(".gaps"), known.length, () => element("p"));
    known.forEach(({ title, gap }, k) => {
      lines[k].textContent = `${runs.length > 1 ? `${title}: ` : ""}${gap.sentence}`;
      lines[k].className = gap.overfitting ? "overfitting" : "";
    });
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
      this.maps.push(new TileFigure(figure, this.say, this.enlarge));
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
