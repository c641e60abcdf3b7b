import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelUnder } from "../../../app/components/shared/marked_canvas.js";

test("the pointer is over one pixel of the drawn picture", () => {
  const box = { left: 10, top: 20, width: 200, height: 100 };
  const under = (clientX, clientY) => pixelUnder({ clientX, clientY }, box, { width: 20, height: 10 });
  assert.deepEqual(under(10, 20), [0, 0]);
  assert.deepEqual(under(209.9, 119.9), [9, 19]);
  assert.deepEqual(under(215, 15), [0, 19]);
  assert.deepEqual(under(115, 75), [5, 10]);
});
