// What the page says of a training, in sentences.

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
