import assert from "node:assert/strict";
import { test } from "node:test";

import { pixelText } from "../../../app/components/activation_maps/map_pixels.js";

test("a pixel is told with its three numbers", () => {
  assert.equal(pixelText([4, 7], ["1.5", "0.8", "0.1"]), "Pixel [4, 7]: z = 1.5, f(z) = 0.8, f′(z) = 0.1");
});
