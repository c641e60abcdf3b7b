// The curves of one or two runs as lines of a chart: where everything lies, in the chart's units.

export const BOX = { width: 440, height: 176, left: 38, right: 8, top: 8, bottom: 22 };
const TICKS = 4;

// `kind` is "losses" or "accuracies"; each run has a `curve` and perhaps a `ghost`, with points of
// `width` steps each.
export function chart(runs, kind) {
  const scale = scaleOf(runs, kind);
  const lines = runs.flatMap((run, k) => [
    ...(run.ghost ? linesOf(run.ghost, run.width, kind, scale, ["ghost", `run-${k}`]) : []),
    ...linesOf(run.curve, run.width, kind, scale, [`run-${k}`]),
  ]);
  return { ...scale, lines: lines.filter(({ points }) => points.length > 0) };
}

function scaleOf(runs, kind) {
  const curves = runs.flatMap((run) => (run.ghost ? [run.curve, run.ghost] : [run.curve]));
  const last = Math.max(10, ...curves.map(({ steps }) => steps));
  const values = curves.flatMap((curve) => [...curve[kind], ...curve.validation.map((point) => valueOf(point, kind))]);
  const highest = kind === "accuracies" ? 1 : Math.max(1e-3, ...values.filter(Number.isFinite));
  const { width, height, left, right, top, bottom } = BOX;
  return {
    last,
    highest,
    x: (step) => left + (step / last) * (width - left - right),
    y: (value) => height - bottom - (Math.min(value, highest) / highest) * (height - top - bottom),
    xTicks: ticks(last).map((step) => Math.round(step)),
    yTicks: ticks(highest),
  };
}

function linesOf(curve, width, kind, { x, y }, names) {
  const batches = curve[kind].map((value, i) => [x(Math.min(curve.steps, (i + 0.5) * width)), y(value)]);
  const validation = curve.validation.filter((point) => Number.isFinite(valueOf(point, kind)));
  return [
    { names: [...names, "batches"], points: batches },
    { names: [...names, "validation"], points: validation.map((point) => [x(point[0]), y(valueOf(point, kind))]) },
  ];
}

// A point of the validation curve is [step, loss, accuracy].
function valueOf(point, kind) {
  return kind === "losses" ? point[1] : point[2];
}

// Round numbers from 0 to `highest`.
export function ticks(highest) {
  const rough = highest / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999);
  return Array.from({ length: Math.floor(highest / step + 1e-9) + 1 }, (_, i) => i * step);
}

export function pathOf(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

// What the curves say at a step, in words.
export function reading(runs, step, kind) {
  return runs.map((run) => {
    const parts = [];
    const value = run.curve[kind][Math.floor(step / run.width)];
    if (value !== undefined) parts.push(`${run.width > 1 ? "mean of training batches" : "training batch"} ${number(value, kind)}`);
    const point = nearest(run.curve.validation, step);
    if (point) parts.push(`validation ${number(valueOf(point, kind), kind)} after step ${point[0]}`);
    const ghost = run.ghost?.[kind][Math.floor(step / run.width)];
    if (ghost !== undefined) parts.push(`previous run ${number(ghost, kind)}`);
    return `${runs.length > 1 ? `${run.title}: ` : ""}${parts.join(", ") || "no value yet"}`;
  });
}

function nearest(points, step) {
  return points.reduce((best, point) => (best && Math.abs(best[0] - step) <= Math.abs(point[0] - step) ? best : point), null);
}

export function number(value, kind) {
  if (value === null) return "not finite";
  return kind === "accuracies" ? `${(100 * value).toFixed(1)}%` : value.toPrecision(3);
}

// The chart in a sentence, for who cannot see it.
export function spoken(runs, kind) {
  const name = kind === "losses" ? "Loss" : "Accuracy";
  return `${name}. ${runs
    .map(({ title, curve }) => {
      const last = curve.validation.at(-1);
      const start = curve[kind][0];
      const parts = [`${title}: ${curve.steps} steps`];
      if (start !== undefined) parts.push(`training batches from ${number(start, kind)} to ${number(curve[kind].at(-1), kind)}`);
      if (last && Number.isFinite(valueOf(last, kind))) parts.push(`validation ${number(valueOf(last, kind), kind)}`);
      return parts.join(", ");
    })
    .join("; ")}.`;
}
