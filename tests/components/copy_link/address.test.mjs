import assert from "node:assert/strict";
import { test } from "node:test";
import { withPositions, withSettings } from "../../../app/components/copy_link/address.js";

const NAMES = ["step", "at"];

test("what stands elsewhere than of itself goes into the query, the rest stays letter by letter", () => {
  assert.equal(withPositions("?kernel=1_%C2%BD~0_-1&step=3", NAMES, { step: "5", at: "" }), "?kernel=1_%C2%BD~0_-1&step=5");
  assert.equal(withPositions("", NAMES, { step: "2", at: "input0_-1_2" }), "?step=2&at=input0_-1_2");
  assert.equal(withPositions("?steps=1", NAMES, { at: "a&b" }), "?steps=1&at=a%26b");
});

test("a position that nobody tells any more leaves the query", () => {
  assert.equal(withPositions("?step=3&view=matrix&at=x_0_1", NAMES, { at: "" }), "?view=matrix");
  assert.equal(withPositions("?step=3", NAMES, { step: "" }), "");
});

test("a query that has the settings stays letter by letter, and so does how the app is embedded", () => {
  assert.equal(withSettings("?kernel=%C2%BD&a=1", "a=1&kernel=½", NAMES), "?kernel=%C2%BD&a=1");
  assert.equal(withSettings("?a=1&step=3&embed=true", "step=2&a=1", NAMES), "?a=1&step=3&embed=true");
  assert.equal(withSettings("?b=1&embed=true&embed_options=show_padding", "a=1", NAMES), "?embed=true&embed_options=show_padding&a=1");
  assert.equal(withSettings("?b=1", "", NAMES), "");
});
