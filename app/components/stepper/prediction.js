// "Predict first": the learner types the current output number before it is shown.

import { isCorrect, notANumber, relation, parseNumber, formatNumber } from "../shared/numbers.js";

export class Prediction {
  // `stepper` shows and steps; here is what stands under its board.
  constructor(root, stepper) {
    Object.assign(this, { root, stepper });
    this.part = (name) => root.querySelector(name);
    this.part(".predicting").onchange = (event) => this.set(event.target.checked);
    this.part(".predict").onsubmit = (event) => {
      event.preventDefault();
      this.check();
    };
    this.part(".reveal").onclick = () => this.show();
  }

  // The answer, where none was right.
  show() {
    this.reveal(`The answer is ${this.current}.`);
    this.stepper.speak();
  }

  // The current output number as it is written.
  get current() {
    const { values, playback, style } = this.stepper;
    const value = values[playback.current];
    return (relation([value], style) === "=" ? "" : "≈ ") + formatNumber(value, style);
  }

  set(on) {
    const { stepper } = this;
    stepper.pause();
    stepper.playback.predicting = on;
    if (on) {
      stepper.playback.filled = 0;
      stepper.goTo(0);
    } else {
      stepper.playback.filled = stepper.layout.count;
      stepper.showFilled(stepper.playback.current);
    }
  }

  // An empty form for the current cell, or none.
  ask() {
    const { predicting } = this.stepper.playback;
    this.part(".predict").hidden = !predicting;
    this.part(".verdict").textContent = "";
    this.part(".predict input").value = "";
    this.part(".play").disabled = predicting;
  }

  check() {
    const { playback, values } = this.stepper;
    const answer = this.part(".predict input").value;
    if (!playback.hides(playback.current)) {
      this.advance();
    } else if (isCorrect(answer, values[playback.current], this.stepper.style)) {
      this.reveal(`✓ Correct: ${this.current}. ${playback.atEnd ? "That was the last one." : "Press Enter for the next one."}`);
    } else if (parseNumber(answer) === null) {
      this.part(".verdict").textContent = notANumber(answer);
    } else {
      this.part(".verdict").textContent = `✗ Not ${answer.trim()}. Check your arithmetic, or press “Show it”.`;
    }
  }

  reveal(words) {
    const { playback } = this.stepper;
    playback.reveal();
    this.stepper.showFilled(playback.current);
    this.part(".verdict").textContent = words;
  }

  // After the last cell there is nothing more to ask.
  advance() {
    if (this.stepper.playback.atEnd) return;
    this.stepper.goTo(this.stepper.playback.current + 1);
    this.part(".predict input").focus();
  }
}
