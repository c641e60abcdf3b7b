// A drawing of plain shapes as SVG, and on a canvas.

export const FONT = "'Source Sans 3', 'Source Sans Pro', Helvetica, Arial, sans-serif";

export function svgText({ width, height, shapes }, title) {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} font-family="${FONT}">`;
  return `${head}\n<title>${escaped(title)}</title>\n${shapes.map(svgElement).join("\n")}\n</svg>\n`;
}

function svgElement(shape) {
  const { x, y } = shape;
  if (shape.kind === "text") {
    const { size, weight, anchor, italic, fill } = shape;
    const slant = italic ? ' font-style="italic"' : "";
    const looks = `font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"${slant} fill="${fill}"`;
    return `<text x="${x}" y="${y}" ${looks}>${escaped(shape.text)}</text>`;
  }
  const { width, height } = shape;
  if (shape.kind === "image") {
    const looks = `width="${width}" height="${height}" style="image-rendering:pixelated" preserveAspectRatio="none"`;
    const pixels = shape.canvas.toDataURL();
    return `<image x="${x}" y="${y}" ${looks} href="${pixels}" xlink:href="${pixels}"/>`; // Inkscape up to 1.2 knows the latter
  }
  const { fill = "none", stroke = "none", line = 0, dash } = shape;
  const dashes = dash ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  const looks = `fill="${fill}" stroke="${stroke}" stroke-width="${line}"${dashes}`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${looks}/>`;
}

export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export function paint(context, { shapes }, scale) {
  context.setTransform(scale, 0, 0, scale, 0, 0);
  for (const shape of shapes) {
    if (shape.kind === "text") paintText(context, shape);
    else if (shape.kind === "image") paintImage(context, shape);
    else paintRect(context, shape);
  }
}

function paintText(context, { x, y, text, size, weight, anchor, italic, fill }) {
  context.font = `${italic ? "italic " : ""}${weight} ${size}px ${FONT}`;
  context.textAlign = { start: "left", middle: "center", end: "right" }[anchor];
  context.fillStyle = fill;
  context.fillText(text, x, y);
}

function paintImage(context, { x, y, width, height, canvas }) {
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, x, y, width, height);
}

function paintRect(context, { x, y, width, height, fill, stroke, line, dash }) {
  if (fill) {
    context.fillStyle = fill;
    context.fillRect(x, y, width, height);
  }
  if (!stroke) return;
  Object.assign(context, { strokeStyle: stroke, lineWidth: line });
  context.setLineDash(dash ?? []);
  context.strokeRect(x, y, width, height);
}
