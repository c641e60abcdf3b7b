// Softmax, step by step: scores minus the largest, over the temperature, exponentials, their shares.

export function softmaxSteps(scores, temperature) {
  const largest = Math.max(...scores);
  const powers = Array.from(scores, (score) => (score - largest) / temperature);
  const exponentials = powers.map((power) => Math.exp(power));
  const total = exponentials.reduce((sum, one) => sum + one, 0);
  return { largest, powers, exponentials, total, shares: exponentials.map((one) => one / total) };
}
