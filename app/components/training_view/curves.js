// The curves of one or two runs as lines of a chart: where everything lies, in the chart's units.

import { ticksBetween } from "../shared/axis_ticks.js";
import { axisOf } from "./step_axis.js";

export const BOX = { width: 440, height: 176, left: 38, right: 8, top: 8, bottom: 22 };
const TICKS = 4;
const PEAK = 2; // times what the other values reach; a higher one is cut off
const RARE = 0.02; // of a curve's points may be such peaks
const LEAST_GAP = 5; // percentage points that are drawn

// `kind` is "losses" or "accuracies", `axis` which steps are shown. Each run has a `curve` and
// perhaps a `ghost`, whose points begin at the steps `starts`.
export function chart(runs, kind, axis = "all") {
  const steps = axisOf(runs, axis, BOX);
  const scale = { ...steps, ...valuesOf(runs, kind, steps.last) };
  const lines = runs.flatMap((run, k) => [
    ...(run.ghost ? linesOf(run.ghost, run.starts, kind, scale, ["ghost", `run-${k}`]) : []),
    ...linesOf(run.curve, run.starts, kind, scale, [`run-${k}`]),
  ]);
  return { ...scale, lines: lines.filter(({ points }) => points.length > 0) };
}

// The scale of the values that are shown up to step `last`. A few peaks, which would press all the rest
// onto the axis, are cut off; `peak` tells how high they are.
function valuesOf(runs, kind, last) {
  const curves = runs.flatMap((run) => (run.ghost ? [run.curve, run.ghost] : [run.curve]).map((curve) => ({ ...curve, starts: run.starts })));
  const batches = curves.flatMap((curve) => curve[kind].filter((_, i) => curve.starts[i] <= last));
  const validation = curves.flatMap((curve) => curve.validation.filter(([step]) => step <= last).map((point) => valueOf(point, kind)));
  const all = [...batches, ...validation].filter(Number.isFinite);
  const most = Math.max(1e-3, ...all);
  const usual = Math.max(1e-3, quantile(all, 1 - RARE));
  const highest = kind === "accuracies" ? 1 : most > PEAK * usual ? PEAK * usual : most;
  const { height, top, bottom } = BOX;
  return {
    highest,
    peak: kind === "losses" && most > highest ? most : null,
    y: (value) => height - bottom - (Math.min(value, highest) / highest) * (height - top - bottom),
    yTicks: ticks(highest),
  };
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : 0;
}

function linesOf(curve, starts, kind, { x, y, last }, names) {
  const batches = curve[kind].flatMap((value, i) => {
    const end = Math.min(curve.steps, starts[i + 1] ?? curve.steps);
    return starts[i] < last ? [[x(Math.min(last, (starts[i] + end) / 2)), y(value)]] : [];
  });
  const validation = curve.validation.filter((point) => point[0] <= last && Number.isFinite(valueOf(point, kind)));
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
  return ticksBetween(0, highest, TICKS);
}

export function pathOf(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

// Where training and validation accuracy have parted: a bracket of each run whose gap can be seen.
export function gaps(runs, { x, y, last }) {
  return runs.flatMap(({ gap }, k) => {
    const points = gap ? Math.round(100 * (gap.training - gap.validation)) : 0;
    if (points < LEAST_GAP) return [];
    const [top, bottom] = [y(gap.training), y(gap.validation)];
    return [{ run: k, x: x(Math.min(last, gap.step)), top, bottom, text: `gap ${points} points`, overfitting: gap.overfitting }];
  });
}

// What the curves say at a step, in words.
export function reading(runs, step, kind) {
  return runs.map((run) => {
    const parts = [];
    const place = placeOf(run.starts, step);
    const several = (run.starts[place + 1] ?? run.curve.steps) - run.starts[place] > 1;
    const value = step < run.curve.steps ? run.curve[kind][place] : undefined;
    if (value !== undefined) parts.push(`${several ? "mean of training batches" : "training batch"} ${number(value, kind)}`);
    const point = nearest(run.curve.validation, step);
    if (point) parts.push(`validation ${number(valueOf(point, kind), kind)} after step ${point[0]}`);
    const ghost = run.ghost && step < run.ghost.steps ? run.ghost[kind][place] : undefined;
    if (ghost !== undefined) parts.push(`previous run ${number(ghost, kind)}`);
    return `${runs.length > 1 ? `${run.title}: ` : ""}${parts.join(", ") || "no value yet"}`;
  });
}

// The last point that begins at or before a step.
function placeOf(starts, step) {
  const after = starts.findIndex((start) => start > step);
  return (after < 0 ? starts.length : after) - 1;
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
