// Files made in the browser out of drawings, and handed to the learner.

import { paint, svgText } from "./figure_formats.js";

const PNG = { width: 2400, least: 1, most: 3 }; // pixels, and pixels for a unit of the drawing

export function saveSvg(drawing, name) {
  download(new Blob([svgText(drawing, name)], { type: "image/svg+xml" }), `${name}.svg`);
}

export function savePng(drawing, name) {
  canvasFor(drawing, PNG).toBlob((blob) => download(blob, `${name}.png`), "image/png");
}

// As wide as `width` wants it, but with at least and at most so many pixels for a unit.
export function canvasFor(drawing, { width, least, most }) {
  const scale = Math.min(most, Math.max(least, width / drawing.width));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(drawing.width * scale);
  canvas.height = Math.round(drawing.height * scale);
  paint(canvas.getContext("2d", { willReadFrequently: true }), drawing, scale);
  return canvas;
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
