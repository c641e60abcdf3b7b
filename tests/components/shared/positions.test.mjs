import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOfLink, linkOfCell, placeOnce, positions, tellPosition } from "../../../app/components/shared/positions.js";

globalThis.document = new EventTarget();
globalThis.CustomEvent ??= class extends Event {
  constructor(name, { detail }) {
    super(name);
    this.detail = detail;
  }
};

test("all components of the page tell where they stand, until they go", () => {
  let step = "1";
  const root = { isConnected: true };
  const [first, second] = [tellPosition(root, () => ({ step })), tellPosition(root, () => ({ zoom: "8" }))];
  step = "4";
  assert.deepEqual(positions(), { step: "4", zoom: "8" });
  first();
  assert.deepEqual(positions(), { zoom: "8" });
  second();
  assert.deepEqual(positions(), {});
});

test("a component that has left the page tells nothing, even where nobody has ended it", () => {
  const [left, there] = [{ isConnected: true }, { isConnected: true }];
  tellPosition(left, () => ({ numbers: "integer" }));
  tellPosition(there, () => ({ at: "columns_1_2" }));
  left.isConnected = false;
  assert.deepEqual(positions(), { at: "columns_1_2" });
});

test("a link places a component once, the next one again", () => {
  const [root, placed] = [{ dataset: {} }, []];
  for (const link of [0, 0, 1, 1]) placeOnce(root, [link, { step: String(link) }], ({ step }) => placed.push(step));
  assert.deepEqual(placed, ["0", "1"]);
});

test("a cell is read as it was written", () => {
  for (const cell of [["output0", 1, 2], ["input3", -1, 12, 2]]) assert.deepEqual(cellOfLink(linkOfCell(...cell)), cell);
  assert.equal(cellOfLink(undefined), null);
  assert.equal(cellOfLink("output"), null);
});
