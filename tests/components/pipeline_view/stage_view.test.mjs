import assert from "node:assert/strict";
import { test } from "node:test";
import { cellAt, gridOf, placeOf, seenAlong, zoomsOf } from "../../../app/components/pipeline_view/stage_view.js";

const axis = { size: 512, taps: 3, stride: 1, dilation: 1, before: 1, extent: 3, outputs: 512 };
const setting = { rows: axis, columns: axis, pooling: { kind: "max", size: 2, stride: 2, outputs: [256, 256] } };

test("the largest zoom leaves at least eight pixels along the longer side", () => {
  assert.deepEqual(zoomsOf([64, 20]), [1, 2, 4, 8]);
  assert.deepEqual(zoomsOf([3, 5]), [1, 2]); // and always one step
  assert.equal(zoomsOf([3000, 4000]).at(-1), 256);
});

test("the whole stage is seen at zoom 1, wherever the centre is", () => {
  for (const name of ["picture", "convolution", "pooling"]) {
    const [along] = gridOf(name, [100, 100], setting);
    assert.deepEqual(seenAlong(along, 1, 7, 512, false), { first: 0, count: 100 });
  }
});

test("the picture has the padding that the windows reach into, and none where they end before", () => {
  const padding = ({ outputs, stride, extent, before, size }) => {
    const axis = { size, taps: extent, stride, dilation: 1, before, extent, outputs };
    const [along] = gridOf("picture", [size, size], { rows: axis, columns: axis, pooling: setting.pooling });
    return [along.before, along.after];
  };
  assert.deepEqual(padding({ size: 8, outputs: 8, stride: 1, extent: 3, before: 1 }), [1, 1]);
  assert.deepEqual(padding({ size: 8, outputs: 4, stride: 2, extent: 4, before: 1 }), [1, 1]);
  assert.deepEqual(padding({ size: 8, outputs: 6, stride: 1, extent: 3, before: 0 }), [0, 0]);
  assert.deepEqual(padding({ size: 8, outputs: 3, stride: 2, extent: 3, before: 0 }), [0, 0]);
});

test("a zoomed stage stays inside; near at hand the picture shows its padding too", () => {
  const [along] = gridOf("picture", [512, 512], setting);
  for (const zoom of [2, 4, 8, 16, 32, 64]) {
    for (const centre of [0, 200, 512]) {
      const { first, count } = seenAlong(along, zoom, centre, 512, false);
      assert.ok(first >= 0 && count >= 1 && first + count <= 512);
    }
  }
  assert.deepEqual(seenAlong(along, 64, 0, 512, true), { first: -1, count: 8 });
  assert.deepEqual(seenAlong(along, 64, 512, 512, true), { first: 505, count: 8 });
});

test("all stages show the same part of the picture, whatever stride, padding and dilation", () => {
  const wide = { size: 512, taps: 5, stride: 2, dilation: 3, before: 0, extent: 13, outputs: 250 };
  const strided = { rows: wide, columns: wide, pooling: { kind: "max", size: 3, stride: 2, outputs: [124, 124] } };
  const [convolution] = gridOf("convolution", [250, 250], strided);
  // Response 100 reads pixels 200 … 212: its middle lies on 206.5.
  assert.equal(convolution.origin + convolution.step * 100.5, 206.5);
  const [pooling] = gridOf("pooling", [124, 124], strided);
  // Pooling 50 reads responses 100, 101, 102; the one in the middle reads pixels 202 … 214.
  assert.equal(pooling.origin + pooling.step * 50.5, 208.5);
});

test("a point is a cell, and a cell has its place", () => {
  const seen = [{ first: -1, count: 8 }, { first: 10, count: 4 }];
  assert.deepEqual(cellAt(seen, [0.5, 0.3], [100, 100]), [3, 11]);
  assert.equal(cellAt(seen, [0.01, 0.3], [100, 100]), null);
  assert.deepEqual(placeOf(seen, [0, 10, 1, 12]), { top: 1 / 8, left: 0, height: 2 / 8, width: 3 / 4 });
});
