"""ONNX operators, on numbers that can be worked out by hand or by NumPy."""

from typing import Any

import numpy as np
import pytest

import engine
from engine.networks import load_onnx
from engine.networks.onnx.operators import OPERATORS
from tests.engine.networks.onnx.files import model, node, value

RAMP = np.arange(1, 17, dtype=np.float32).reshape(1, 1, 4, 4)
ONES = np.ones((1, 1, 3, 3), np.float32)


def computed(
    operator: str, *arrays: np.ndarray | None, opset: int = 17, outputs: int = 1, **attributes: Any
) -> Any:
    """What one node makes of these arrays, all of them inputs."""
    given = {f"x{k}": array for k, array in enumerate(arrays) if array is not None}
    names = [f"x{k}" if array is not None else "" for k, array in enumerate(arrays)]
    made = [f"y{k}" for k in range(outputs)]
    data = model(
        node(operator, names, made, **attributes),
        inputs=[value(name, array.shape, array.dtype) for name, array in given.items()],
        outputs=made,
        opset=opset,
    )
    found = list(load_onnx(data).run(given).values())
    return found[0] if outputs == 1 else found


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def test_convolution_pads_each_side_as_it_is_told() -> None:
    found = computed("Conv", RAMP, ONES, pads=[1, 0, 0, 2])
    padded = np.pad(RAMP, ((0, 0), (0, 0), (1, 0), (0, 2)))
    np.testing.assert_array_equal(found, engine.conv2d(padded, ONES))
    assert found.shape == (1, 1, 3, 4)


@pytest.mark.parametrize(
    ("auto_pad", "first"), [("SAME_UPPER", 1 + 2 + 5 + 6), ("SAME_LOWER", 1), ("VALID", 14)]
)
def test_same_puts_the_odd_row_below_or_above(auto_pad: str, first: int) -> None:
    found = computed("Conv", RAMP, np.ones((1, 1, 2, 2), np.float32), auto_pad=auto_pad)
    assert found[0, 0, 0, 0] == first
    assert found.shape[2:] == ((3, 3) if auto_pad == "VALID" else (4, 4))


def test_transposed_convolution_cuts_each_side_as_it_is_told() -> None:
    x = np.array([[[[1, 2], [3, 4]]]], np.float32)
    whole_output = computed("ConvTranspose", x, ONES, strides=[2, 2])
    found = computed("ConvTranspose", x, ONES, strides=[2, 2], pads=[1, 0, 0, 2])
    np.testing.assert_array_equal(found, whole_output[:, :, 1:, :-2])
    np.testing.assert_array_equal(whole_output[0, 0, 2], [4, 4, 10, 6, 6])
    larger = computed("ConvTranspose", x, ONES, strides=[2, 2], output_shape=[6, 6])
    np.testing.assert_array_equal(larger[:, :, :5, :5], whole_output)
    assert not larger[:, :, 5].any()


def test_pooling_hangs_over_by_ceil_mode_and_counts_padding_or_not() -> None:
    found = computed("MaxPool", RAMP, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    np.testing.assert_array_equal(found[0, 0], [[11, 12], [15, 16]])
    around = {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [1, 1, 1, 1]}
    assert computed("AveragePool", RAMP, **around)[0, 0, 0, 0] == 1
    assert computed("AveragePool", RAMP, count_include_pad=1, **around)[0, 0, 0, 0] == 0.25


def test_pooling_with_gaps_and_places_of_winners() -> None:
    x = np.stack([RAMP[0], -RAMP[0]])
    found, places = computed("MaxPool", x, kernel_shape=[2, 2], dilations=[2, 2], outputs=2)
    np.testing.assert_array_equal(found[0, 0], [[11, 12], [15, 16]])
    np.testing.assert_array_equal(places[0, 0], [[10, 11], [14, 15]])
    np.testing.assert_array_equal(places[1, 0], 16 + np.array([[0, 1], [4, 5]]))


def test_means_with_gaps_divide_by_what_they_see() -> None:
    found = computed("AveragePool", RAMP, kernel_shape=[2, 2], dilations=[2, 2], pads=[0, 0, 2, 0],
                     opset=19)  # fmt: skip
    np.testing.assert_array_equal(found[0, 0, :, 0], [6, 10, 10, 14])


def test_local_response_normalisation_sees_neighbours_in_depth() -> None:
    x = np.arange(1, 5, dtype=np.float32).reshape(1, 4, 1, 1)
    found = computed("LRN", x, size=3, alpha=3.0, beta=1.0, bias=2.0)
    np.testing.assert_allclose(found.ravel(), [1 / 7, 2 / 16, 3 / 31, 4 / 27], rtol=1e-6)


def test_batch_normalisation_takes_what_was_learned() -> None:
    x = np.array([[1.0, 2.0], [3.0, 6.0]], np.float32)
    numbers = [np.array(one, np.float32) for one in ([2, 1], [0, 1], [1, 2], [4, 1])]
    found = computed("BatchNormalization", x, *numbers, epsilon=0.0)
    np.testing.assert_allclose(found, [[0, 1], [2, 5]])


def test_whole_numbers_are_divided_towards_zero() -> None:
    found = computed("Div", whole(7, -7, 7, -7, 6), whole(2, 2, -2, -2, 3))
    np.testing.assert_array_equal(found, [3, -3, -3, 3, 2])


def test_slices_run_backwards_and_beyond_the_end() -> None:
    found = computed("Slice", RAMP[0, 0], whole(-1, 1), whole(-(2**63), 2**40), whole(0, 1),
                     whole(-2, 2))  # fmt: skip
    np.testing.assert_array_equal(found, RAMP[0, 0][::-2, 1::2])


def test_reshaping_keeps_lengths_and_finds_the_one_left() -> None:
    assert computed("Reshape", RAMP, whole(0, -1, 2)).shape == (1, 8, 2)
    with pytest.raises(ValueError, match="its input, 1×1×4×4, cannot take the shape 3×-1"):
        computed("Reshape", RAMP, whole(3, -1))


def test_padding_takes_away_where_it_is_negative() -> None:
    found = computed("Pad", RAMP[0, 0], whole(0, -1, 1, 2), mode="edge")
    np.testing.assert_array_equal(found[0], [2, 3, 4, 4, 4])
    assert found.shape == (5, 5)


def test_resizing_by_mode() -> None:
    x, scales = RAMP[:, :, :1, :2], np.array([1, 1, 1, 2], np.float32)
    assert computed("Resize", x, None, scales, mode="nearest").ravel().tolist() == [1, 1, 2, 2]
    linear = computed("Resize", x, None, scales, mode="linear")
    assert linear.ravel().tolist() == [1, 1.25, 1.75, 2]
    corners = computed(
        "Resize", x, None, scales, mode="linear", coordinate_transformation_mode="align_corners"
    )
    np.testing.assert_allclose(corners.ravel(), [1, 4 / 3, 5 / 3, 2], rtol=1e-6)
    old = computed("Resize", x, scales, opset=10)
    assert old.ravel().tolist() == [1, 1, 2, 2]


def test_softmax_before_opset_13_shares_over_all_later_axes() -> None:
    x = np.zeros((2, 3, 4), np.float32)
    np.testing.assert_allclose(computed("Softmax", x, opset=11), 1 / 12)
    np.testing.assert_allclose(computed("Softmax", x, opset=13), 1 / 4)


def test_bounds_and_axes_were_attributes_once() -> None:
    assert computed("Clip", RAMP, opset=10, min=2.0, max=3.0).mean() == (2 + 2 + 14 * 3) / 16
    assert computed("Squeeze", RAMP, opset=11, axes=[0]).shape == (1, 4, 4)
    assert computed("Add", RAMP, RAMP[0, 0, 0], opset=6, broadcast=1, axis=3)[0, 0, 0, 0] == 2


@pytest.mark.parametrize(
    ("operator", "formula"),
    [
        ("Relu", lambda x: np.maximum(x, 0)),
        ("LeakyRelu", lambda x: np.where(x > 0, x, 0.01 * x)),
        ("Elu", lambda x: np.where(x > 0, x, np.expm1(x))),
        ("Sigmoid", lambda x: 1 / (1 + np.exp(-x))),
        ("HardSigmoid", lambda x: np.clip(0.2 * x + 0.5, 0, 1)),
        ("HardSwish", lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
        ("Tanh", np.tanh),
        ("Softplus", lambda x: np.log1p(np.exp(x))),
        ("GlobalMaxPool", lambda x: x.max(axis=(2, 3), keepdims=True)),
        ("GlobalAveragePool", lambda x: x.mean(axis=(2, 3), keepdims=True)),
        ("Flatten", lambda x: x.reshape(1, 16)),
        ("Transpose", lambda x: x.T),
        ("Identity", lambda x: x),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_operators_of_one_input(operator: str, formula: Any, dtype: Any) -> None:
    x = ((RAMP - 8.5) / 2).astype(dtype)
    found = computed(operator, x)
    assert found.dtype == dtype
    wanted = formula(x.astype(np.float64))
    np.testing.assert_allclose(found, wanted, rtol=4e-3 if dtype == np.float16 else 2e-6)


def test_what_is_read_is_what_the_docs_say() -> None:
    promised = """Conv ConvTranspose Gemm MatMul Relu LeakyRelu PRelu Elu Sigmoid HardSigmoid
        HardSwish Tanh Clip MaxPool AveragePool GlobalAveragePool GlobalMaxPool LRN
        BatchNormalization Dropout Flatten Reshape Transpose Squeeze Unsqueeze Shape Slice Gather
        Concat Pad Resize Add Sub Mul Div Sum ReduceMean Softmax Identity Constant Cast"""
    assert {*promised.split()} <= OPERATORS.keys()
