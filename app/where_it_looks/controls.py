"""The controls: which class is explained, and how."""

from app.state.sliders import Slider
from app.where_it_looks import actions, wording
from app.where_it_looks.analysis import Scene
from app.where_it_looks.state import store
from engine.explain.heat_maps.methods import METHODS


def classes(scene: Scene, two: bool = True) -> None:
    """Show the menus of the class, and of the one beside it."""
    store.select("target", "Class", wording.class_titles(scene))
    if two:
        titles = wording.compare_titles(scene)
        store.select("compare", "Compare with", titles, act=actions.choose_compare)


def method(scene: Scene) -> None:
    """Show the menus of the method and of the layer that it takes its maps from."""
    titles = {name: wording.METHODS[name] for name in METHODS}
    store.select("method", "Method", titles, act=actions.choose_method)
    if scene.state.method in ("grad_cam", "grad_cam_plus_plus"):
        layers = wording.layer_titles(scene.network)
        store.select("layer", "Layer", layers, act=actions.choose_layer)


def overlay() -> None:
    """Show how the map is laid over the picture."""
    store.sliders("overlay", [Slider.of(store, "strength", "Overlay strength in %")])
    store.toggle("smooth", "Interpolate between cells")


def scale(scene: Scene) -> None:
    """Show the switch for the colour scale that maps share, where there are two."""
    if len(scene.classes) > 1:
        store.toggle("common", "Common colour scale")


def signed(scene: Scene) -> None:
    """Show the switch for the map before ReLU, where that is another one."""
    if wording.has_relu(scene.state.method):
        store.toggle("signed", "Show the map before ReLU too")


def patch(scene: Scene) -> None:
    """Show the size of the patch, and how far it moves."""
    each = scene.unit
    store.sliders(
        "patch",
        [
            Slider.of(store, "patch", "Side of the patch in pixels", each=each),
            Slider.of(store, "stride", "Stride of the patch in pixels", each=each),
        ],
    )
