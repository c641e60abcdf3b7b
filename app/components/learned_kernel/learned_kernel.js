// A kernel that gradient descent finds again: every kept step of it, to play and to scrub.

import { tellShown } from "../shared/handshake.js";
import { paintCanvas } from "../shared/marked_canvas.js";
import { paintCells, signedColour } from "../shared/number_cells.js";
import { cellText } from "../shared/numbers.js";
import { shape } from "../shared/svg.js";
import { bytesOfBase64, unpack } from "../shared/wire_format.js";
import { errorLine, stepText } from "./learned_text.js";

const PACE = 130; // ms between two steps
const [SIDE, WIDE, HIGH] = [240, 300, 150];

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".learned-kernel");
  const frame = unpack(data);
  const slider = root.querySelector("input");
  const last = frame.steps.length - 1;
  Object.assign(slider, { max: last, oninput: () => show(root, slider.valueAsNumber) });
  root.querySelector(".play").onclick = () => (root.playing ? stop(root) : play(root));
  root.querySelector(".told").textContent = frame.verdict;
  if (root.frame?.frame !== frame.frame) {
    stop(root);
    root.frame = { ...frame, table: bytesOfBase64(frame.table) };
    paintResponse(root.querySelector(".wanted"), root.frame, 0);
    drawCurve(root.querySelector("svg"), root.frame);
    show(root, last);
  }
  tellShown(root, frame.frame);
  return () => stop(root);
}

function play(root) {
  const slider = root.querySelector("input");
  if (slider.valueAsNumber === Number(slider.max)) show(root, 0);
  root.playing = setInterval(() => {
    show(root, slider.valueAsNumber + 1);
    if (slider.valueAsNumber === Number(slider.max)) stop(root);
  }, PACE);
  root.querySelector(".play").textContent = "Pause";
}

function stop(root) {
  clearInterval(root.playing);
  root.playing = null;
  root.querySelector(".play").textContent = "Play";
}

// Shows the kept step number `at`.
function show(root, at) {
  const { frame } = root;
  const slider = root.querySelector("input");
  slider.value = at;
  const text = stepText(frame, at);
  slider.setAttribute("aria-valuetext", text);
  root.querySelector("output").textContent = text;
  paintResponse(root.querySelector(".made"), frame, at + 1);
  root.querySelector(".made").setAttribute("aria-label", `Output of the kernel at step ${frame.steps[at]}`);
  paintKernelCells(root.querySelector(".kernel"), frame, at);
  const x = (WIDE * frame.steps[at]) / frame.steps.at(-1);
  const now = root.querySelector(".now");
  now.setAttribute("x1", x);
  now.setAttribute("x2", x);
}

function paintResponse(canvas, { stages, table }, number) {
  paintCanvas(canvas, stages[number], table);
}

function paintKernelCells(canvas, { kernels, wanted, steps }, at) {
  const kernel = kernels[at];
  const [rows, columns] = [kernel.length, kernel[0].length];
  const largest = Math.max(...wanted.flat().map(Math.abs));
  const cell = SIDE / Math.max(rows, columns);
  const texts = kernel.map((row) => row.map((weight) => cellText(weight, 5)));
  paintCells(canvas, {
    rows, columns, cell, ratio: devicePixelRatio,
    colourOf: (i, j) => signedColour(kernel[i][j], largest), textsOf: (i, j) => [texts[i][j]],
  });
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  canvas.setAttribute("aria-label", `Learned kernel, step ${steps[at]}: ${texts.map((row) => row.join(" ")).join("; ")}`);
}

function drawCurve(svg, { errors }) {
  const { points, tenths } = errorLine(errors, WIDE, HIGH);
  const lines = tenths.map((y) => shape("line", { class: "grid", x1: 0, x2: WIDE, y1: y, y2: y }));
  svg.replaceChildren(...lines, shape("polyline", { class: "line", points }), shape("line", { class: "now", y1: 0, y2: HIGH }));
  svg.setAttribute("aria-label", `The loss falls from ${cellText(errors[0])} to ${cellText(errors.at(-1))} in ${errors.length - 1} steps`);
}
