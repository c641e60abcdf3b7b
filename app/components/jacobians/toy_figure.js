// The Jacobians as a drawing of plain shapes: SVG, PNG and GIF are made of it.

import { matrixBlock } from "../shared/matrix_figure.js";
import { formatNumber } from "../shared/numbers.js";
import { beside, lineBlock, onPaper, stacked } from "../shared/shape_layout.js";
import { equation, letters, toyBoard, toyMarks, toySentence } from "./toy.js";

const [TOY_GAP, TOY_MARGIN] = [36, 24];

// `view`: target, style, playback and stepOf(step).
export function toyFigure(toy, view) {
  const { target, style, playback, stepOf } = view;
  const hidden = playback.hides(stepOf(target));
  const marks = toyMarks(toy, target, hidden);
  const matrix = (id, caption, numbers, text) =>
    matrixBlock({ caption, rows: numbers.length, columns: numbers[0].length, text, marks: marks.filter(([one]) => one === id).map(([, ...mark]) => mark) });
  const given = (name, caption) => matrix(name, caption, [toy[name]], (_row, j) => formatNumber(toy[name][j], style));
  const filled = (id, caption, numbers, write) => matrix(id, caption, numbers, (row, column) => {
    const step = stepOf({ matrix: id.replace("letters", ""), row, column });
    if (step < playback.filled) return write({ matrix: id.replace("letters", ""), row, column });
    return playback.predicting && step === playback.current ? "?" : "";
  });
  const number = (step) => formatNumber(toy[step.matrix][step.row][step.column], style);
  const rows = ["i", "w"].map((name) => {
    const [jacobian, title] = [`o${name}`, `∂O/∂${name.toUpperCase()}`];
    return beside([
      filled(`letters${jacobian}`, title, toy[jacobian], (step) => letters(toy, step)), filled(jacobian, title, toy[jacobian], number),
      filled(`c${name}`, `∂C/∂${name.toUpperCase()}`, toy[`c${name}`], number),
    ], TOY_GAP);
  });
  const said = toyBoard(toy, target, style, hidden);
  const words = toy.o.map((_value, i) => lineBlock(equation(toy, i, style), 18));
  const first = beside([given("i", "I"), given("w", "W"), given("o", "O"), given("g", "g")], TOY_GAP);
  return onPaper({ ...stacked([...words, first, ...rows, lineBlock(toySentence(said), 20, 700), lineBlock(said.rule || " ", 16, 400)]), width: 760 }, TOY_MARGIN);
}
