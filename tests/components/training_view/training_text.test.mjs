// Node's test runner: the headings over misclassified pictures, or that a cell counts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { goneText, lostText, ofRuns, predictionsTitle, statusText } from "../../../app/components/training_view/training_text.js";

const frame = { matrix: [[5, 3], [1, 6]], classes: ["cat", "dog"], cell: null, predictions: [1, 2], evaluated: 15 };

test("the wrong ones of all, and how many of them are shown", () => {
  assert.equal(predictionsTitle(frame), "4 of 15 misclassified; the 2 most confident");
  assert.equal(predictionsTitle({ ...frame, predictions: [1, 2, 3, 4] }), "4 of 15 misclassified, most confident first");
  assert.equal(predictionsTitle({ ...frame, matrix: null }), "Misclassified");
});

test("those of an opened cell", () => {
  assert.equal(predictionsTitle({ ...frame, cell: [0, 1] }), "3 pictures of “cat” predicted “dog”; the 2 most confident");
  assert.equal(predictionsTitle({ ...frame, cell: [1, 0], predictions: [4] }), "1 picture of “dog” predicted “cat”");
});

const run = { title: "CNN", epoch: 2, step: 50, perEpoch: 25, goal: null, identicalSteps: null, curve: { validation: [[50, 0.2, 0.9425]] } };

test("how far a run is, and how far it goes", () => {
  assert.equal(statusText([run]), "epoch 2, step 50 · val. accuracy 94.3%");
  assert.equal(statusText([{ ...run, goal: 2500 }]), "epoch 2 of 100, step 50 of 2,500 · val. accuracy 94.3%");
  assert.equal(statusText([{ ...run, goal: 50 }]), "epoch 2, step 50 · val. accuracy 94.3%");
  assert.equal(statusText([run, run]), "epoch 2, step 50"); // the figures of two stand under their names
});

test("what two runs say, once where it is the same", () => {
  assert.equal(ofRuns([run, run], () => "Paused."), "Paused.");
  assert.equal(ofRuns([run, { ...run, title: "FC" }], ({ title }) => (title === "FC" ? "It diverged." : "")), "FC: It diverged.");
  assert.equal(ofRuns([run], ({ problem = null }) => problem), null);
});

test("why a training is gone", () => {
  assert.match(goneText("ended"), /the page was closed for a while/);
  assert.match(goneText("restarted"), /server was restarted/);
  assert.match(lostText("serverAAx", "serverAAy"), /^The connection was lost for more than a minute.* untrained again/);
  assert.match(lostText("serverAAx", "serverBBx"), /^The server was restarted.* untrained again/);
});
