import assert from "node:assert/strict";
import { test } from "node:test";
import { RawPicture } from "../../../app/components/pipeline_view/raw_picture.js";

const LARGE = { width: 3000, height: 2000, channels: 3, url: "/p" };

// Each pixel tells where it is; answers come when `answer` is called.
function served(picture) {
  const asked = [];
  const fetchBytes = (address) =>
    new Promise((resolve, reject) => asked.push({ address, answer: () => resolve(bytesOf(address)), fail: reject }));
  const changes = [];
  const raw = new RawPicture(picture, null, () => changes.push(1), fetchBytes);
  return { raw, asked, changes };
}

function bytesOf(address) {
  const [top, left, bottom, right] = address.split("/").slice(2).map(Number);
  const bytes = [];
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) bytes.push(row % 251, column % 251, (row + column) % 251);
  }
  return Uint8Array.from(bytes);
}

const settled = () => new Promise((done) => setTimeout(done));

test("what came with the frame is read at once, and nothing is fetched", () => {
  const raw = new RawPicture({ width: 3, height: 2, channels: 1 }, Uint8Array.of(1, 2, 3, 4, 5, 6), () => {});
  assert.ok(raw.has([[0, 1], [0, 1, 2]]));
  assert.deepEqual([raw.read(0, 0, 2), raw.read(0, 1, 0)], [3, 4]);
});

test("a window over four tiles is fetched in four pieces and then read", async () => {
  const { raw, asked, changes } = served(LARGE);
  const window = [[126, 127, 128], [255, 256]];
  assert.equal(raw.has(window), false);
  assert.ok(Number.isNaN(raw.read(0, 126, 255)));
  assert.deepEqual(asked.map(({ address }) => address), [
    "/p/0/128/128/256", "/p/0/256/128/384", "/p/128/128/256/256", "/p/128/256/256/384",
  ]);
  for (const { answer } of asked) answer();
  await settled();
  assert.equal(changes.length, 1);
  assert.ok(raw.has(window));
  assert.deepEqual([0, 1, 2].map((channel) => raw.read(channel, 128, 256)), [128, 5, 133]);
  assert.equal(raw.read(0, 1999, 2999), NaN);
});

test("tiles at the far corner are as large as the picture leaves room for", async () => {
  const { raw, asked } = served(LARGE);
  raw.has([[1999], [2999]]);
  assert.equal(asked[0].address, "/p/1920/2944/2000/3000");
  asked[0].answer();
  await settled();
  assert.equal(raw.read(1, 1999, 2999), 2999 % 251);
});

test("while tiles are on their way, only the last of the windows asked for is fetched next", async () => {
  const { raw, asked } = served(LARGE);
  for (const column of [0, 500, 1000, 1500]) raw.has([[0], [column]]);
  assert.equal(asked.length, 1);
  asked[0].answer();
  await settled();
  assert.deepEqual(asked.map(({ address }) => address), ["/p/0/0/128/128", "/p/0/1408/128/1536"]);
});

test("a picture of a megapixel comes in one piece, before it is asked for", () => {
  const { raw, asked } = served({ ...LARGE, width: 1024, height: 1024 });
  raw.hasAll();
  assert.deepEqual(asked.map(({ address }) => address), ["/p/0/0/1024/1024"]);
  const large = served(LARGE);
  large.raw.hasAll();
  assert.equal(large.asked.length, 0);
});

test("where the server has nothing, it is not asked again and again", async () => {
  const { raw, asked, changes } = served(LARGE);
  raw.has([[0], [0]]);
  asked[0].fail(new Error("status 404"));
  await settled();
  assert.equal(changes.length, 1);
  assert.ok(raw.failed);
  assert.equal(raw.has([[0], [0]]), false);
  assert.equal(asked.length, 1);
});
