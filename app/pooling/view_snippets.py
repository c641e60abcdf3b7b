"""The programs of the other views: maps made smaller and shifted, and transposed convolutions."""

from app.pooling.schema import PoolingState

_IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np\n"
_TORCH = "import torch\nimport torch.nn.functional as F\n"

_PICTURE = """
rows, columns = np.mgrid[:64, :64]
# A stand-in for the page's picture: a disk and stripes. Yours: plt.imread("picture.png")[..., 0]
picture = 200.0 * (np.hypot(rows - 24, columns - 24) < 14) + 40 * (columns // 5 & 1)
"""
_PICTURE_FIGURE = """
shift = {shift}  # (down, right) in pixels
shares = {{}}
figure, all_axes = plt.subplots(1, len(ways))
for axes, (name, way) in zip(all_axes, ways.items()):
    old, new = way(picture), way(np.roll(picture, shift, axis=(0, 1)))
    inside = slice({border}, -{border})  # without the border
    shares[name] = np.isclose(old, new, atol=1e-4)[inside, inside].mean()
    axes.imshow(old, cmap="gray")
    ends = f"{{old.min():.3g}} … {{old.max():.3g}}"
    axes.set_title(f"{{name}}\\n{{ends}}\\n{{shares[name]:.0%}} unchanged")
print(shares)
plt.show()
"""
_PICTURE_NUMPY = """
binomial = np.outer([1, 2, 1], [1, 2, 1]) / 16

def windows(x, side, stride):
    all_windows = np.lib.stride_tricks.sliding_window_view(x, (side, side))
    return all_windows[::stride, ::stride]

def blurred(x, stride):
    return (windows(np.pad(x, 1), 3, stride) * binomial).sum((2, 3))

ways = {
    "max 2×2": lambda x: windows(x, 2, 2).max((2, 3)),
    "average 2×2": lambda x: windows(x, 2, 2).mean((2, 3)),
    "strided 3×3": lambda x: blurred(x, 2),
    "anti-aliased": lambda x: blurred(windows(x, 2, 1).max((2, 3)), 2),
}
"""
_PICTURE_TORCH = """
binomial = torch.tensor([1.0, 2.0, 1.0]).outer(torch.tensor([1.0, 2.0, 1.0]))[None, None] / 16

def blurred(t, stride):
    return F.conv2d(t, binomial, stride=stride, padding=1)

def on_arrays(way):
    return lambda x: way(torch.from_numpy(x).float()[None, None])[0, 0].numpy()

ways = {
    "max 2×2": on_arrays(lambda t: F.max_pool2d(t, 2)),
    "average 2×2": on_arrays(lambda t: F.avg_pool2d(t, 2)),
    "strided 3×3": on_arrays(lambda t: blurred(t, 2)),
    "anti-aliased": on_arrays(lambda t: blurred(F.max_pool2d(t, 2, 1), 2)),
}
"""
_BACK_FIGURE = """
shown = {{
    "yours": transposed({size}, {side}, {steps}, {crop}, {more}),
    "k = 3, s = 2": transposed(4, 3, 2),
    "k = 4, s = 2": transposed(4, 4, 2),
}}
figure, all_axes = plt.subplots(1, 3)
for axes, (name, counts) in zip(all_axes, shown.items()):
    axes.imshow(counts, cmap="Blues")
    axes.set_title(f"{{name}}: {{len(counts)}}×{{len(counts)}}")
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, int(count), ha="center", va="center", color="tab:red")
plt.show()
"""
_BACK_NUMPY = """
def transposed(size, side, stride, padding=0, output_padding=0):
    # Each input value, here a 1, adds the whole kernel of ones to the output.
    full = (size - 1) * stride + side
    v = np.zeros((full + output_padding, full + output_padding))
    for i, j in np.ndindex(size, size):
        v[i * stride:i * stride + side, j * stride:j * stride + side] += 1
    end = len(v) - padding
    return v[padding:end, padding:end]
"""
_BACK_TORCH = """
def transposed(size, side, stride, padding=0, output_padding=0):
    x, kernel = torch.ones(1, 1, size, size), torch.ones(1, 1, side, side)
    v = F.conv_transpose2d(x, kernel, None, stride, padding, output_padding)
    return v[0, 0].numpy()
"""


def _picture_figure(state: PoolingState) -> str:
    border = max(abs(state.down), abs(state.right)) // 2 + 3  # as the page leaves out
    return _PICTURE_FIGURE.format(shift=(state.down, state.right), border=border)


def _back_figure(state: PoolingState) -> str:
    return _BACK_FIGURE.format(
        size=state.size, side=state.side, steps=state.steps, crop=state.crop, more=state.more
    )


def picture_numpy(state: PoolingState) -> str:
    """Return a program whose `shares` say how much of each smaller map a shift leaves."""
    return _IMPORTS + _PICTURE + _PICTURE_NUMPY + _picture_figure(state)


def picture_torch(state: PoolingState) -> str:
    """Return the same by PyTorch."""
    return _IMPORTS + _TORCH + _PICTURE + _PICTURE_TORCH + _picture_figure(state)


def back_numpy(state: PoolingState) -> str:
    """Return a program whose `shown` are the overlap counts of transposed convolutions."""
    return _IMPORTS + _BACK_NUMPY + _back_figure(state)


def back_torch(state: PoolingState) -> str:
    """Return the same by PyTorch."""
    return _IMPORTS + _TORCH + _BACK_TORCH + _back_figure(state)
