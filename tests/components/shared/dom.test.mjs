import assert from "node:assert/strict";
import { test } from "node:test";
import { matchChildren } from "../../../app/components/shared/dom.js";

// As much of an element as is needed here.
class Host {
  children = [];

  get childElementCount() {
    return this.children.length;
  }

  get lastElementChild() {
    return { remove: () => this.children.pop() };
  }

  append(child) {
    this.children.push(child);
  }
}

test("children that are there stay, those too many go, and new ones know their number", () => {
  const host = new Host();
  const make = (number) => ({ number });
  const [first, second] = matchChildren(host, 2, make);
  assert.deepEqual([first.number, second.number], [0, 1]);
  const three = matchChildren(host, 3, make);
  assert.equal(three[0], first);
  assert.equal(three[1], second);
  assert.equal(three[2].number, 2);
  assert.deepEqual(matchChildren(host, 1, make), [first]);
});
