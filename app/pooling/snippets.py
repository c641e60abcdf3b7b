"""The programs that compute what the stepper shows, and draw it: NumPy's and PyTorch's."""

from app.pooling.problem import pooling
from app.pooling.schema import PoolingState
from app.step_by_step.problem import numbers

_FIGURE = """
figure, (before, after) = plt.subplots(1, 2)
for axes, values, title in ((before, x, "input"), (after, v, "pooled")):
    axes.imshow(values, cmap="gray")
    axes.set_title(f"{title}: {values.shape[0]}×{values.shape[1]}")
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, f"{value:.3g}", ha="center", va="center", color="tab:red")
plt.show()
"""
_REDUCE = {
    "max": "np.max(window)",
    "average": "np.mean(window)",
    "l2": "np.sqrt(np.sum(window**2))",
}


def _input(state: PoolingState) -> str:
    rows = ",\n    ".join(str(list(row)) for row in numbers(state.numbers_in))
    return f"x = np.array([\n    {rows},\n], dtype=float)\n"


def numpy_code(state: PoolingState) -> str:
    """Return a program whose `v` is the pooled map, window by window."""
    one = pooling(state)
    operation, (rows, columns) = one["operation"], state.plan.output
    (top, bottom), (left, right) = (
        (before, after - beyond)
        for (before, after), beyond in zip(one["padding"], one["beyond"], strict=True)
    )
    counted = operation != "average" or state.include_pad
    filler = {"max": "-np.inf", "average": "0" if counted else "np.nan", "l2": "0"}[operation]
    reduce = _REDUCE[operation] if counted else "np.nanmean(window)"
    (height, width), (down, across) = one["window"], one["stride"]
    return (
        "import matplotlib.pyplot as plt\nimport numpy as np\n\n"
        f"{_input(state)}"
        f"padded = np.pad(x, (({top}, {bottom}), ({left}, {right})), constant_values={filler})\n"
        f"v = np.empty(({rows}, {columns}))\n"
        "for i, j in np.ndindex(*v.shape):\n"
        f"    r, c = {down} * i, {across} * j\n"
        f"    window = padded[r:r + {height}, c:c + {width}]\n"
        f"    v[i, j] = {reduce}\n"
        f"{_FIGURE}"
    )


def torch_code(state: PoolingState) -> str:
    """Return the same by PyTorch."""
    one = pooling(state)
    window, stride = tuple(one["window"]), tuple(one["stride"])
    padding = tuple(state.padding)
    match state.operation:
        case "max":
            call = f"max_pool2d(t, {window}, {stride}, {padding}, ceil_mode={state.ceil})"
        case "average":
            call = (
                f"avg_pool2d(t, {window}, {stride}, {padding}, ceil_mode={state.ceil},\n"
                f"                 count_include_pad={state.include_pad})"
            )
        case "l2":
            call = f"lp_pool2d(t, 2, {window}, {stride})"
        case _:
            call = "adaptive_avg_pool2d(t, 1)"
    return (
        "import matplotlib.pyplot as plt\nimport numpy as np\nimport torch\n"
        "import torch.nn.functional as F\n\n"
        f"{_input(state)}"
        "t = torch.from_numpy(x)[None, None]  # N×C×H×W\n"
        f"v = F.{call}[0, 0].numpy()\n"
        f"{_FIGURE}"
    )
