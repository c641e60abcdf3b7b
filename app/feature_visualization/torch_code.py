"""What each view shows as a PyTorch program, with its pictures in it."""

import base64
from collections.abc import Sequence

from app.code_box import Program
from app.feature_visualization import climbing, programs
from app.feature_visualization.analysis import Found, Scene
from app.feature_visualization.likeness import Neighbours
from app.feature_visualization.picture_sets import Pixels
from app.trained_networks import saved
from engine.networks import pytorch_code
from engine.networks.graph import Graph
from engine.networks.model import Sequential

_END_OF_MODEL = "model.eval()"
_IMPORTS = "import base64\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
_INSIDE = (
    "PyTorch's program has no name for this layer inside a block: choose a layer with weights, or "
    "the last one of the block."
)


def patches(scene: Scene, found: Sequence[Found]) -> Program:
    """Return what writes the program of the patches that were found."""
    features = _features(scene.network, scene.layer)
    if features is None:
        return _INSIDE
    return lambda: (
        _start(scene)
        + _pictures("pictures", [one.exhibit.pixels for one in found])
        + features
        + programs.PATCHES.format(channel=scene.state.channel)
    )


def climb(scene: Scene) -> Program:
    """Return what writes the program of the climb with regularisers."""
    layer, unit, cell = climbing.aim(scene)
    features = _features(scene.network, layer)
    if features is None:
        return _INSIDE
    state = scene.state
    where = "" if scene.state.unit == "class" else "[{}, {}]".format(*cell) if cell else ".mean()"
    begin = climbing.begin(scene)
    shape = scene.network.input_shape
    return lambda: (
        _start(scene)
        + features
        + (_pictures("start", [scene.subject.pixels]) if begin is not None else "")
        + programs.CLIMB.format(
            unit=unit,
            where=where,
            seed=state.seed,
            begin="x = start[0]"
            if begin is not None
            else f"x = torch.from_numpy((0.1 * rng.standard_normal({shape})).astype(np.float32))"
            ".clamp(-1, 1)",
            steps=state.steps,
            rate=state.rate / 100,
            jitter=state.jitter,
            blur=max(state.blur / 10, 0.01) if state.blur else 0,
            decay=state.decay / 1000,
        )
    )


def dream(scene: Scene) -> Program:
    """Return what writes the program of the dream."""
    features = _features(scene.network, scene.layer)
    if features is None:
        return _INSIDE
    state = scene.state
    chosen = ":" if state.whole_layer else f"{state.channel}:{state.channel + 1}"
    return lambda: (
        _start(scene)
        + features
        + _pictures("pictures", [climbing.dreamt_on(scene)])
        + programs.DREAM.format(
            chosen=chosen,
            octaves=state.octaves,
            steps=state.passes,
            rate=state.rate / 100,
            seed=state.seed,
        )
    )


def nearest(scene: Scene, found: Neighbours) -> Program:
    """Return what writes the program of the cosines by features."""
    features = _features(scene.network, scene.features)
    if features is None:
        return _INSIDE
    theirs = [one.exhibit.pixels for one in found.by_features]
    return lambda: (
        _start(scene)
        + _pictures("pictures", [scene.subject.pixels, *theirs])
        + features
        + programs.NEAREST
    )


def encoded(pixels: Sequence[Pixels]) -> str:
    """Write pictures of one size as the text of an array N×C×H×W."""
    text = base64.b64encode(b"".join(one.tobytes() for one in pixels)).decode()
    shape = (len(pixels), *pixels[0].shape)
    return f'np.frombuffer(base64.b64decode("{text}"), np.uint8).reshape{shape}'


def _start(scene: Scene) -> str:
    file, note = saved.file_and_note(scene)
    model = pytorch_code(scene.network, file).partition(_END_OF_MODEL)[0]
    return f"{note}\n{_IMPORTS}{model}{_END_OF_MODEL}\n"


def _pictures(name: str, pixels: Sequence[Pixels]) -> str:
    return (
        "\n# Pictures as the network takes them, N×C×H×W, 0 to 255.\n"
        f"pixels = {encoded(pixels)}\n"
        f"{name} = torch.from_numpy(pixels / np.float32(127.5) - np.float32(1))\n"
    )


def _features(network: Graph, layer: str) -> str | None:
    """Return the function that gives a layer's output; None where it is in no module's name."""
    number = [node.name for node in network.nodes].index(layer)
    if isinstance(network, Sequential):
        return programs.IN_LINE.format(count=number + 1)
    module = _module(network, layer)
    return None if module is None else programs.HOOKED.format(module=module)


def _module(network: Graph, layer: str) -> str | None:
    """Name the module whose output a node is: its own, or the block that it ends."""
    block = layer.rpartition(".")[0]
    if not block:
        return layer
    inside = [node.name for node in network.nodes if node.name.startswith(f"{block}.")]
    if layer == inside[-1]:
        return block
    has_state = any(name.startswith(f"{layer}.") for name in network.state)
    return layer if has_state else None
