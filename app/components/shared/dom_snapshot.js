// What a component shows at this moment, its drawings and the words about them, as SVG, PNG and PDF: on
// white paper as all figures are, also where the screen is dark.

import { FONT } from "./figure_formats.js";
import { download, printSheet, savePng } from "./files.js";
import { shape } from "./svg.js";

const SHEET = { "--st-text-color": "#1b1f2a", "--st-background-color": "#ffffff", "--st-secondary-background-color": "#f0f2f6", "--st-primary-color": "#0b5cad", "color-scheme": "light" };
const OUTLINE = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "vector-effect", "rx"];
const LOOKS = { text: ["fill", "font-size", "font-weight", "font-style", "text-anchor"], rect: OUTLINE, path: OUTLINE, line: OUTLINE };
const EDGE = 24;
const HALF_LETTER = 0.35; // from a text's middle down to its baseline, over its size

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
  const drawn = parts.flatMap((part) => [...root.querySelectorAll(part)].flatMap(copiesIn));
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

// Copies of the drawings and of the lines of text in an element, each with its box on the screen.
function copiesIn(element) {
  if (element.getClientRects().length === 0) return [];
  if (element.localName === "svg") return [drawingCopy(element)];
  const own = [...element.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return linesOf(node).map((line) => lineCopy(line, getComputedStyle(element)));
    return node.nodeType === Node.ELEMENT_NODE ? copiesIn(node) : [];
  });
  return [...own, ...ruleUnder(element)];
}

function drawingCopy(svg) {
  const box = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true);
  const copies = [...copy.querySelectorAll("*")];
  [...svg.querySelectorAll("*")].forEach((element, i) => takeLooks(copies[i], element, getComputedStyle(element)));
  for (const name of ["class", "style", "role", "aria-hidden", "aria-label"]) copy.removeAttribute(name);
  const place = { x: box.left, y: box.top, width: box.width, height: box.height, overflow: "visible" };
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

function lineCopy({ text, box }, { fontSize, fontWeight, color }) {
  const y = (box.top + box.bottom) / 2 + HALF_LETTER * parseFloat(fontSize);
  const copy = shape("text", { x: box.left, y, "font-size": fontSize, "font-weight": fontWeight, fill: plainColour(color) });
  copy.textContent = text;
  keepLength(copy, box.right - box.left);
  return { box, copy };
}

// The line of a fraction.
function ruleUnder(element) {
  const { borderBottomWidth, borderBottomColor } = getComputedStyle(element);
  const height = parseFloat(borderBottomWidth);
  if (height === 0) return [];
  const box = element.getBoundingClientRect();
  return [{ box, copy: shape("rect", { x: box.left, y: box.bottom - height, width: box.width, height, fill: plainColour(borderBottomColor) }) }];
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
