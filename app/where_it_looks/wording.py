"""What the page calls things, and what it says of a heat map."""

from app import formulas
from app.trained_networks import wording
from app.trained_networks.scene import Floats
from app.where_it_looks.analysis import Scene
from app.where_it_looks.schema import LAST, NONE, PREDICTED, USUAL
from engine.explain.features import EffectiveField
from engine.explain.heat_maps.class_maps import WEIGHTED
from engine.explain.heat_maps.methods import last_maps
from engine.networks.graph import Graph

METHODS = {
    "cam": "CAM",
    "grad_cam": "Grad-CAM",
    "grad_cam_plus_plus": "Grad-CAM++",
    "saliency": "Saliency",
    "smooth_grad": "SmoothGrad",
    "guided_backprop": "Guided back-propagation",
    "occlusion": "Occlusion",
}
SHOWS = {
    "cam": "CAM (class activation map): the feature maps before global average pooling, each "
    "weighted by the FC layer's weight for the class.",
    "grad_cam": "Grad-CAM: the layer's feature maps, each weighted by its mean gradient of the "
    "class's score.",
    "grad_cam_plus_plus": "Grad-CAM++: as Grad-CAM, but the weights count positive gradients only, "
    "cell by cell.",
    "saliency": "Saliency: how strongly each pixel moves the class's score, |∂score/∂x|, the "
    "largest of the channels.",
    "smooth_grad": "SmoothGrad: the gradient of the score averaged over 50 copies of the picture "
    "with noise.",
    "guided_backprop": "Guided back-propagation: the gradient of the score, of which every ReLU "
    "passes only positive values.",
    "occlusion": "Occlusion: by how much the class's score falls, on average, where a grey patch "
    "covers a pixel.",
}


def class_titles(scene: Scene) -> dict[str, str]:
    """Return the menu of classes, the predicted ones first, with their probabilities."""
    predicted = scene.card.classes[scene.ranked[0]]
    return {PREDICTED: f"Predicted class ({predicted})"} | wording.class_titles(scene)


def compare_titles(scene: Scene) -> dict[str, str]:
    """Return the menu of the class beside it."""
    usual = {USUAL: "True class, or the second most likely", NONE: "No other class"}
    return usual | wording.class_titles(scene)


def layer_titles(network: Graph) -> dict[str, str]:
    """Return the menu of layers with maps, each with the size of its maps."""
    titles = wording.layer_titles(network)
    return {LAST: f"Last before pooling ({titles[last_maps(network)]})"} | titles


def emptiness(signed: Floats, scene: Scene, target: int) -> str:
    """Say that a map is empty after ReLU, and why; nothing where it is not."""
    label = scene.card.classes[target]
    if signed.max() > 0 or not has_relu(scene.state.method):
        return ""
    if signed.min() == 0:
        return f"The heat map for “{label}” is empty: it is 0 in every cell."
    low, high = (formulas.short(float(end), 3) for end in (signed.min(), signed.max()))
    return (
        f"The heat map for “{label}” is empty: before ReLU all of its cells are negative or 0 "
        f"({low} … {high}), so no cell of the layer speaks for this class; ReLU sets them to 0."
    )


def effective(found: EffectiveField) -> str:
    """Say how much of the receptive field moves the cell's weighted sum."""
    return (
        f"Effective receptive field, bright: {found.pixels} pixels reach 4.55% of the strongest"
        f" gradient of the cell's weighted sum (before ReLU, its weights kept as they are),"
        f" {found.share:.0%} of the receptive field, dashed."
    )


def has_relu(method: str) -> bool:
    """Tell whether a method's map has a sign, which ReLU takes away."""
    return method in (*WEIGHTED, "occlusion")
