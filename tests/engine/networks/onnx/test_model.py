"""A model as a whole: what goes in and comes out, what lies within, what overwrites what."""

import numpy as np
import pytest

from engine.networks import load_onnx
from tests.engine.networks.onnx.files import model, node, value

X = np.array([[-1.0, 2.0]], np.float32)
TWICE = model(
    node("Relu", ["x"], ["a"], "first"),
    node("Add", ["a", "x"], ["y"], "second"),
    inputs=[value("x", ("N", 2))],
)


def test_outputs_and_inner_tensors_come_by_their_names() -> None:
    made = load_onnx(TWICE)
    assert [(one.name, one.shape, one.dtype) for one in made.inputs] == [("x", ("N", 2), "float32")]
    assert [one.operator for one in made.nodes] == ["Relu", "Add"]
    assert made.run({"x": X})["y"].tolist() == [[-1, 4]]
    assert made.run({"x": X}, ["a"])["a"].tolist() == [[0, 2]]
    assert list(made.tensors({"x": X})) == ["x", "a", "y"]


def test_nothing_that_is_still_needed_is_written_into() -> None:
    data = model(
        node("Relu", ["x"], ["a"]),
        node("Identity", ["a"], ["b"]),
        node("Relu", ["b"], ["c"]),
        node("Sigmoid", ["c"], ["d"]),
        node("Flatten", ["a"], ["e"]),
        node("Add", ["e", "b"], ["f"]),
        node("Sub", ["f", "d"], ["y"]),
        outputs=["y", "a"],
    )
    before = X.copy()
    found = load_onnx(data).run({"x": X})
    np.testing.assert_array_equal(X, before)
    np.testing.assert_allclose(found["y"], [[-0.5, 4 - 1 / (1 + np.exp(-2))]], rtol=1e-6)
    assert found["a"].tolist() == [[0, 2]]


def test_results_are_the_callers_own() -> None:
    data = model(node("Identity", ["x"], ["y"]), node("Identity", ["w"], ["z"]),
                 arrays={"w": X}, outputs=["y", "z"])  # fmt: skip
    made = load_onnx(data)
    for array in made.run({"x": X}).values():
        array += 1
    assert X.tolist() == [[-1, 2]]
    assert made.run({"x": X})["z"].tolist() == [[-1, 2]]


def test_an_array_of_the_file_stands_in_for_an_input_of_its_name() -> None:
    data = model(
        node("Add", ["x", "w"], ["y"]),
        inputs=[value("x"), value("w", (2,))],
        arrays={"w": np.array([1, 2], np.float32)},
    )
    made = load_onnx(data)
    assert [one.name for one in made.inputs] == ["x"]
    assert made.run({"x": X})["y"].tolist() == [[0, 4]]


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({}, "the input 'x' is missing"),
        ({"x": X, "z": X}, "the model has no input 'z'; it has 'x'"),
        ({"x": X[0]}, r"the input 'x' is 2; it must be N×2"),
        ({"x": np.ones((1, 3))}, r"the input 'x' is 1×3; it must be N×2"),
        ({"x": ["a"]}, "the input 'x' holds <U1; it must hold real numbers"),
        (3, "inputs is 3; it must be arrays by their names"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(inputs: object, sentence: str) -> None:
    with pytest.raises((ValueError, TypeError), match=sentence):
        load_onnx(TWICE).run(inputs)  # type: ignore[arg-type]


def test_a_tensor_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="the model has no tensor 'q'"):
        load_onnx(TWICE).run({"x": X}, ["q"])


def test_bytes_may_come_in_several_kinds() -> None:
    spread = np.repeat(np.frombuffer(TWICE, np.uint8), 2)
    changing = bytearray(TWICE)
    kinds = [memoryview(TWICE), changing, memoryview(spread.tobytes())[::2]]
    models = [load_onnx(one) for one in kinds]  # type: ignore[arg-type]
    changing[:] = bytes(len(changing))
    for one in models:
        assert one.run({"x": X})["y"].tolist() == [[-1, 4]]


def test_a_length_of_0_or_less_may_be_any() -> None:
    made = load_onnx(model(node("Relu"), inputs=[value("x", (0, 2))]))
    assert made.inputs[0].shape == (None, 2)
    assert made.run({"x": X})["y"].tolist() == [[0, 2]]


def test_a_node_that_cannot_compute_is_named() -> None:
    data = model(node("Gemm", ["x", "w"], ["y"], "fc"), arrays={"w": np.ones((3, 2), np.float32)})
    with pytest.raises(ValueError, match=r"^node 'fc' \(Gemm\): its input has rows of 2 numbers"):
        load_onnx(data).run({"x": X})
