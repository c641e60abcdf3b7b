"""NumPy/SciPy and PyTorch programs for exactly the settings on the screen ("Show me the code").

The tests run them and compare what they compute with the engine.
"""

from collections.abc import Sequence

from engine import geometry
from engine.explain.pipeline import Settings

_TORCH_MODES = {
    "constant": "constant",
    "edge": "replicate",
    "reflect": "reflect",
    "wrap": "circular",
}


def numpy_code(settings: Settings, shape: tuple[int, ...], kernel_code: Sequence[str] = ()) -> str:
    """Write a program with NumPy and SciPy for picture.png, of `shape` (H×W or H×W×3).

    `kernel_code` are lines that make the kernel with NumPy; without them its matrix is written out.
    """
    colour = len(shape) == 3
    plan = _plan(settings, shape)
    lines = [
        "import numpy as np",
        "from PIL import Image",
        "from scipy.signal import correlate2d",
        "",
        'image = np.asarray(Image.open("picture.png"), dtype=np.float64)',
        *(kernel_code or [f"kernel = np.array({_matrix(settings)})"]),
    ]
    if settings.flip:
        lines.append("kernel = kernel[::-1, ::-1]  # true convolution: rotate by 180°")
    lines += _dilated(settings)
    widths = f"({plan.vertical}, {plan.horizontal}{', (0, 0)' if colour else ''})"
    lines += [
        f'padded = np.pad(image, {widths}, "{settings.mode}")',
        _correlate(colour),
    ]
    if max(plan.stride) > 1:
        lines.append(f"response = response[::{plan.stride[0]}, ::{plan.stride[1]}]")
    last = "response"
    if settings.activation == "relu":
        last = "activated"
        lines.append("activated = np.maximum(response, 0)")
    if _pools(settings, plan):
        lines += _numpy_pooling(settings, last)
    return "\n".join(lines)


def _dilated(settings: Settings) -> list[str]:
    if max(settings.dilation) == 1:
        return []
    rows, columns = (
        geometry.covered(side, step)
        for side, step in zip(settings.kernel_size, settings.dilation, strict=True)
    )
    down, across = settings.dilation
    return [
        f"dilated = np.zeros(({rows}, {columns}))",
        f"dilated[::{down}, ::{across}] = kernel",
        "kernel = dilated",
    ]


def response_code(
    settings: Settings, kernel_code: Sequence[str] = (), with_torch: bool = False
) -> str:
    """Write a program that draws the kernel's frequency response, with NumPy or with PyTorch."""
    gain = "np.abs(np.fft.fftshift(np.fft.fft2(kernel, (128, 128))))"
    if with_torch:
        spectrum = "torch.fft.fft2(torch.from_numpy(kernel), (128, 128))"
        gain = f"torch.fft.fftshift({spectrum}).abs()"
    lines = [
        "import matplotlib.pyplot as plt",
        "import numpy as np",
        *(["import torch"] if with_torch else []),
        "",
        *(kernel_code or [f"kernel = np.array({_matrix(settings)}, dtype=np.float64)"]),
        *_dilated(settings),
        f"gain = {gain}",
        'print("gain at DC:", float(gain[64, 64]))',
        'plt.imshow(gain, cmap="inferno", extent=(-0.5, 0.5, 0.5, -0.5))',
        'plt.xlabel("horizontal, cycles per pixel")',
        'plt.ylabel("vertical, cycles per pixel")',
        'plt.colorbar(label="gain")',
        "plt.show()",
    ]
    return "\n".join(lines)


def _correlate(colour: bool) -> str:
    if not colour:
        return 'response = correlate2d(padded, kernel, mode="valid")'
    return (
        "response = np.stack(\n"
        '    [correlate2d(padded[:, :, c], kernel, mode="valid") for c in range(3)], axis=2\n'
        ")"
    )


def _numpy_pooling(settings: Settings, source: str) -> list[str]:
    size, step = settings.pool_size, settings.pool_stride
    reduce = {"max": "max", "average": "mean"}[settings.pooling]
    return [
        f"windows = np.lib.stride_tricks.sliding_window_view({source}, ({size}, {size}), (0, 1))",
        f"pooled = windows[::{step}, ::{step}].{reduce}(axis=(-2, -1))",
    ]


def torch_code(settings: Settings, shape: tuple[int, ...], kernel_code: Sequence[str] = ()) -> str:
    """Write the same with PyTorch."""
    colour = len(shape) == 3
    matrix = f"kernel = torch.tensor({_matrix(settings)}, dtype=torch.float64)"
    lines = [
        "import numpy as np",
        "import torch",
        "import torch.nn.functional as F",
        "from PIL import Image",
        "",
        *([*kernel_code, "kernel = torch.from_numpy(kernel)"] if kernel_code else [matrix]),
        'image = torch.from_numpy(np.asarray(Image.open("picture.png"), dtype=np.float64))',
        (
            "x = image.permute(2, 0, 1)[:, None]  # every channel on its own: 3×1×H×W"
            if colour
            else "x = image[None, None]  # 1×1×H×W"
        ),
    ]
    if settings.flip:
        lines.append("kernel = kernel.flip(0, 1)  # true convolution: rotate by 180°")
    lines += _torch_padding(settings, shape)
    stride, dilation = settings.stride, settings.dilation
    lines.append(
        f"response = F.conv2d(x, kernel[None, None], stride={stride}, dilation={dilation})"
    )
    last = "response"
    if settings.activation == "relu":
        last = "activated"
        lines.append("activated = F.relu(response)")
    if _pools(settings, _plan(settings, shape)):
        call = {"max": "max_pool2d", "average": "avg_pool2d"}[settings.pooling]
        size, step = settings.pool_size, settings.pool_stride
        lines.append(f"pooled = F.{call}({last}, kernel_size={size}, stride={step})")
    return "\n".join(lines)


def _torch_padding(settings: Settings, shape: tuple[int, ...]) -> list[str]:
    """F.pad, or np.pad where PyTorch refuses: it reflects and wraps once at most."""
    plan = _plan(settings, shape)
    if plan.vertical == plan.horizontal == (0, 0):
        return []
    widest = max(plan.vertical), max(plan.horizontal)
    once = all(
        width < size or (settings.mode == "wrap" and width == size)
        for width, size in zip(widest, plan.size, strict=True)
    )
    if settings.mode in ("constant", "edge") or once:
        sides = (*plan.horizontal, *plan.vertical)
        return [f'x = F.pad(x, {sides}, mode="{_TORCH_MODES[settings.mode]}")']
    widths = f"((0, 0), (0, 0), {plan.vertical}, {plan.horizontal})"
    return [
        "# PyTorch reflects and wraps only once; NumPy goes on",
        f'x = torch.from_numpy(np.pad(x.numpy(), {widths}, "{settings.mode}"))',
    ]


def _pools(settings: Settings, plan: geometry.Plan) -> bool:
    """Whether there is a pooling stage: its window must not be larger than the map."""
    return settings.pooling != "none" and min(plan.output) >= settings.pool_size


def _plan(settings: Settings, shape: tuple[int, ...]) -> geometry.Plan:
    size = (shape[0], shape[1])
    return geometry.plan(
        size, settings.kernel_size, settings.stride, settings.padding, settings.dilation
    )


def _matrix(settings: Settings) -> str:
    rows = [", ".join(_weight(value) for value in row) for row in settings.kernel]
    if len(rows) == 1:
        return f"[[{rows[0]}]]"
    return "[\n    [" + "],\n    [".join(rows) + "],\n]"


def _weight(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(value)
