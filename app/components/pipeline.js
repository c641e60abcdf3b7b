// The Kernel lab's row of pictures: picture → convolution → activation → pooling.

import { bytesOfBase64, decodeFrame } from "./frame.js";
import { paintColours, paintIndices, windowOf } from "./painting.js";
import { drawHistogram, position } from "./histogram.js";
import { drawCorner, lostOfPicture } from "./corner.js";

const ZOOMS = [1, 2, 4, 8, 16, 32];
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pipeline");
  root.view ??= newView(root);
  show(root, decodeFrame(data));
  const observer = new ResizeObserver(() => sharpen(root.view.cards));
  observer.observe(root);
  return () => observer.disconnect();
}

function newView(root) {
  const view = { zoom: 0, centre: { x: 0.5, y: 0.5 }, cards: [], images: [] };
  const redraw = () => drawAll(root);
  root.querySelector(".zoom-in").onclick = () => zoomBy(view, 1, redraw);
  root.querySelector(".zoom-out").onclick = () => zoomBy(view, -1, redraw);
  return view;
}

function zoomBy(view, steps, redraw) {
  view.zoom = Math.min(ZOOMS.length - 1, Math.max(0, view.zoom + steps));
  redraw();
}

function show(root, frame) {
  const { view } = root;
  view.frame = frame;
  matchCards(root, frame.stages.length);
  frame.stages.forEach((stage, i) => {
    view.images[i] = imageOf(stage);
    describe(view.cards[i], stage);
  });
  drawAll(root);
  showFit(root, frame.fit);
  root.dataset.frame = frame.frame;
  requestAnimationFrame(() => {
    root.dataset.painted = frame.frame;
  });
}

function matchCards(root, count) {
  const { view } = root;
  const list = root.querySelector(".stages");
  while (view.cards.length > count) view.cards.pop().remove();
  while (view.cards.length < count) view.cards.push(newCard(root, list));
  list.style.setProperty("--stages", count);
}

function newCard(root, list) {
  const card = root.querySelector("template").content.firstElementChild.cloneNode(true);
  list.append(card);
  const canvas = card.querySelector("canvas");
  canvas.addEventListener("keydown", (event) => panByKey(root, event));
  canvas.addEventListener("pointerdown", (event) => panByPointer(root, canvas, event));
  return card;
}

function imageOf(stage) {
  const image = new ImageData(stage.shown.width, stage.shown.height);
  if (stage.table) paintIndices(stage.pixels, bytesOfBase64(stage.table), image.data);
  else paintColours(stage.pixels, image.data);
  return image;
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
      const tick = document.createElement("span");
      tick.textContent = text;
      const share = position(value, low, high);
      tick.style.left = `${100 * share}%`;
      tick.style.transform = `translateX(${-100 * share}%)`;
      return tick;
    }),
  );
}

function drawAll(root) {
  const { view } = root;
  view.cards.forEach((card, i) => draw(view, card, view.images[i]));
  sharpen(view.cards);
  root.querySelector(".zoom-out").disabled = view.zoom === 0;
  root.querySelector(".zoom-in").disabled = view.zoom === ZOOMS.length - 1;
  root.querySelector(".zoom-level").textContent = `${ZOOMS[view.zoom]}×`;
  drawLeftover(root.querySelector(".stage .leftover"), view);
}

function drawLeftover(strip, { zoom, frame: { fit } }) {
  strip.hidden = zoom > 0 || !isLeftOver(fit);
  if (strip.hidden) return;
  strip.style.setProperty("--bottom", stripWidth(fit.rows));
  strip.style.setProperty("--right", stripWidth(fit.columns));
}

function stripWidth(axis) {
  const lost = lostOfPicture(axis);
  return lost > 0 ? `max(4px, ${(100 * lost) / axis.size}%)` : "0px";
}

function isLeftOver(fit) {
  return fit !== null && (fit.rows.leftover > 0 || fit.columns.leftover > 0);
}

function draw(view, card, image) {
  const canvas = card.querySelector("canvas");
  const seen = windowOf(image.width, image.height, ZOOMS[view.zoom], view.centre);
  canvas.width = seen.columns;
  canvas.height = seen.rows;
  canvas.tabIndex = view.zoom > 0 ? 0 : -1;
  canvas.parentElement.style.setProperty("--aspect", seen.columns / seen.rows);
  canvas.getContext("2d").putImageData(image, -seen.left, -seen.top);
}

// Enlarged pixels stay sharp squares; a picture that must shrink is averaged by the browser.
function sharpen(cards) {
  const canvases = cards.map((card) => card.querySelector("canvas"));
  const widths = canvases.map((canvas) => canvas.clientWidth); // all reads first: one layout
  canvases.forEach((canvas, i) => {
    const enlarged = widths[i] * devicePixelRatio >= canvas.width;
    canvas.style.imageRendering = enlarged ? "pixelated" : "auto";
  });
}

function pan(root, x, y) {
  const { view } = root;
  const keep = (value) => Math.min(1, Math.max(0, value));
  view.centre = { x: keep(view.centre.x + x), y: keep(view.centre.y + y) };
  drawAll(root);
}

function panByKey(root, event) {
  const direction = KEYS[event.key];
  if (!direction || root.view.zoom === 0) return;
  event.preventDefault();
  const step = 0.25 / ZOOMS[root.view.zoom];
  pan(root, direction[0] * step, direction[1] * step);
}

function panByPointer(root, canvas, event) {
  if (root.view.zoom === 0) return;
  canvas.setPointerCapture(event.pointerId);
  canvas.onpointermove = (move) => {
    const scale = ZOOMS[root.view.zoom];
    pan(root, -move.movementX / canvas.clientWidth / scale, -move.movementY / canvas.clientHeight / scale);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    canvas.onpointermove = null;
  };
}

function showFit(root, fit) {
  root.querySelector(".formulas").replaceChildren(
    ...(fit?.lines ?? []).map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
  const lost = isLeftOver(fit);
  root.querySelector(".corner").hidden = !lost;
  if (lost) {
    drawCorner(root.querySelector(".corner svg"), fit.rows, fit.columns);
    root.querySelector(".corner p").textContent = fit.sentence;
  }
}
