import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut, work } from "../../../app/components/shared/arithmetic.js";
import { channelText, heading, notes, sentence, severalText, totalText } from "../../../app/components/shared/arithmetic_text.js";
import { marksFor } from "../../../app/components/stepper/marks.js";
import { definitions, numpyLines } from "../../../app/components/shared/definitions.js";

const base = {
  operation: "correlation", input: [[[7, 2], [4, 5]]], kernels: [[[[1, 0], [1, -1]]]], bias: null, window: [2, 2],
  stride: [1, 1], padding: [[0, 0], [0, 0]], output_padding: [0, 0], dilation: [1, 1], groups: 1, mode: "constant",
};
const at = (problem, cell = [0, 0, 0]) => work(layOut(problem), cell);

test("one channel: products and their sum", () => {
  assert.equal(sentence(base, at(base), "decimal"), "7·1 + 2·0 + 4·1 + 5·(−1) = 6");
  assert.equal(sentence(base, at(base), "decimal", true), "7·1 + 2·0 + 4·1 + 5·(−1) = ?");
});

test("an equation with a rounded number in it is written with ≈", () => {
  const problem = { ...base, input: [[[2.5, 3], [2, 3]]], kernels: [[[[1, 1], [1, 1]]]] };
  assert.equal(sentence(problem, at(problem), "integer"), "3·1 + 3·1 + 2·1 + 3·1 ≈ 11");
  assert.equal(sentence(problem, at(problem), "decimal"), "2.5·1 + 3·1 + 2·1 + 3·1 = 10.5");
  const ninth = { ...base, kernels: [[[[1 / 9, 0], [0, 0]]]], bias: [0.5] };
  assert.equal(sentence(ninth, at(ninth), "fraction"), "channel 0: 7·1/9 + 2·0 + 4·0 + 5·0 = 7/9; total 7/9 + 1/2 = 23/18");
  assert.equal(sentence(ninth, at(ninth), "decimal"), "channel 0: 7·0.111 + 2·0 + 4·0 + 5·0 ≈ 0.778; total 0.778 + 0.5 ≈ 1.278");
});

test("channels and bias are added up, negative ones in brackets", () => {
  const volume = {
    ...base, bias: [1], input: [[[308]], [[-498]], [[164]]], kernels: [[[[1]], [[1]], [[1]]]], window: [1, 1],
  };
  const worked = at(volume);
  assert.equal(totalText(volume, worked, "decimal"), "308 + (−498) + 164 + 1");
  assert.match(sentence(volume, worked, "decimal"), /channel 1: −498·1 = −498; .* = −25$/);
  assert.doesNotMatch(sentence(volume, worked, "decimal", true), /25/);
});

test("pooling", () => {
  const text = (operation) => {
    const problem = { ...base, operation, kernels: [] };
    return channelText(problem, at(problem).parts[0], "decimal");
  };
  assert.equal(text("max"), "max(7, 2, 4, 5)");
  assert.equal(text("average"), "(7 + 2 + 4 + 5)/4");
  assert.equal(text("l2"), "√(7² + 2² + 4² + 5²)");
});

test("an output cell of a transposed convolution that nothing reaches is 0", () => {
  const problem = { ...base, operation: "transposed", stride: [3, 3] };
  assert.equal(sentence(problem, at(problem, [0, 2, 2]), "decimal"), "0 = 0");
});

test("the heading of an input cell counts what its copies reach, and every weight is named", () => {
  const told = (mode, at) => {
    const layout = layOut({ ...SQUARE, mode, padding: [[1, 1], [1, 1]] });
    const target = { kind: "input", at };
    const marks = marksFor(layout, target, "decimal", 0);
    return [heading(layout, target, marks, "decimal"), severalText(marks)];
  };
  assert.deepEqual(told("wrap", [0, 0, 0]), ["Input [0, 0] with its 3 copies in the padding contributes to 9 output cells", ""]);
  assert.deepEqual(told("wrap", [0, -1, -1])[0], "Input [4, 4] with its 3 copies in the padding contributes to 9 output cells");
  assert.deepEqual(told("constant", [0, -1, 0]), ["Padding [−1, 0] contributes to 2 output cells", ""]);
  const [heard, several] = told("edge", [0, 0, 0]);
  assert.equal(heard, "Input [0, 0] with its 3 copies in the padding contributes to 4 output cells");
  assert.equal(several, "Used more than once in a window: [0, 0] ×1 ×0 ×1 ×0; [0, 1] ×1 ×1; [1, 0] ×1 ×0");
});

const SQUARE = { ...base, input: [Array(5).fill([1, 2, 3, 4, 5])], kernels: [[Array(3).fill([1, 0, -1])]], window: [3, 3] };

test("what is left over is told, and how average pooling counts its padding", () => {
  const told = (changes) => notes(layOut({ ...SQUARE, ...changes })).join(" ");
  assert.equal(told({ stride: [2, 2] }), "");
  assert.equal(
    told({ stride: [3, 4], padding: [[0, 0], [1, 0]] }),
    "Left over (hatched), in no window: the last 2 rows and the last 3 columns of the padded input. The size is rounded down (floor).",
  );
  assert.equal(told({ operation: "transposed", stride: [3, 3] }), "");
  const pooled = { operation: "average", kernels: [], padding: [[1, 1], [1, 1]] };
  assert.match(told(pooled), /^Every window is divided by 9, padding zeros included/);
  assert.match(told({ ...pooled, count_include_pad: false }), /^Padding is not counted/);
  const ceil = { ...pooled, stride: [3, 3], padding: [[0, 1], [0, 1]], beyond: [1, 1] };
  assert.equal(told(ceil), "The last windows extend past the input: the size is rounded up (ceil_mode=True). What lies past the padding is never counted.");
});

test("what does not count in a mean is neither in the sum nor in the divisor", () => {
  const all = { ...SQUARE, operation: "average", kernels: [], stride: [3, 3], padding: [[1, 1], [1, 3]], beyond: [0, 2] };
  const shown = (problem, cell) => {
    const layout = layOut(problem);
    return [channelText(problem, work(layout, cell).parts[0], "decimal"), numpyLines(layout, cell).at(-1)[1]];
  };
  assert.deepEqual(shown({ ...all, count_include_pad: false }, [0, 0, 0]), ["(1 + 2 + 1 + 2)/4", "v[0, 0] = np.mean(x[0:2, 0:2])"]);
  assert.deepEqual(shown(all, [0, 0, 2]), ["(0 + 0 + 0)/3", "v[0, 2] = np.mean(xp[0:3, 6:7])"]);
});

test("the definitions carry the indices of the cell", () => {
  const [first, second, numpy] = definitions(layOut({ ...SQUARE, operation: "convolution" }), [0, 1, 2]);
  assert.deepEqual(first, ["Convolution", "(f ∗ g)[2, 3] = Σ n₁=1…3 Σ n₂=2…4  f[n₁, n₂]·g[2−n₁, 3−n₂]   (f input, g kernel)"]);
  assert.equal(second[1], "g(2, 3) = Σ i=−1…1 Σ j=−1…1  w(i, j)·f(2−i, 3−j)   (w kernel, f input, g output)");
  assert.equal(numpy[1], "v[1, 2] = np.sum(x[1:4, 2:5] * w[::-1, ::-1])");
});

test("cross-correlation has a plus where convolution has a minus", () => {
  const [first, second] = definitions(layOut(SQUARE), [0, 0, 0]);
  assert.equal(first[1], "(f ⋆ g)[1, 1] = Σ n₁=0…2 Σ n₂=0…2  f[n₁, n₂]·g[n₁−1, n₂−1]   (f input, g kernel)");
  assert.equal(second[1], "g(1, 1) = Σ i=−1…1 Σ j=−1…1  w(i, j)·f(1+i, 1+j)   (w kernel, f input, g output)");
});

test("padding shifts the indices below zero; dilation spreads them", () => {
  const padded = layOut({ ...SQUARE, padding: [[2, 2], [2, 2]], dilation: [2, 2] });
  const lines = definitions(padded, [0, 0, 0]);
  assert.deepEqual(lines[0], ["Centred on the kernel", "g(0, 0) = Σ i=−1…1 Σ j=−1…1  w(i, j)·f(0+2i, 0+2j)   (w kernel, f input, g output)"]);
  assert.equal(lines[1][1], "xp = np.pad(x, ((2, 2), (2, 2)))");
  assert.equal(lines[2][1], "v[0, 0] = np.sum(xp[0:5:2, 0:5:2] * w)");
});

// The number that a sum in words gives, for filter k: its kernel has 0 in its middle.
function evaluated(formula, { problem }, k) {
  const [, right] = formula.split("   (")[0].split(" = ");
  const ranges = [...right.matchAll(/Σ (\S+)=(\S+)…(\S+)/g)].map(([, name, from, to]) => [name, plain(from), plain(to)]);
  const [product, bias] = right.replace(/Σ \S+/g, "").trim().split(" + ");
  const middle = problem.window.map((side) => Math.floor((side - 1) / 2));
  const letters = { input: "f", kernel: formula.startsWith("(") ? "g" : "w" };
  const factors = product.split("·").map((factor) => factor.match(/^([a-z])\d*[[(](.*)[\])]$/).slice(1));
  const valueOf = ([letter, at], values) => {
    const [i, j, c = 0] = at.split(", ").map((one) => indexOf(one, values));
    if (letter === letters.input) return problem.input[c]?.[i]?.[j] ?? 0;
    assert.equal(letter, letters.kernel);
    return problem.kernels[k][c][i + middle[0]][j + middle[1]];
  };
  const sum = ([range, ...inner], values) => {
    if (!range) return factors.reduce((whole, factor) => whole * valueOf(factor, values), 1);
    const [name, from, to] = range;
    let total = 0;
    for (let at = from; at <= to; at += 1) total += sum(inner, { ...values, [name]: at });
    return total;
  };
  return sum(ranges, {}) + (bias ? problem.bias[k] : 0);
}

const plain = (text) => Number(text.replace("−", "-"));

// "3−2i" with i = 1 is 1.
function indexOf(text, values) {
  return [...text.matchAll(/([+−]?)(\d*)([a-z]?[₁₂]?)/g)].filter(([all]) => all).reduce((sum, [, sign, count, name]) => {
    const size = (count === "" ? 1 : Number(count)) * (name ? values[name] : 1);
    return sum + (sign === "−" ? -size : size);
  }, 0);
}

test("both sums are the number shown: over the channels that a filter reads, and with its bias", () => {
  const plane = (seed) => Array.from({ length: 5 }, (_, i) => Array.from({ length: 6 }, (_, j) => ((3 * i + 5 * j + seed) % 11) - 4));
  const kernel = (seed, sides) => plane(seed).slice(0, sides[0]).map((row) => row.slice(0, sides[1]));
  for (const operation of ["correlation", "convolution"]) {
    for (const [channels, filters, groups, window, dilation] of [[1, 1, 1, [3, 3], 1], [1, 2, 1, [3, 3], 1], [3, 1, 1, [2, 3], 1], [4, 2, 2, [3, 2], 2], [4, 4, 4, [3, 3], 1]]) {
      for (const biased of [true, false]) {
        const layout = layOut({
          ...base, operation, groups, window, dilation: [dilation, dilation], stride: [2, 1], padding: [[1, 2], [0, 1]],
          input: Array.from({ length: channels }, (_, c) => plane(c)),
          kernels: Array.from({ length: filters }, (_, k) => Array.from({ length: channels / groups }, (_, c) => kernel(7 * k + 2 * c + 1, window))),
          bias: biased ? Array.from({ length: filters }, (_, k) => k + 10) : null,
        });
        for (let k = 0; k < filters; k += 1) {
          const cell = [k, 1, 2];
          const lines = definitions(layout, cell).filter(([, text]) => text.includes("Σ"));
          assert.equal(lines.length, dilation > 1 ? 1 : 2);
          for (const [, text] of lines) assert.equal(evaluated(text, layout, k), work(layout, cell).value, text);
        }
      }
    }
  }
});

test("the sums of a volume name its channels and its bias", () => {
  const [[kernel]] = SQUARE.kernels;
  const [plane] = SQUARE.input;
  const volume = { ...SQUARE, input: Array(4).fill(plane), bias: [1, 2] };
  const [first, second] = definitions(layOut({ ...volume, kernels: [Array(4).fill(kernel), Array(4).fill(kernel)] }), [1, 0, 1]);
  assert.equal(first[1], "(f ⋆ g1)[1, 2] + b1 = Σ c=0…3 Σ n₁=0…2 Σ n₂=1…3  f[n₁, n₂, c]·g1[n₁−1, n₂−2, c] + b1   (f input, g1 kernel, b1 bias)");
  assert.equal(second[1], "g1(1, 2) = Σ c=0…3 Σ i=−1…1 Σ j=−1…1  w1(i, j, c)·f(1+i, 2+j, c) + b1   (w1 kernel, f input, g1 output, b1 bias)");
  const grouped = layOut({ ...volume, groups: 2, kernels: [[kernel, kernel], [kernel, kernel]] });
  assert.match(definitions(grouped, [1, 0, 1])[1][1], /Σ c=2…3 .* w1\(i, j, c−2\)·f\(1\+i, 2\+j, c\) \+ b1 /);
});

test("the NumPy lines name channels, filters and what padding holds", () => {
  const numpy = (changes) => definitions(layOut({ ...SQUARE, ...changes }), [1, 0, 2]).map(([, text]) => text).slice(-2);
  const [plane] = SQUARE.input;
  const [[kernel]] = SQUARE.kernels;
  const padding = [[1, 1], [0, 2]];
  assert.deepEqual(numpy({ input: [plane, plane], kernels: [[kernel, kernel], [kernel, kernel]], bias: [1, 2], padding, mode: "edge" }), [
    'xp = np.pad(x, ((1, 1), (0, 2), (0, 0)), mode="edge")', "v[0, 2, 1] = np.sum(xp[0:3, 2:5, :] * w1) + b1",
  ]);
  assert.deepEqual(numpy({ input: [plane, plane], kernels: [[kernel], [kernel]], groups: 2 })[1], "v[0, 2, 1] = np.sum(x[0:3, 2:5, 1:2] * w1)");
  assert.deepEqual(numpy({ input: [plane, plane], kernels: [], operation: "max", padding }), [
    "xp = np.pad(x, ((1, 1), (0, 2), (0, 0)), constant_values=-np.inf)", "v[0, 2, 1] = np.max(xp[0:3, 2:5, 1])",
  ]);
});
