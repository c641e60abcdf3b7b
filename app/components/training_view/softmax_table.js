// Where the shares of the classes come from: the scores s, eˢ, and each divided by the sum of all.

import { element, tableRow } from "../shared/dom.js";
import { best, percent } from "../shared/scores.js";

const MOST_SCORE = 30; // of a score, so that eˢ can still be read
const MOST_ROWS = 20;

// One row a class: [name, score, power, quotient]; `power` is the heading of the third column.
export function softmaxRows(scores, classes) {
  const largest = scores[best(scores)];
  const less = largest > MOST_SCORE || largest < -MOST_SCORE ? largest : 0;
  const powers = scores.map((score) => Math.exp(score - less));
  const sum = powers.reduce((all, one) => all + one, 0);
  const rows = scores.map((score, k) => [
    classes[k], withMinus(score), fourDigits(powers[k]), `${fourDigits(powers[k])} / ${fourDigits(sum)} = ${percent(powers[k] / sum)}`,
  ]);
  return { power: less ? `e^(s ${less > 0 ? "−" : "+"} ${fourDigits(Math.abs(less))})` : "eˢ", sum: fourDigits(sum), rows };
}

export function softmaxTable(table, scores, classes) {
  const known = scores.every(Number.isFinite) && classes.length <= MOST_ROWS;
  table.parentElement.hidden = !known;
  if (!known) return;
  const { power, sum, rows } = softmaxRows(scores, classes);
  table.replaceChildren(
    softmaxLine(["Class", "Score s", power, "Divided by the sum"], "th"),
    ...rows.map((cells) => softmaxLine(cells, "td")),
    softmaxLine(["Sum", "", sum, ""], "td"),
  );
}

function softmaxLine(cells, kind) {
  return tableRow(...cells.map((text) => element(kind, text)));
}

function withMinus(value) {
  return fourDigits(value).replace("-", "−");
}

function fourDigits(value) {
  return String(Number(value.toPrecision(4)));
}
