"""The first convolution of the network, and its softmax, in NumPy."""

import base64

import numpy as np

from app.code_box import Program
from app.look_inside import layers
from app.look_inside.analysis import Scene
from app.trained_networks.scene import Floats

_NONE = (
    "The NumPy program computes the first layer, which is a convolution in other networks; here it "
    "is none."
)
_PROGRAM = """import base64

import matplotlib.pyplot as plt
import numpy as np

def numbers(text, shape, kind=np.float32):
    return np.frombuffer(base64.b64decode(text), kind).reshape(shape)

# The picture as the network takes it, C×H×W, from -1 to 1.
pixels = numbers("{pixels}", {shape}, np.uint8)
x = pixels / np.float32(127.5) - np.float32(1)

# The filters of {name}, K×C×F×F, and their biases.
weight = numbers("{weight}", {weight_shape})
bias = numbers("{bias}", {count})

# Every window of the picture, times every filter.
stride, padding = {stride}, {padding}
padded = np.pad(x, ((0, 0), *padding))
windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], axis=(1, 2))
windows = windows[:, :: stride[0], :: stride[1]]
maps = np.einsum("cyxij,kcij->kyx", windows, weight) + bias[:, None, None]

# One cell: the sum of each channel, and the bias.
k, row, column = {cell}
channels = (windows[:, row, column] * weight[k]).sum(axis=(1, 2))
print(" + ".join(f"({{one:.5g}})" for one in channels), "+", bias[k], "=", maps[k, row, column])

# Softmax of the last scores, at a temperature.
scores = np.array({scores})
temperature = 1.0
powers = np.exp((scores - scores.max()) / temperature)
probabilities = powers / powers.sum()

figure, axes = plt.subplots(1, len(maps), squeeze=False)
for number, one in enumerate(axes[0]):
    one.imshow(maps[number], cmap="RdBu_r", vmin=-abs(maps).max(), vmax=abs(maps).max())
    one.set_title(f"map {{number}}")
plt.show()
"""


def program(scene: Scene) -> Program:
    """Return what writes the program, or why there is none."""
    first = layers.described(scene.network)[1]
    if first["kind"] not in ("conv", "normalise"):
        return _NONE
    settings = first["settings"]
    if settings["groups"] > 1 or settings["dilation"] != [1, 1]:
        return _NONE
    return lambda: _written(scene, first)


def _written(scene: Scene, first: dict[str, object]) -> str:
    node = scene.network.nodes[0].name
    state, output = scene.network.state, scene.outputs[1]
    weight = state[f"{node}.weight"]
    bias = state.get(f"{node}.bias", np.zeros(len(weight), np.float32))
    settings = first["settings"]
    assert isinstance(settings, dict)
    cell = np.unravel_index(int(output.argmax()), output.shape)
    return _PROGRAM.format(
        pixels=base64.b64encode(scene.subject.pixels.tobytes()).decode(),
        shape=scene.subject.pixels.shape,
        name=first["name"],
        weight=_text(weight),
        weight_shape=weight.shape,
        bias=_text(bias),
        count=len(bias),
        stride=settings["stride"],
        padding=[tuple(ends) for ends in settings["padding"]],
        cell=tuple(int(place) for place in cell),
        scores=[round(float(score), 6) for score in _scores(scene)],
    )


def _scores(scene: Scene) -> Floats:
    """Return what stands before a last softmax."""
    return scene.outputs[scene.network.scoring_layers]


def _text(values: Floats) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
