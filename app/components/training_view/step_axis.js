// The axis of steps, common to both charts: the part in which something is learned, all, or all on a
// logarithmic scale.

export const AXES = ["learning", "all", "log"];

const LEAST_STEPS = 10; // steps: a few do not fill the whole width
const SETTLED = 0.05; // of a curve's range: so near its end it is flat
const FEW = 5; // validation points, of which nobody can tell what is flat
const BEHIND = 2; // times the steps in which something changes are shown
const STEP_TICKS = 4;

// {last, all, x, step, xTicks}: x(step) and step(x) lead from one to the other within `box`.
export function axisOf(runs, axis, box) {
  const all = Math.max(LEAST_STEPS, ...runs.map(wholeOf));
  const last = axis === "learning" ? learningOf(runs, all) : all;
  const [to, from] = axis === "log" ? [Math.log1p, Math.expm1] : [Number, Number];
  const { left, width, right } = box;
  const inner = width - left - right;
  return {
    all,
    last,
    x: (step) => left + (to(step) / to(last)) * inner,
    step: (x) => from(((x - left) / inner) * to(last)),
    xTicks: axis === "log" ? powers(last) : stepTicks(last),
  };
}

// What is planned counts while it is trained, so that the axis stands still. The grey curve does not.
function wholeOf({ curve, goal, planned }) {
  return Math.max(curve.steps, goal ?? (curve.steps ? 0 : planned ?? 0));
}

function learningOf(runs, all) {
  if (runs.some(({ state, curve, goal }) => state === "running" || curve.steps === 0 || (goal ?? 0) > curve.steps)) return all;
  const learned = Math.max(...runs.map(({ curve }) => settled(curve)));
  const shown = Math.max(LEAST_STEPS, Math.ceil(BEHIND * learned));
  return 2 * shown < all ? shown : all;
}

// The step from which on neither validation curve leaves the neighbourhood of its end.
export function settled({ steps, validation }) {
  if (validation.length < FEW) return steps;
  return Math.max(settledOf(validation, 1), settledOf(validation, 2));
}

function settledOf(points, place) {
  const values = points.map((point) => point[place]);
  const end = values.at(-1);
  const finite = values.filter(Number.isFinite);
  if (!Number.isFinite(end)) return points.at(-1)[0];
  const near = SETTLED * (Math.max(...finite) - Math.min(...finite));
  const late = values.findLastIndex((value) => !Number.isFinite(value) || Math.abs(value - end) > near);
  return points[Math.min(points.length - 1, late + 1)][0];
}

function stepTicks(last) {
  const rough = last / STEP_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999));
  return Array.from({ length: Math.floor(last / step + 1e-9) + 1 }, (_, i) => Math.round(i * step));
}

function powers(last) {
  const found = [0];
  for (let step = 10; step <= last; step *= 10) found.push(step);
  return found;
}

// What is not shown, in words; empty where all is.
export function axisText({ last, all }) {
  return last < all ? `first ${last.toLocaleString("en")} of ${all.toLocaleString("en")}: then it is flat` : "";
}
