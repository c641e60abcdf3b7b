// "Predict first": the learner types the number of the current step before it is shown.

import { isCorrect, notANumber, relation, parseNumber, formatNumber } from "./numbers.js";

export class Prediction {
  // `player` shows and steps; here is what stands under its board.
  constructor(root, player) {
    Object.assign(this, { root, player });
    this.part = player.part;
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
    this.player.speak();
  }

  // The current number as it is written.
  get current() {
    const { values, playback, style } = this.player;
    const value = values[playback.current];
    return (relation([value], style) === "=" ? "" : "≈ ") + formatNumber(value, style);
  }

  set(on) {
    const { player } = this;
    player.pause();
    player.playback.predicting = on;
    if (on) {
      player.playback.filled = 0;
      player.goTo(0);
    } else {
      player.playback.filled = player.playback.count;
      player.showFilled(player.playback.current);
    }
  }

  // An empty form for the current cell, or none.
  ask() {
    const { predicting } = this.player.playback;
    this.part(".predict").hidden = !predicting;
    this.part(".verdict").textContent = "";
    this.part(".predict input").value = "";
    this.part(".play").disabled = predicting;
  }

  check() {
    const { playback, values } = this.player;
    const answer = this.part(".predict input").value;
    if (!playback.hides(playback.current)) {
      this.advance();
    } else if (isCorrect(answer, values[playback.current], this.player.style)) {
      this.reveal(`✓ Correct: ${this.current}. ${playback.atEnd ? "That was the last one." : "Press Enter for the next one."}`);
    } else if (parseNumber(answer) === null) {
      this.part(".verdict").textContent = notANumber(answer);
    } else {
      this.part(".verdict").textContent = `✗ Not ${answer.trim()}. Check your arithmetic, or press “Show it”.`;
    }
  }

  reveal(words) {
    const { playback } = this.player;
    playback.reveal();
    this.player.showFilled(playback.current);
    this.part(".verdict").textContent = words;
  }

  // After the last cell there is nothing more to ask.
  advance() {
    if (this.player.playback.atEnd) return;
    this.player.goTo(this.player.playback.current + 1);
    this.part(".predict input").focus();
  }
}
