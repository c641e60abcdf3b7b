"""A convolution as one matrix: the fully connected layer that computes the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.checks import Array, check_memory, float_array, whole
from engine.ops.unfolding import unfold
from engine.planning import geometry


@dataclass(frozen=True)
class ConvolutionMatrix:
    """The matrix M of a convolution, y = M·x + b for x and y in a row (channels, rows, columns).

    `values` is (K·H2·W2)×(C·H·W). `weights`, as large, says which weight stands in an entry: its
    place in the flattened K×(C/groups)×F×F, or −1 where the entry is 0 whatever the weights are.
    """

    values: Array
    weights: NDArray[np.int64]

    @property
    def zeros(self) -> int:
        """How many entries are 0 whatever the weights are."""
        return int((self.weights < 0).sum())


def convolution_matrix(
    weight: object,
    size: tuple[int, int],
    stride: object = 1,
    padding: object = 0,
    dilation: object = 1,
    groups: int = 1,
) -> ConvolutionMatrix:
    """Return the matrix that computes `engine.conv2d` on inputs of `size` (H, W).

    Each row is an output and holds the filter where its window lies, so a weight stands in as many
    entries as there are windows in which it meets an input and not the zeros of the padding. The
    transposed matrix leads the gradient of y back to that of x. Source: Dumoulin & Visin, "A guide
    to convolution arithmetic for deep learning" (2016), section 4.1.

    `weight` is K×(C/groups)×F×F; the other arguments are those of `engine.conv2d`, whose padding
    is of zeros. Raises ValueError, in one sentence, where they do not fit together.
    """
    filters = float_array(weight, "weight", "K×C×height×width")
    groups = whole(groups, "groups", 1)
    count, share, height, width = filters.shape
    if count % groups:
        raise ValueError(f"{count} filters cannot be divided into {groups} groups")
    plan = geometry.plan(size, (height, width), stride, padding, dilation)
    rows, columns = count * plan.output[0] * plan.output[1], share * groups * size[0] * size[1]
    check_memory((rows, columns), "the matrix of the convolution")
    # Unfolded, the numbers of the input cells tell which of them each window covers, and where.
    cells = np.arange(1, size[0] * size[1] + 1, dtype=np.float64).reshape(1, 1, *size)
    padded = np.pad(cells, ((0, 0), (0, 0), plan.vertical, plan.horizontal))
    # F·F × H2·W2, 0 on the padding.
    covered = unfold(padded, (height, width), plan.dilation, 0, plan.stride)[0].astype(np.int64)
    found = np.full((count, covered.shape[1], share * groups, size[0] * size[1] + 1), -1, np.int64)
    window = np.arange(covered.shape[1])
    for number in np.ndindex(count, share, height * width):
        k, c, tap = number
        channel = k // (count // groups) * share + c
        place = np.ravel_multi_index(number, (count, share, height * width))
        found[k, window, channel, covered[tap]] = place
    weights = found[..., 1:].reshape(rows, columns)
    values = np.where(weights < 0, 0, filters.ravel()[weights])
    return ConvolutionMatrix(values, weights)
