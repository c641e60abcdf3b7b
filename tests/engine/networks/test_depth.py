"""What looks across channels: AlexNet's normalisation, and ShuffleNet's order."""

import numpy as np
import pytest

from engine.networks import ChannelShuffle, LocalResponseNorm, Sequential

RNG = np.random.default_rng(0)


def normalised_plainly(x: np.ndarray, layer: LocalResponseNorm) -> np.ndarray:
    """Krizhevsky et al. (2012), section 3.3, a number at a time."""
    out = np.empty_like(x)
    samples, depth, height, width = x.shape
    for n, c, row, column in np.ndindex(samples, depth, height, width):
        total = 0.0
        for other in range(max(0, c - layer.size // 2), min(depth - 1, c + layer.size // 2) + 1):
            total += x[n, other, row, column] ** 2
        base = layer.k + layer.alpha / layer.size * total
        out[n, c, row, column] = x[n, c, row, column] / base**layer.beta
    return out


@pytest.mark.parametrize(
    "layer",
    [
        LocalResponseNorm(5, 5e-4, 0.75, 2.0),
        LocalResponseNorm(3, 2.0, 0.5, 1.0),
        LocalResponseNorm(1, 1.0, 1.0, 0.5),
        LocalResponseNorm(15, 1.0),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_response_normalisation_is_its_plain_definition(layer, dtype) -> None:
    x = (3 * RNG.standard_normal((2, 7, 3, 2))).astype(dtype)
    found = Sequential(x.shape[1:], [layer], dtype=dtype)(x)
    assert found.dtype == dtype
    wanted = normalised_plainly(x.astype(np.float64), layer)
    np.testing.assert_allclose(found, wanted, rtol=1e-12 if dtype == np.float64 else 1e-5)


def test_a_window_without_a_middle_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^size is 4; it must be odd"):
        LocalResponseNorm(4)


def test_channels_are_dealt_out_group_by_group() -> None:
    x = np.arange(6, dtype=np.float32).reshape(1, 6, 1, 1)
    assert Sequential((6, 1, 1), [ChannelShuffle(2)])(x).ravel().tolist() == [0, 3, 1, 4, 2, 5]
    assert Sequential((6, 1, 1), [ChannelShuffle(3)])(x).ravel().tolist() == [0, 2, 4, 1, 3, 5]
