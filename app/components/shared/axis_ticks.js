// Round numbers along an axis.

const ROUND = [1, 2, 5, 10];

// The multiples of a round number from `low` to `high`, about `count` of them.
export function ticksBetween(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ROUND.map((factor) => factor * power).find((each) => each >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Divided where the step is below 1: 3 · 0.1 is not 0.3.
  return Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / Math.round(1 / step) : (first + i) * step));
}
