// Range, mean, standard deviation, share of zeros and histogram of a map, as the engine has them.

const BINS = 20;

export function statisticsOf(values) {
  const count = values.length;
  let [least, greatest, sum, zeros] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    sum += value;
    zeros += Number(value === 0);
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const counts = new Array(BINS).fill(0);
  const span = greatest - least;
  for (const value of values) counts[span > 0 ? Math.min(BINS - 1, Math.floor(((value - least) * BINS) / span)) : 0] += 1;
  return { least, greatest, mean, sigma: Math.sqrt(squares / count), zeros: zeros / count, counts };
}
