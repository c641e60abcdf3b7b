// What a component shows at this moment, its drawings and the words about them, as SVG, PNG and PDF: on
// white paper as all figures are, also where the screen is dark.

import { FONT } from "./figure_formats.js";
import { download, printSheet, savePng } from "./files.js";
import { shape } from "./svg.js";

const SHEET = { "--st-text-color": "#1b1f2a", "--st-background-color": "#ffffff", "--st-secondary-background-color": "#f0f2f6", "--st-primary-color": "#0b5cad", "color-scheme": "light" };
const OUTLINE = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "vector-effect", "rx"];
const LOOKS = { text: ["fill", "font-size", "font-weight", "font-style", "text-anchor"], rect: OUTLINE, path: OUTLINE, line: OUTLINE };
const XLINK = "http://www.w3.org/1999/xlink";
const EDGE = 24;
const HALF_LETTER = 0.35; // from a text's middle down to its baseline, over its size

let scales = 0; // that have been drawn: each has a name of its own

// The buttons save the `parts` of the root, given by selectors, under the name that `nameNow` says.
export function offerSnapshot(root, parts, nameNow) {
  const saved = () => snapshot(root, parts, nameNow());
  root.querySelector(".save-svg").onclick = () => saveSnapshotSvg(saved(), nameNow());
  root.querySelector(".save-png").onclick = () => saveSnapshotPng(saved(), nameNow());
  root.querySelector(".save-pdf").onclick = () => saveSnapshotPdf(saved(), nameNow());
}

function saveSnapshotSvg({ markup }, name) {
  download(new Blob([markup], { type: "image/svg+xml" }), `${name}.svg`);
}

function saveSnapshotPdf({ markup, ...size }, name) {
  printSheet(markup, size, name);
}

async function saveSnapshotPng({ markup, width, height }, name) {
  const canvas = new Image();
  canvas.src = `data:image/svg+xml,${encodeURIComponent(markup)}`;
  await canvas.decode();
  savePng({ width, height, shapes: [{ kind: "image", x: 0, y: 0, width, height, canvas }] }, name);
}

function snapshot(root, parts, title) {
  const before = root.getAttribute("style") ?? "";
  for (const [name, value] of Object.entries(SHEET)) root.style.setProperty(name, value);
  root.toggleAttribute("data-saving", true); // for rules of the paper's own
  const drawn = parts.flatMap((part) => [...root.querySelectorAll(part)].flatMap((element) => copiesIn(element)));
  root.toggleAttribute("data-saving", false);
  root.setAttribute("style", before);
  const [left, top] = ["left", "top"].map((side) => Math.min(...drawn.map(({ box }) => box[side])) - EDGE);
  const [right, bottom] = ["right", "bottom"].map((side) => Math.max(...drawn.map(({ box }) => box[side])) + EDGE);
  const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
  const sheet = shape("svg", { width, height, viewBox: `${left} ${top} ${width} ${height}`, "font-family": FONT });
  const name = shape("title");
  name.textContent = title;
  sheet.append(name, shape("rect", { x: left, y: top, width, height, fill: SHEET["--st-background-color"] }), ...drawn.map(({ copy }) => copy));
  return { markup: new XMLSerializer().serializeToString(sheet), width, height };
}

// Copies of the drawings, pictures and lines of text in an element, each with its box on the screen;
// of a list that scrolls, what is in sight.
function copiesIn(element) {
  if (element.getClientRects().length === 0 || element.matches(".spoken")) return [];
  if (element.localName === "svg") return [drawingCopy(element)];
  if (element.localName === "canvas") return [pictureCopy(element)];
  const style = getComputedStyle(element);
  if (element.localName === "select") return [chosenCopy(element, style)];
  const own = [...element.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return linesOf(node).map((line) => lineCopy(line, style));
    return node.nodeType === Node.ELEMENT_NODE ? copiesIn(node) : [];
  });
  const isCut = style.overflowY === "auto" && element.scrollHeight > element.clientHeight;
  return [...fillOf(element, style), ...(isCut ? inSight(own, element) : own), ...edgeOf(element, style)];
}

function inSight(copies, list) {
  const { top, bottom } = list.getBoundingClientRect();
  return copies.filter(({ box }) => box.top >= top && box.bottom <= bottom);
}

// Its pixels as sharp, or as smooth, as on the screen.
function pictureCopy(canvas) {
  const box = canvas.getBoundingClientRect();
  const pixels = canvas.toDataURL();
  const copy = shape("image", { ...placeOf(box), href: pixels, preserveAspectRatio: "none" });
  copy.setAttributeNS(XLINK, "xlink:href", pixels); // Inkscape up to 1.2 knows only this one
  if (getComputedStyle(canvas).imageRendering === "pixelated") copy.setAttribute("style", "image-rendering:pixelated");
  return { box, copy };
}

function chosenCopy(select, style) {
  const { left, right, top, bottom } = select.getBoundingClientRect();
  const from = left + parseFloat(style.paddingLeft) + 1;
  return lineCopy({ text: select.selectedOptions[0]?.text ?? "", box: { left: from, right, top, bottom } }, style, false);
}

// The colour, or the colours from left to right, of an element with nothing in it: a bar, a scale.
function fillOf(element, { backgroundColor, backgroundImage }) {
  if (element.hasChildNodes()) return [];
  const box = element.getBoundingClientRect();
  const colours = backgroundImage.startsWith("linear-gradient(to right, rgb(") ? backgroundImage.match(/rgb\([^)]*\)/g) : null;
  const fill = colours ? null : plainColour(backgroundColor);
  if (fill === "none" || box.width === 0 || box.height === 0) return [];
  if (fill) return [{ box, copy: shape("rect", { ...placeOf(box), fill }) }];
  const copy = shape("g");
  const scale = shape("linearGradient", { id: `scale-${(scales += 1)}` });
  scale.append(...colours.map((colour, i) => shape("stop", { offset: i / (colours.length - 1), "stop-color": plainColour(colour) })));
  copy.append(scale, shape("rect", { ...placeOf(box), fill: `url(#${scale.id})` }));
  return [{ box, copy }];
}

function placeOf({ left, top, width, height }) {
  return { x: left, y: top, width, height };
}

function drawingCopy(svg) {
  const box = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true);
  const copies = [...copy.querySelectorAll("*")];
  [...svg.querySelectorAll("*")].forEach((element, i) => takeLooks(copies[i], element, getComputedStyle(element)));
  for (const name of ["class", "style", "role", "aria-hidden", "aria-label"]) copy.removeAttribute(name);
  const place = { ...placeOf(box), overflow: "visible" };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
  return { box, copy };
}

function takeLooks(copy, element, style) {
  if (style.visibility === "hidden") {
    copy.remove();
    return;
  }
  for (const name of ["class", "style"]) copy.removeAttribute(name);
  for (const name of LOOKS[copy.localName] ?? []) {
    const value = style.getPropertyValue(name);
    if (value && value !== "auto") copy.setAttribute(name, name === "fill" || name === "stroke" ? plainColour(value) : value);
  }
  if (copy.localName !== "text") return;
  keepLength(copy, element.getComputedTextLength());
  // Not all programs centre SVG's text.
  if (style.dominantBaseline === "central") {
    copy.removeAttribute("dominant-baseline");
    copy.setAttribute("y", Number(copy.getAttribute("y")) + HALF_LETTER * parseFloat(style.fontSize));
  }
}

// As long as on the screen, also in a font with wider letters.
function keepLength(text, length) {
  if (length === 0) return;
  text.setAttribute("textLength", length);
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

// A text's words, put together line by line as the browser has broken them.
function linesOf(node) {
  const lines = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const { left, top, right, bottom } = range.getBoundingClientRect();
    const line = lines.at(-1);
    if (line && Math.abs(line.box.top - top) < 2) {
      line.text += ` ${word}`;
      line.box.right = right;
    } else {
      lines.push({ text: word, box: { left, top, right, bottom } });
    }
  }
  return lines;
}

function lineCopy({ text, box }, { fontSize, fontWeight, color }, isMeasured = true) {
  const y = (box.top + box.bottom) / 2 + HALF_LETTER * parseFloat(fontSize);
  const copy = shape("text", { x: box.left, y, "font-size": fontSize, "font-weight": fontWeight, fill: plainColour(color) });
  copy.textContent = text;
  if (isMeasured) keepLength(copy, box.right - box.left);
  return { box, copy };
}

// The frame around an element, or the line of a fraction.
function edgeOf(element, { borderTopWidth, borderBottomWidth, borderBottomColor }) {
  const [above, height] = [borderTopWidth, borderBottomWidth].map(parseFloat);
  const fill = plainColour(borderBottomColor);
  if (height === 0 || fill === "none") return [];
  const box = element.getBoundingClientRect();
  if (above === height) {
    const [x, y] = [box.left + height / 2, box.top + height / 2];
    const frame = { x, y, width: box.width - height, height: box.height - height, fill: "none", stroke: fill, "stroke-width": height };
    return box.width > height && box.height > height ? [{ box, copy: shape("rect", frame) }] : [];
  }
  return [{ box, copy: shape("rect", { x: box.left, y: box.bottom - height, width: box.width, height, fill }) }];
}

// As it looks on the paper: other programs know neither mixed nor half transparent colours.
function plainColour(colour) {
  if (colour === "none" || colour === "rgba(0, 0, 0, 0)") return "none";
  if (colour.startsWith("url(")) return colour.replaceAll('"', "");
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  for (const layer of [SHEET["--st-background-color"], colour]) {
    context.fillStyle = layer;
    context.fillRect(0, 0, 1, 1);
  }
  const parts = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
