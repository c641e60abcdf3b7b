// Files made in the browser out of drawings, and handed to the learner.

import { escaped, paint, svgText } from "./figure_formats.js";

const PNG = { width: 2400, least: 1, most: 3 }; // pixels, and pixels for a unit of the drawing

export function saveSvg(drawing, name) {
  download(new Blob([svgText(drawing, name)], { type: "image/svg+xml" }), `${name}.svg`);
}

export function savePng(drawing, name) {
  canvasFor(drawing, PNG).toBlob((blob) => download(blob, `${name}.png`), "image/png");
}

export function savePdf(drawing, name) {
  printSheet(svgText(drawing, name), drawing, name);
}

// The browser's own print dialogue saves a PDF of one page, as large as the figure: lines stay lines
// and text stays text, in the fonts of the screen, without a server or a network.
export function printSheet(markup, { width, height }, name) {
  const sheet = document.createElement("iframe");
  Object.assign(sheet, { title: name, tabIndex: -1, srcdoc: sheetHtml(markup, width, height, name) });
  sheet.style.cssText = "position: fixed; width: 0; height: 0; border: 0; visibility: hidden";
  const before = document.title;
  sheet.onload = () => {
    sheet.contentWindow.onafterprint = () => {
      document.title = before;
      sheet.remove();
    };
    document.title = name; // the file's name in the dialogue
    sheet.contentWindow.print();
  };
  document.body.append(sheet);
}

function sheetHtml(markup, width, height, name) {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const page = `@page { size: ${w}px ${h}px; margin: 0 } body { margin: 0; height: ${h}px; overflow: hidden }`;
  const exact = "* { print-color-adjust: exact; -webkit-print-color-adjust: exact }";
  return `<!doctype html><meta charset="utf-8"><title>${escaped(name)}</title><style>${page} ${exact} body > svg { display: block }</style>${markup}`;
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
