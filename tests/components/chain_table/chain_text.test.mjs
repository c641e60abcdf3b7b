import assert from "node:assert/strict";
import { test } from "node:test";
import { asConvolution, readChain, repeated, withKind, withNumber, without, writeChain } from "../../../app/components/chain_table/chain_text.js";

const LENET = "conv_5_1_0_6~pool_2_2_0~relu~fc_10";

test("a text is read and written back", () => {
  assert.equal(writeChain(readChain(LENET)), LENET);
});

test("a number of one layer is changed, the others stay", () => {
  assert.equal(withNumber(LENET, 0, "filters", 12), "conv_5_1_0_12~pool_2_2_0~relu~fc_10");
  assert.equal(withNumber(LENET, 3, "filters", 84), "conv_5_1_0_6~pool_2_2_0~relu~fc_84");
  assert.equal(withNumber(LENET, 1, "stride", 1), "conv_5_1_0_6~pool_2_1_0~relu~fc_10");
});

test("another kind of layer has numbers of its own", () => {
  assert.equal(withKind(LENET, 2, "pool"), "conv_5_1_0_6~pool_2_2_0~pool_2_2_0~fc_10");
  assert.equal(withKind("relu", 0, "conv"), "conv_3_1_1_16");
});

test("a layer is repeated right behind itself, or removed", () => {
  assert.equal(repeated("conv_5_1_0_6~fc_10", 0), "conv_5_1_0_6~conv_5_1_0_6~fc_10");
  assert.equal(without("conv_5_1_0_6~fc_10", 0), "fc_10");
});

test("an FC layer is written as a convolution that is as large as its input", () => {
  assert.equal(asConvolution("pool_2_2_0~fc_4096~relu", 1, 7), "pool_2_2_0~conv_7_1_0_4096~relu");
});

test("a layer without usual numbers has none", () => {
  assert.equal(withKind(LENET, 0, "softmax"), "softmax~pool_2_2_0~relu~fc_10");
  assert.equal(withKind("relu", 0, "inception"), "inception_64_96_128_16_32_32");
});
