import assert from "node:assert/strict";
import { test } from "node:test";
import { lostText } from "../../../app/components/lost_session/lost_text.js";

test("what is gone is named", () => {
  assert.match(lostText([]), /^The connection to the server was lost for a while\. The page/);
  assert.match(lostText(["your picture"]), /for a while, and your picture went with it: please choose it again\./);
  assert.match(lostText(["a", "b"]), /, and a and b went with it: please choose them again\./);
  assert.match(lostText(["a", "b", "c"]), /, and a, b and c went with it/);
});
