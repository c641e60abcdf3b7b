import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOfBase64, unpack } from "../../../app/components/shared/wire_format.js";

function encode(header, pixels) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(7 + 4 + text.length + pixels.length); // seven bytes of something else
  new DataView(bytes.buffer, 7).setUint32(0, text.length, true);
  bytes.set(text, 11);
  bytes.set(pixels, 11 + text.length);
  return bytes.subarray(7);
}

test("every stage finds its own pixels, also in the middle of a larger buffer", () => {
  const stages = [
    { name: "picture", offset: 0, length: 2 },
    { name: "convolution", offset: 2, length: 3 },
  ];
  const frame = unpack(encode({ frame: "é", stages }, [1, 2, 3, 4, 5]));
  assert.equal(frame.frame, "é");
  assert.deepEqual([...frame.stages[0].pixels], [1, 2]);
  assert.deepEqual([...frame.stages[1].pixels], [3, 4, 5]);
});

test("base64 keeps bytes above 127", () => {
  assert.deepEqual([...bytesOfBase64("AID/")], [0, 128, 255]);
});
