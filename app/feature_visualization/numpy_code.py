"""Cosines by pixels, in NumPy; why there is no NumPy program of the other views."""

from app.code_box import Program
from app.feature_visualization.analysis import Scene
from app.feature_visualization.likeness import Neighbours
from app.feature_visualization.torch_code import encoded

NEEDS_NETWORK = "This needs the network itself: the PyTorch program computes it."
NEEDS_GRADIENT = "This needs the network's gradient: the PyTorch program computes it."
_PROGRAM = """import base64

import matplotlib.pyplot as plt
import numpy as np

# The chosen picture, and those nearest to it by pixels: N×C×H×W, 0 to 255.
pixels = {pixels}
rows = (pixels / 127.5 - 1).reshape(len(pixels), -1)
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
cosines = rows[1:] @ rows[0]

figure, axes = plt.subplots(1, len(pixels), figsize=(2 * len(pixels), 2.4))
titles = ["chosen", *(f"cos {{cosine:.3f}}" for cosine in cosines)]
for axis, picture, title in zip(axes, pixels, titles):
    axis.imshow(picture.transpose(1, 2, 0).squeeze(), cmap="gray")
    axis.set_title(title, fontsize=8)
    axis.axis("off")
plt.show()
"""


def nearest(scene: Scene, found: Neighbours) -> Program:
    """Return what writes the program of the cosines by pixels."""
    pictures = [scene.subject.pixels, *(one.exhibit.pixels for one in found.by_pixels)]
    return lambda: _PROGRAM.format(pixels=encoded(pictures))
