import assert from "node:assert/strict";
import { test } from "node:test";
import { Playback } from "../../../app/components/shared/playback.js";

test("a first look shows everything; a step fills up to its cell", () => {
  const playback = new Playback(9, 3);
  assert.deepEqual([playback.current, playback.filled, playback.ended], [0, 9, false]);
  playback.goTo(4);
  assert.deepEqual([playback.current, playback.filled], [4, 5]);
  playback.goTo(99);
  assert.deepEqual([playback.current, playback.filled, playback.ended], [8, 9, true]);
});

test("keys move cell by cell, row by row, and stay inside", () => {
  const playback = new Playback(9, 3);
  playback.goTo(4);
  const after = { ArrowRight: 5, PageDown: 5, ArrowLeft: 3, PageUp: 3, ArrowUp: 1, ArrowDown: 7, Home: 0, End: 8, x: null };
  for (const [key, index] of Object.entries(after)) assert.equal(playback.after(key), index);
  playback.goTo(8);
  assert.equal(playback.after("ArrowDown"), 8);
});

test("playing begins anew where all is shown", () => {
  const playback = new Playback(9, 3);
  playback.goTo(5);
  playback.begin();
  assert.equal(playback.current, 5);
  playback.goTo(8);
  playback.begin();
  assert.deepEqual([playback.current, playback.filled], [0, 1]);
});

test("while predicting, the current cell stays hidden until it is revealed", () => {
  const playback = new Playback(9, 3);
  playback.predicting = true;
  playback.goTo(2);
  assert.deepEqual([playback.filled, playback.hides(2), playback.hides(1)], [2, true, false]);
  playback.reveal();
  assert.ok(!playback.hides(2));
});

test("while predicting, a step on shows the cell first", () => {
  const playback = new Playback(9, 3);
  assert.ok(!playback.asksBefore("PageDown"));
  playback.predicting = true;
  playback.goTo(2);
  for (const [key, asks] of Object.entries({ PageDown: true, ArrowRight: true, PageUp: false, End: false })) {
    assert.equal(playback.asksBefore(key), asks, key);
  }
  playback.reveal();
  assert.ok(!playback.asksBefore("PageDown"));
});

test("an answer that was shown is not asked for again where there is nowhere to go", () => {
  const playback = new Playback(2, 2);
  playback.predicting = true;
  playback.goTo(1);
  assert.ok(playback.hides(1));
  playback.reveal();
  playback.goTo(2);
  assert.ok(!playback.hides(1));
  playback.goTo(0);
  playback.goTo(1);
  assert.ok(playback.hides(1));
});
