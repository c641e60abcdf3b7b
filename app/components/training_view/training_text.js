// What the page says of a training, in sentences.

export function sameText({ same, step, ghost }) {
  const both = Math.min(step, ghost.steps);
  if (both === 0) return "rewound: run again to compare with the grey curve";
  return same === both ? `identical to the previous run so far (${both} ${both === 1 ? "step" : "steps"})` : `differs from the previous run after step ${same}`;
}

export function changesOf({ curve }) {
  const last = curve.changes.at(-1);
  return last ? [`Since step ${last[0]}: ${last[1]}.`] : [];
}

// Over the pictures of the opened cell, or over those that are misclassified.
export function listedTitle({ matrix, classes, cell, listed, judged }) {
  if (!matrix) return "Misclassified";
  if (cell) {
    const count = matrix[cell[0]][cell[1]];
    return `${count} ${count === 1 ? "picture" : "pictures"} of “${classes[cell[0]]}” predicted “${classes[cell[1]]}”${order(listed, count)}`;
  }
  const wrong = judged - matrix.reduce((sum, counts, i) => sum + counts[i], 0);
  return `${wrong} of ${judged} misclassified${order(listed, wrong)}`;
}

function order(listed, count) {
  if (listed.length < 2) return "";
  return listed.length < count ? `; the ${listed.length} most confident` : ", most confident first";
}
