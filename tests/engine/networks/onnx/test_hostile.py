"""Files that nobody should have to trust: a plain sentence, no memory taken for their claims."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from engine import networks as nn
from engine.networks import Sequential, load_onnx, to_onnx
from engine.networks.onnx import wire
from engine.networks.onnx.building import attribute_bytes
from engine.networks.onnx.operators import registry
from engine.networks.onnx.wire import bytes_field, varint_field
from tests.engine.networks.onnx.files import model, node, value

MOST_MEMORY = 50e6
SMALL = to_onnx(
    Sequential((1, 4, 4), [nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 2)])
)
X = np.ones((1, 1, 4, 4), np.float32)


def sentence_of(call: Callable[[], object]) -> str:
    """What a call says, at little cost, where it refuses."""
    tracemalloc.start(1)
    try:
        call()
    except ValueError as error:
        text = str(error)
    else:
        raise AssertionError("nothing was refused")
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert text
    assert "\n" not in text
    assert len(text) < 300
    return text


def with_field(number: int, content: bytes) -> bytes:
    """A graph with one node and one further field, as a file."""
    graph = bytes_field(1, node("Relu")) + bytes_field(11, value("x")) + bytes_field(12, value("y"))
    graph += bytes_field(number, content)
    return varint_field(1, 8) + bytes_field(7, graph) + bytes_field(8, varint_field(2, 17))


def tensor(name: str, dims: list[int], kind: int = 1, more: bytes = b"") -> bytes:
    head = b"".join(varint_field(1, length) for length in dims)
    return head + varint_field(2, kind) + bytes_field(8, name) + more


def test_a_file_may_end_anywhere() -> None:
    for length in range(len(SMALL)):
        with pytest.raises(ValueError) as told:  # noqa: PT011  (every length has its own reason)
            load_onnx(SMALL[:length])
        assert len(str(told.value)) < 300
    assert load_onnx(SMALL).run({"input": X})["output"].shape == (1, 2)


def test_any_byte_may_be_another() -> None:
    rng = np.random.default_rng(0)
    for place in rng.integers(0, len(SMALL), 300):
        data = bytearray(SMALL)
        data[place] ^= int(rng.integers(1, 256))
        try:
            made = load_onnx(bytes(data))
            made.run({one.name: np.ones((1, 1, 4, 4)) for one in made.inputs})
            made.as_graph()
        except (ValueError, TypeError) as error:
            assert "\n" not in str(error)  # noqa: PT017  (most changes are refused, some do nothing)


LONG_VARINT = b"\xff" * 30
DEEP = b""
for _ in range(2000):
    DEEP = bytes_field(1, node("If") + bytes_field(5, bytes_field(1, "g") + bytes_field(6, DEEP)))

FILES = {
    "nothing": (b"", "damaged, cut off or no ONNX model"),
    "text": (b"not a model at all", "damaged, cut off or no ONNX model"),
    "a varint without an end": (LONG_VARINT, "damaged"),
    "a length beyond the end": (b"\x3a" + b"\xff\xff\xff\xff\x0f" + SMALL, "damaged"),
    "a length of 2^63": (b"\x3a" + b"\xff" * 9 + b"\x01", "damaged"),
    "a group": (b"\x3b" + SMALL, "damaged"),
    "two graphs": (SMALL + SMALL, "damaged"),
    "no version": (model(node("Relu"), opset=0), "of version 0; versions 6 to 25 are read"),
    "a version to come": (model(node("Relu"), opset=99), "version 99"),
    "10 GB claimed": (
        with_field(5, tensor("w", [50_000, 50_000])), "should hold 50000×50000 numbers"),
    "10^40 claimed": (
        with_field(5, tensor("w", [2**62, 2**62, 2**62])), "no shape that an array can have"),
    "a negative length": (with_field(5, tensor("w", [-1])), "lengths are from 0"),
    "too few bytes": (
        with_field(5, tensor("w", [2], 1, bytes_field(9, b"1234567"))), "another count"),
    "numbers one by one": (
        with_field(5, tensor("w", [2**21], 7, bytes_field(7, b"\1" * 2**21))), "must be raw bytes"),
    "a type that NumPy lacks": (with_field(5, tensor("w", [0], 16)), "holds bfloat16"),
    "texts": (with_field(5, tensor("w", [0], 8)), "holds text"),
    "a type that nobody knows": (with_field(5, tensor("w", [0], 99)), "the unknown type 99"),
    "another file": (
        with_field(5, tensor("w", [1], 1, varint_field(14, 1) + bytes_field(13, b"\x0a\x01p"))),
        "the array 'w' is kept in another file; a model must be one file"),
    "a path outside": (
        with_field(5, tensor("w", [1], 1, bytes_field(13, bytes_field(1, "location")
                                                     + bytes_field(2, "../../etc/passwd")))),
        "is kept in another file"),
    "an array made twice": (
        model(node("Relu"), arrays={"y": X}), "makes 'y', which is there already"),
    "sparse arrays": (with_field(15, b""), "sparse arrays"),
    "many nodes": (model(*[node("Relu")] * 10_001), "more than 10,000 nodes"),
    "many entries": (with_field(13, b"")[:-4] + b"\x08\x01" * 30_000, "more than 20,000 entries"),
    "many inputs": (model(node("Concat", ["x"] * 25_000)), "more than 20,000 entries"),
    "long lists": (model(node("Relu", more=[1] * 25_000)), "more than 20,000 entries"),
    "a long name": (model(node("x" * 5000)), "damaged"),
    "bytes for a name": (with_field(1, bytes_field(4, b"\xff\xfe")), "damaged"),
    "graphs within graphs": (
        varint_field(1, 8) + bytes_field(7, DEEP) + bytes_field(8, varint_field(2, 17)),
        "node 1 (If): its 'g' holds something unknown"),
    "a branch": (
        with_field(1, node("If", ["x"], ["z"], "branch") + bytes_field(
            5, bytes_field(1, "then_branch") + bytes_field(6, b"") + varint_field(20, 5))),
        "node 'branch' (If): its 'then_branch' holds a graph, which is not computed here"),
    "an unknown operator": (
        model(node("Nonsense", name="n")), "node 'n' (Nonsense): this operator is not computed"),
    "another domain": (
        with_field(1, node("Conv", ["x"], ["z"]) + bytes_field(7, "com.x")), "of 'com.x'"),
    "an attribute that is not there": (model(node("Relu", slope=1.0)), "no attribute 'slope'"),
    "too many inputs": (model(node("Relu", ["x", "x"])), "it reads 2 tensors, a wrong number"),
    "no inputs": (model(node("Relu", [])), "it reads 0 tensors, a wrong number"),
    "a circle": (
        model(node("Add", ["x", "b"], ["a"]), node("Relu", ["a"], ["b"]), outputs=["b"]),
        "reads 'b', which is made only afterwards: the nodes go round in a circle"),
    "a node that reads itself": (model(node("Relu", ["y"], ["y"])), "go round in a circle"),
    "a name that nobody makes": (model(node("Relu", ["z"])), "reads 'z', which nobody makes"),
    "an output that nobody makes": (model(node("Relu"), outputs=["q"]), "made by no node"),
    "no output": (model(node("Relu"), outputs=[]), "the model has no output"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), FILES.values(), ids=FILES)
def test_files_are_refused_in_a_sentence(
    data: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "20,000" in sentence:  # a tenth of what is allowed is as good, and sooner reached
        monkeypatch.setattr(wire, "MOST_FIELDS", 20_000)
    said = sentence_of(lambda: load_onnx(data))
    assert sentence in said


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


FAR = 2**62
RUNS = {
    "padding": [node("Pad", ["x", "a"])],
    "resizing": [node("Resize", ["x", "", "", "a8"])],
    "infinite factors": [node("Resize", ["x", "", "inf"])],
    "wide kernels": [node("MaxPool", kernel_shape=[FAR, FAR], pads=[FAR] * 4)],
    "walked kernels": [
        node("MaxPool", kernel_shape=[4000, 4000], dilations=[2, 2], pads=[4000] * 4)],
    "windows that see nothing": [node("AveragePool", kernel_shape=[2, 2], pads=[9, 9, 9, 9])],
    "far steps": [node("Conv", ["x", "w"], dilations=[FAR, FAR])],
    "far upsampling": [node("ConvTranspose", ["x", "w"], strides=[2**30, 2**30])],
    "doubling": [
        node("Concat", [f"y{k}" if k else "x"] * 2, [f"y{k + 1}" if k < 39 else "y"])
        for k in range(40)],
    "products": [
        node("Reshape", ["x", "column"], ["c"]), node("Reshape", ["x", "row"], ["r"]),
        *(node("Concat", [f"c{k}" if k else "c"] * 2, [f"c{k + 1}"], axis=0) for k in range(8)),
        *(node("Concat", [f"r{k}" if k else "r"] * 2, [f"r{k + 1}"], axis=1) for k in range(8)),
        node("MatMul", ["c8", "r8"])],
    "places beyond": [node("Gather", ["x", "a"])],
    "steps of 0": [node("Slice", ["x", "zero", "zero", "zero", "zero"])],
    "axes beyond": [node("Softmax", axis=FAR)],
    "no axis": [node("Transpose", perm=[0, 0, 1, 1])],
    "no numbers in shapes": [node("Reshape", ["x", "x"])],
    "shapes beyond": [node("Reshape", ["x", "a"])],
    "wrong types": [node("Add", ["x", "zero"])],
    "wrong weights": [node("Conv", ["x", "zero"])],
    "wrong attributes": [node("Elu", alpha="much")],
}  # fmt: skip


@pytest.mark.parametrize("nodes", RUNS.values(), ids=RUNS)
def test_what_a_model_asks_for_is_refused_before_it_is_done(
    nodes: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = {
        "a": ints(*[2**40] * 8),
        "a8": ints(1, 1, 2**30, 2**30),
        "inf": np.array([1, 1, np.inf, np.nan], np.float32),
        "w": np.ones((1, 1, 2, 2), np.float32),
        "column": ints(16, 1),
        "row": ints(1, 16),
        "zero": ints(0),
    }
    monkeypatch.setattr(registry, "MOST_NUMBERS", 1 << 20)  # so that little is soon too much
    made = load_onnx(model(*nodes, arrays=arrays))
    assert sentence_of(lambda: made.run({"x": X})).startswith("node ")


def test_bytes_that_lie_just_anywhere_are_copied_to_where_numbers_may_lie() -> None:
    weights = np.arange(6, dtype=np.float32)
    for shift in range(4):
        data = model(node("Add", ["x", "w" * (shift + 1)]), arrays={"w" * (shift + 1): weights})
        made = load_onnx(data)
        assert made.constants["w" * (shift + 1)].flags.aligned
        assert made.run({"x": weights})["y"].tolist() == (2 * weights).tolist()


def test_the_file_can_be_forgotten_where_most_of_it_was_copied() -> None:
    arrays = {name: np.ones(size, np.float32) for name, size in (("w", 6), ("long", 5000))}
    seen = set()
    for shift in range(4):
        remark = bytes_field(6, " " * shift)
        data = remark + model(node("Add", ["x", "w"]), arrays=arrays)
        file = np.frombuffer(data, np.uint8)
        lies_in_file = {
            name: np.shares_memory(array.view(np.uint8), file)
            for name, array in load_onnx(data).constants.items()
        }
        assert lies_in_file["long"] or not lies_in_file["w"]
        seen.add(lies_in_file["long"])
    assert seen == {True, False}


def test_attributes_of_another_kind_are_refused() -> None:
    twice = node("Relu") + bytes_field(5, attribute_bytes("a", 1)) * 2
    graph = bytes_field(1, twice) + bytes_field(12, value("y"))
    said = sentence_of(lambda: load_onnx(bytes_field(7, graph)))
    assert "damaged" in said


@pytest.mark.parametrize("count", [19, 20])
def test_many_nodes_together_are_refused_as_a_large_one_is(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = {"column": np.ones((16, 1), np.float32), "row": np.ones((1, 16), np.float32)}
    nodes = [node("MatMul", ["column", "row"], [f"y{k}"], name=f"n{k}") for k in range(count)]
    made = load_onnx(model(*nodes, outputs=[f"y{k}" for k in range(count)], arrays=arrays))
    monkeypatch.setattr(registry, "MOST_WORK", 19 * 2 * 256)  # products, and numbers written
    if count == 19:
        assert len(made.run({"x": X})) == 19
        return
    said = sentence_of(lambda: made.run({"x": X}))
    assert said.startswith("node ")
    assert "n19" in said
    assert said.endswith("too many to wait for")
