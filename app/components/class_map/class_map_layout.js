// A map of class scores: which pixels, positions and windows belong together, and what is said of them.
//
// A model (app/matrices/fc_view.py): picture [S][S] from 0 to 255, labels, window, stride, scores and
// byFc [classes][H2][W2], mean [classes]; the scores are weights [classes][units] · hidden
// [units][H2][W2] + bias [classes].

import { bracketed, formatNumber, timesText } from "../shared/numbers.js";
import { best } from "../shared/scores.js";
import { valueText } from "../shared/value_text.js";

export function layOutMap(model) {
  const { scores, byFc } = model;
  const [height, width] = [scores[0].length, scores[0][0].length];
  const at = (maps, [y, x]) => maps.map((map) => map[y][x]);
  const places = Array.from({ length: height * width }, (_, index) => [Math.floor(index / width), index % width]);
  const conv = places.map((place) => at(scores, place));
  const fc = places.map((place) => at(byFc, place));
  const differences = conv.flatMap((one, i) => one.map((score, c) => Math.abs(score - fc[i][c])));
  return {
    model, height, width, places, conv, fc, classes: scores.length, side: model.picture.length,
    predicted: conv.map(best), overall: best(model.mean), difference: Math.max(...differences),
    indexOf: ([y, x]) => y * width + x,
  };
}

// Top, left, bottom, right of the window of a position, in pixels.
export function windowOf({ model: { window, stride }, places }, index) {
  const [top, left] = places[index].map((place) => place * stride);
  return [top, left, top + window - 1, left + window - 1];
}

// The positions whose window holds a pixel.
export function positionsOver(layout, [row, column]) {
  return layout.places.flatMap((_, index) => {
    const [top, left, bottom, right] = windowOf(layout, index);
    return row >= top && row <= bottom && column >= left && column <= right ? [index] : [];
  });
}

// A target is {kind: "position", at: index} or {kind: "pixel", at: [row, column]}. Marks are [row,
// column, class].
export function mapMarks(layout, { kind, at }) {
  if (kind === "position") return { picture: [], maps: [[...layout.places[at], "current"]], box: windowOf(layout, at) };
  const maps = positionsOver(layout, at).map((index) => [...layout.places[index], "tap"]);
  return { picture: [[...at, "current"]], maps, box: null };
}

// A heading and a line; `hidden` where the predicted class is asked for.
export function mapTexts(layout, { kind, at }, hidden = false) {
  if (kind === "pixel") {
    const count = positionsOver(layout, at).length;
    return [`Pixel [${at}] = ${layout.model.picture[at[0]][at[1]]}`.replace(",", ", "), `It is in ${count} of ${layout.places.length} windows.`];
  }
  const [y, x] = layout.places[at];
  const [top, left] = windowOf(layout, at);
  const window = `the ${layout.model.window}×${layout.model.window} window from pixel [${top}, ${left}]`;
  return [`Position [${y}, ${x}]: predicted class ${hidden ? "?" : layout.predicted[at]}`, `The network sees ${window}.`];
}

// `hidden` while the average over the map is still asked for.
export function mapNotes({ difference, places, overall, model: { labels } }, hidden = false) {
  const shown = labels.length === 1 ? `The picture shows a ${labels[0]}.` : `The picture shows ${labels.join(", ")}.`;
  const equal = `Largest difference between CONV and FC, over all positions and classes: ${difference === 0 ? "0" : valueText(difference)}${difference === 0 ? "" : " (float32 rounding)"}.`;
  const mean = hidden ? "" : places.length === 1 ? `Predicted class ${overall}.` : `Averaged over ${places.length} positions, the predicted class is ${overall}${labels.length > 1 ? ": the average mixes the digits" : ""}.`;
  return [shown, mean, equal].filter(Boolean).join(" ");
}

// Which numbers are still asked for: those of position `index`, and the mean until it can be formed.
export function hiddenAt(playback, index) {
  return { here: playback.hides(index), mean: playback.hides(playback.count - 1) };
}

// [class, CONV here, FC on this window, mean] of each class, as texts.
export function tableOf(layout, index, style, hidden = {}) {
  const text = (value, isHidden) => (isHidden ? "?" : formatNumber(value, style));
  return layout.conv[index].map((score, c) => [
    String(c), text(score, hidden.here), text(layout.fc[index][c], hidden.here), text(layout.model.mean[c], hidden.mean),
  ]);
}

// How a class's score at a position and its mean over the map come about; what is `hidden` is asked
// for, and gives no number away.
export function sumsOf({ model, places }, index, c, style, hidden = {}) {
  const text = (value) => formatNumber(value, style);
  const [y, x] = places[index];
  const units = model.weights[c].map((weight, unit) => [weight, model.hidden[unit][y][x]]);
  const active = units.filter(([, value]) => value !== 0);
  const terms = active.map(([weight, value]) => timesText(text(value), text(weight)));
  const scores = places.map(([i, j], n) => bracketed(text(model.scores[c][i][j]), n > 0));
  const score = hidden.here ? "" : `Class ${c} at [${y}, ${x}]: ${[text(model.bias[c]), ...terms].join(" + ")} ≈ ${text(model.scores[c][y][x])}: the bias and the ${active.length} of ${units.length} hidden units that are not 0 after ReLU, each times its weight.`;
  return [score, `Mean of class ${c}: ${hidden.mean ? "?" : `(${scores.join(" + ")})/${places.length} ≈ ${text(model.mean[c])}`}`];
}

export function tableHead(layout, index) {
  const [y, x] = layout.places[index];
  return ["class", `CONV at [${y}, ${x}]`, "FC on its window", `mean of ${layout.places.length}`];
}

export function mapCaptions({ side, height, width }, chosen) {
  return { picture: `Picture: ${side} × ${side}`, predicted: `Predicted class: ${height} × ${width}`, scores: `Scores of class ${chosen}: ${height} × ${width}` };
}
