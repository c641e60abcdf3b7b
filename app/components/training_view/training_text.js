// What the page says of a training, in sentences.

import { percent } from "../shared/scores.js";

const LOST = " The network is untrained again; weights that you have saved can be loaded in step 6.";

// Why there is nothing to ask for any more, by the server's word for it.
export function goneText(why) {
  if (why === "ended") return "This training has ended because the page was closed for a while. Reload the page to start again.";
  return "The server was restarted, so this training is lost. Reload the page to start again; weights that you have saved can be loaded in step 6.";
}

// Why a page that was there all the time suddenly shows another training. The tokens of one server begin
// alike.
export function lostText(token, now) {
  const isRestarted = token.slice(0, SERVER) !== now.slice(0, SERVER);
  const why = isRestarted ? "The server was restarted, so the training is lost." : "The connection was lost for more than a minute, and the training with it.";
  return why + LOST;
}

const SERVER = 8; // characters of a token that tell the server

// Where the runs stand: how far they are, and how accurate.
export function statusText(runs) {
  const [first] = runs;
  const goal = first.goal > first.step ? first.goal : null;
  const epochs = goal ? ` of ${Math.ceil(goal / first.perEpoch)}` : "";
  const steps = goal ? ` of ${goal.toLocaleString("en")}` : "";
  const point = runs.length === 1 ? first.curve.validation.at(-1) : null;
  const scores = point ? percent(point[2]) : "";
  const same = first.identicalSteps === null ? "" : ` · ${identicalText(first)}`;
  return `epoch ${first.epoch}${epochs}, step ${first.step}${steps}${scores ? ` · val. accuracy ${scores}` : ""}${same}`;
}

// What each run says, once where all say the same.
export function ofRuns(runs, text) {
  const said = runs.map(text);
  if (new Set(said).size === 1) return said[0];
  return runs.flatMap(({ title }, k) => (said[k] ? [`${title}: ${said[k]}`] : [])).join(" ");
}

export function identicalText({ identicalSteps, step, ghost }) {
  const both = Math.min(step, ghost.steps);
  if (both === 0) return "rewound: run again to compare with the grey curve";
  return identicalSteps === both ? `identical to the previous run so far (${both} ${both === 1 ? "step" : "steps"})` : `differs from the previous run after step ${identicalSteps}`;
}

export function changesOf({ curve }) {
  const last = curve.changes.at(-1);
  return last ? [`Since step ${last[0]}: ${last[1]}.`] : [];
}

// Over the pictures of the opened cell, or over those that are misclassified.
export function predictionsTitle({ matrix, classes, cell, predictions, evaluated }) {
  if (!matrix) return "Misclassified";
  if (cell) {
    const count = matrix[cell[0]][cell[1]];
    return `${count} ${count === 1 ? "picture" : "pictures"} of “${classes[cell[0]]}” predicted “${classes[cell[1]]}”${order(predictions, count)}`;
  }
  const wrong = evaluated - matrix.reduce((sum, counts, i) => sum + counts[i], 0);
  return `${wrong} of ${evaluated} misclassified${order(predictions, wrong)}`;
}

function order(predictions, count) {
  if (predictions.length < 2) return "";
  return predictions.length < count ? `; the ${predictions.length} most confident` : ", most confident first";
}
