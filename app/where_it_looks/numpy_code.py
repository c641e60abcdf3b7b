"""The sum at the largest cell of the heat map, in NumPy."""

import numpy as np

from app.code_box import Program
from app.where_it_looks.analysis import Scene, explained
from engine.explain.heat_maps.class_maps import WEIGHTED, WeightedMaps

_GRADIENTS = (
    "This heat map needs the network itself, pixel by pixel: the PyTorch program computes it. For "
    "CAM, Grad-CAM and Grad-CAM++ there is a NumPy program of the sum in one cell."
)
_PROGRAM = """import matplotlib.pyplot as plt
import numpy as np

# Cell {cell} of the heat map for "{label}": the largest one.
weights = np.array({weights})
maps_here = np.array({here})  # each feature map there

products = weights * maps_here
signed = products.sum()
value = max(signed, 0)  # ReLU

largest = np.argsort(-np.abs(products))[:10]
plt.bar([f"map {{k}}" for k in largest], products[largest])
plt.title(f"{{signed:.4g}} = sum of {{len(products)}} products, after ReLU {{value:.4g}}")
plt.show()
"""


def program(scene: Scene) -> Program:
    """Return what writes the program, or why there is none."""
    if scene.state.method not in WEIGHTED:
        return _GRADIENTS
    try:
        found = explained(scene, scene.target)
    except ValueError:
        return "There is no program for a heat map that cannot be made."
    assert found.weighted is not None
    weighted = found.weighted
    return lambda: _written(scene, found.values, weighted)


def _written(scene: Scene, values: np.ndarray, weighted: WeightedMaps) -> str:
    row, column = (int(place) for place in np.unravel_index(values.argmax(), values.shape))
    return _PROGRAM.format(
        cell=[row, column],
        label=scene.card.classes[scene.target],
        weights=_list(weighted.weights[0]),
        here=_list(weighted.maps[0, :, row, column]),
    )


def _list(values: np.ndarray) -> str:
    return "[" + ", ".join(f"{float(value):.8g}" for value in values) + "]"
