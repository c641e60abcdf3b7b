// The Kernel lab's row of pictures: picture → convolution → activation → pooling.

import { element, matchChildren } from "../shared/dom.js";
import { savePdf, savePng, saveSvg } from "../shared/files.js";
import { tellShown } from "../shared/handshake.js";
import { barHeights, drawHistogram, position } from "../shared/histogram.js";
import { askPage, onPage } from "../shared/page_events.js";
import { placeOnce, tellPosition } from "../shared/positions.js";
import { unpack } from "../shared/wire_format.js";
import { Lens } from "./lens.js";
import { settingOf } from "./lens_arithmetic.js";
import { labFigure } from "./lens_figure.js";
import { kernelMatrix } from "./lens_panel.js";
import { RawPicture } from "./raw_picture.js";
import { barOf, imageOf, paintStage } from "./stage_painting.js";
import { CLOSE, gridOf, seenAlong, zoomsOf } from "./stage_view.js";
import { drawUncoveredCorner, uncoveredOfImage } from "./uncovered_corner.js";

const WHOLE = 1e6; // a link says places in millionths of the picture
const MIDDLE = String(WHOLE / 2);
const FOLLOW = "convoscope:follow";

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pipeline-view");
  root.view ??= newView(root);
  show(root, unpack(data));
  const observer = new ResizeObserver(() => {
    if (root.clientWidth === root.view.width) return;
    drawAll(root);
    root.lens.refresh();
  });
  observer.observe(root);
  const { side } = root.view.frame;
  const ends = [tellPosition(root, () => (side === "B" ? {} : positionOf(root))), onPage(FOLLOW, (told) => follow(root, told))];
  return () => {
    observer.disconnect();
    for (const end of ends) end();
  };
}

// Where two kernels are compared, both sides look at the same place. While a link is followed each finds
// its own way: the smaller map of the other side may not reach so far.
function lead({ view: { frame, zoom, centre, isPlacing }, lens: { pinned, hovered, focused } }) {
  if (frame.side && !isPlacing) askPage(FOLLOW, { side: frame.side, zoom, centre, targets: { pinned, hovered, focused } });
}

function follow(root, { side, zoom, centre, targets }) {
  const { view, lens } = root;
  if (!view.frame.side || side === view.frame.side) return;
  Object.assign(view, { zoom: Math.min(zoom, view.zooms.length - 1), centre });
  drawAll(root);
  lens.follow(targets);
}

// Where zoom and lens stand, as a link says it.
function positionOf({ view, lens }) {
  const zoom = view.zooms[view.zoom];
  const centre = [...new Set(view.centre.map((share) => Math.round(share * WHOLE)))].join("_");
  return { zoom: zoom > 1 ? String(zoom) : "", centre: zoom > 1 && centre !== MIDDLE ? centre : "", ...lens.position };
}

function placeView(root, { zoom = 1, centre = MIDDLE, ...values }) {
  const { view } = root;
  const [down, across = down] = centre.split("_").map((part) => Number(part) / WHOLE);
  view.isPlacing = true;
  view.zoom = Math.max(0, view.zooms.indexOf(Number(zoom)));
  root.lens.placeAt(values);
  moveTo(root, view.zoom > 0 ? [down, across] : [0.5, 0.5]);
  view.isPlacing = false;
}

function newView(root) {
  const view = { zoom: 0, centre: [0.5, 0.5], isPlacing: false, cards: [], stages: {}, setting: null, raw: null };
  root.lens = new Lens(root, {
    view,
    zoom: (steps, place) => zoomBy(root, steps, place),
    pan: (down, across) => pan(root, [down, across]),
    reveal: (place) => reveal(root, place),
    moved: () => lead(root),
  });
  root.querySelector(".zoom-in").onclick = () => root.lens.zoom(1);
  root.querySelector(".zoom-out").onclick = () => root.lens.zoom(-1);
  root.querySelector(".save-svg").onclick = () => saveSvg(figureOf(root), nameOf(root));
  root.querySelector(".save-png").onclick = () => savePng(figureOf(root), nameOf(root));
  root.querySelector(".save-pdf").onclick = () => savePdf(figureOf(root), nameOf(root));
  return view;
}

function nameOf({ lens: { target } }) {
  return target ? `${target.name}-${target.at.join("-")}` : "kernel-lab";
}

// All pictures as they are seen, and the numbers of the lens where it is open.
function figureOf({ view, lens }) {
  const stages = view.cards.map((card) => {
    const stage = view.stages[card.dataset.stage];
    const { counts, edges: [low, high], ticks } = stage.histogram;
    return {
      canvas: card.querySelector("canvas"), title: stage.title, size: stage.size, range: stage.range,
      bar: barOf(stage), heights: barHeights(counts), marks: lens.placesOn(stage),
      ticks: ticks.map(({ value, text }) => ({ share: position(value, low, high), text })),
    };
  });
  const { setting } = view;
  const board = lens.target && setting ? lens.panel.board : null;
  return labFigure({ stages, lines: view.frame.fit?.lines ?? [], kernel: setting && kernelMatrix(setting), board });
}

function show(root, frame) {
  const { view } = root;
  view.frame = frame;
  view.setting = frame.lens && settingOf(frame);
  view.raw = frame.lens && rawOf(root, frame);
  matchCards(root, frame.stages.length);
  view.stages = {};
  frame.stages.forEach((stage, i) => {
    const [rows, columns] = sizeOf(stage, view.setting);
    const layer = view.cards[i].querySelector(".marks");
    const grid = gridOf(stage.name, [rows, columns], view.setting);
    view.stages[stage.name] = { ...stage, rows, columns, grid, layer, image: imageOf(stage) };
    describe(view.cards[i], stage);
  });
  const { rows, columns } = view.stages.picture;
  view.picture = [rows, columns];
  view.zooms = zoomsOf(view.picture);
  view.zoom = Math.min(view.zoom, view.zooms.length - 1);
  drawAll(root);
  root.lens.refresh();
  placeOnce(root, frame.position, (values) => placeView(root, values));
  showFit(root, frame.fit);
  tellShown(root, frame.frame, () => setTimeout(() => view.raw?.hasAll()));
}

// The raw pixels: those of the frame, or those that were fetched for the same picture before.
function rawOf(root, { lens, stages: [picture] }) {
  if (picture.shown.factor > 1 && root.view.raw?.url === lens.url) return root.view.raw;
  return new RawPicture(lens, picture.shown.factor > 1 ? null : picture.pixels, () => arrived(root));
}

function arrived(root) {
  if (root.view.zoom > 0) drawAll(root);
  root.lens.show();
}

function sizeOf({ name, shown }, setting) {
  if (!setting) return [shown.height * shown.factor, shown.width * shown.factor];
  const { rows, columns, pooling } = setting;
  if (name === "picture") return [rows.size, columns.size];
  return name === "pooling" ? pooling.outputs : [rows.outputs, columns.outputs];
}

function matchCards(root, count) {
  const { view } = root;
  const list = root.querySelector(".stages");
  view.cards = matchChildren(list, count, () => newCard(root));
  list.style.setProperty("--stages", count);
}

// Where two kernels are compared, each row has a hint of its own, and a name for it.
function hintOf(root) {
  const hint = root.querySelector(".hint");
  hint.id ||= `lens-hint-${root.view.frame.side || "A"}`;
  return hint;
}

function newCard(root) {
  const card = root.querySelector("template").content.firstElementChild.cloneNode(true);
  const canvas = card.querySelector("canvas");
  canvas.setAttribute("aria-describedby", hintOf(root).id);
  root.lens.listenTo(canvas, () => card.dataset.stage);
  return card;
}

function describe(card, stage) {
  card.dataset.stage = stage.name;
  const put = (name, text) => {
    card.querySelector(name).textContent = text;
  };
  put("h2", stage.title);
  put(".size", stage.size);
  put(".range", stage.range);
  put(".note", stage.note);
  const canvas = card.querySelector("canvas");
  canvas.setAttribute("aria-label", stage.alt);
  describeScale(card, stage);
}

function describeScale(card, { histogram, scale }) {
  drawHistogram(card.querySelector("svg"), histogram.counts);
  const [low, high] = histogram.edges;
  const bar = card.querySelector(".bar");
  const from = position(scale.low, low, high);
  const to = position(scale.high, low, high);
  const middle = `${50 * (from + to)}%`;
  bar.style.background = `linear-gradient(to right, ${scale.first} ${middle}, ${scale.last} ${middle})`;
  const colours = bar.firstElementChild;
  colours.style.background = scale.gradient;
  colours.style.left = `${100 * from}%`;
  colours.style.width = `${100 * (to - from)}%`;
  const ticks = card.querySelector(".ticks");
  ticks.replaceChildren(
    ...histogram.ticks.map(({ value, text }) => {
      const tick = element("span", text);
      const share = position(value, low, high);
      tick.style.left = `${100 * share}%`;
      tick.style.transform = `translateX(${-100 * share}%)`;
      return tick;
    }),
  );
}

function drawAll(root) {
  const { view } = root;
  const zoom = view.zooms[view.zoom];
  const close = Math.max(...view.picture) / zoom <= CLOSE;
  view.cards.forEach((card) => {
    const stage = view.stages[card.dataset.stage];
    stage.seen = stage.grid.map((along, i) => {
      return seenAlong(along, zoom, view.centre[i] * view.picture[i], view.picture[i], close);
    });
    card.querySelector(".view").style.setProperty("--aspect", stage.seen[1].count / stage.seen[0].count);
  });
  const canvases = view.cards.map((card) => card.querySelector("canvas"));
  const widths = canvases.map((canvas) => canvas.clientWidth); // all reads together: one layout
  view.width = root.clientWidth;
  view.ratio = devicePixelRatio;
  canvases.forEach((canvas, i) => paintSeen(canvas, view, view.cards[i].dataset.stage, widths[i]));
  root.classList.toggle("zoomed", view.zoom > 0);
  root.querySelector(".zoom-out").disabled = view.zoom === 0;
  root.querySelector(".zoom-in").disabled = view.zoom === view.zooms.length - 1;
  root.querySelector(".zoom-level").textContent = `${zoom}×`;
  drawLeftover(root.querySelector(".stage .leftover"), view);
}

// Enlarged pixels stay sharp squares; a picture that must shrink is averaged by the browser.
function paintSeen(canvas, view, name, width) {
  const stage = view.stages[name];
  paintStage(canvas, stage, stage.image, stage.seen, view, width);
  canvas.style.imageRendering = width * view.ratio >= canvas.width ? "pixelated" : "auto";
}

function drawLeftover(strip, { zoom, frame: { fit } }) {
  strip.hidden = zoom > 0 || !isLeftOver(fit);
  if (strip.hidden) return;
  strip.style.setProperty("--bottom", stripWidth(fit.rows));
  strip.style.setProperty("--right", stripWidth(fit.columns));
}

function stripWidth(axis) {
  const lost = uncoveredOfImage(axis);
  return lost > 0 ? `max(4px, ${(100 * lost) / axis.size}%)` : "0px";
}

function isLeftOver(fit) {
  return fit !== null && (fit.rows.leftover > 0 || fit.columns.leftover > 0);
}

function pan(root, shares) {
  const { view } = root;
  const zoom = view.zooms[view.zoom];
  if (zoom === 1) return;
  moveTo(root, view.centre.map((at, i) => at + shares[i] / zoom));
}

// To a place that a link can say.
function moveTo(root, centre) {
  root.view.centre = centre.map((at) => Math.min(WHOLE - 1, Math.max(0, Math.round(at * WHOLE))) / WHOLE);
  drawAll(root);
  root.lens.show();
  lead(root);
}

// What is at `place` (or in the middle) stays where it is on the screen.
function zoomBy(root, steps, place) {
  const { view } = root;
  const before = view.zooms[view.zoom];
  view.zoom = Math.min(view.zooms.length - 1, Math.max(0, view.zoom + steps));
  const share = before / view.zooms[view.zoom];
  const still = place ?? view.centre;
  const moved = view.centre.map((at, i) => still[i] + (at - still[i]) * share);
  moveTo(root, view.zoom > 0 ? moved : [0.5, 0.5]);
}

// Moves the zoomed pictures so that a place is well inside of what is seen.
function reveal(root, place) {
  const { view } = root;
  const zoom = view.zooms[view.zoom];
  const far = place.map((at, i) => Math.abs(at - view.centre[i]) * zoom > 0.35);
  if (zoom > 1 && far.some(Boolean)) moveTo(root, view.centre.map((at, i) => (far[i] ? place[i] : at)));
}

function showFit(root, fit) {
  root.querySelector(".formulas").replaceChildren(
    ...(fit?.lines ?? []).map((line) => element("li", line)),
  );
  const lost = isLeftOver(fit);
  root.querySelector(".corner").hidden = !lost;
  if (lost) {
    drawUncoveredCorner(root.querySelector(".corner svg"), fit.rows, fit.columns);
    root.querySelector(".corner p").textContent = fit.sentence;
  }
}
