"""What the page calls things, and what it says of a heat map."""

from app import formulas
from app.where_it_looks.analysis import Floats, Scene
from app.where_it_looks.schema import LAST, NONE, PREDICTED, USUAL
from engine.explain.heat_maps.class_maps import WEIGHTED
from engine.explain.heat_maps.methods import last_maps, map_layers
from engine.networks.graph import Graph
from engine.networks.shipped import Card

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


def percent(probability: float) -> str:
    """Write a probability, one decimal."""
    return f"{100 * probability:.1f}%"


def class_titles(scene: Scene) -> dict[str, str]:
    """Return the menu of classes, the predicted ones first, with their probabilities."""
    labels, found = scene.card.classes, scene.probabilities
    return {PREDICTED: f"Predicted class ({labels[scene.ranked[0]]})"} | {
        labels[number]: f"{labels[number]}: {percent(float(found[number]))}"
        for number in scene.ranked
    }


def compare_titles(scene: Scene) -> dict[str, str]:
    """Return the menu of the class beside it."""
    titles = class_titles(scene)
    del titles[PREDICTED]
    usual = {USUAL: "True class, or the second most likely", NONE: "No other class"}
    return usual | titles


def layer_name(network: Graph, name: str) -> str:
    """Return a node's name; of one that has a number only, what it is too."""
    layers = {node.name: layer for node, layer in zip(network.nodes, network.layers, strict=True)}
    return f"{name} {type(layers[name]).__name__}" if name.isdigit() else name


def layer_titles(network: Graph) -> dict[str, str]:
    """Return the menu of layers with maps, each with the size of its maps."""
    rows = dict(zip((node.name for node in network.nodes), network.table.rows, strict=True))

    def title(name: str) -> str:
        channels, height, width = rows[name].output
        return f"{layer_name(network, name)}: {channels} maps, {width}×{height}"

    names = map_layers(network)
    return {LAST: f"Last before pooling ({title(last_maps(network))})"} | {
        name: title(name) for name in names
    }


def prediction(scene: Scene) -> str:
    """Say what the network predicts, and whether that is right."""
    labels, best = scene.card.classes, scene.ranked[0]
    said = f"Predicted “{labels[best]}” with {percent(float(scene.probabilities[best]))}"
    truth = scene.subject.truth
    if truth is None:
        return f"{said}."
    if truth == labels[best]:
        return f"{said}, which is correct."
    right = float(scene.probabilities[labels.index(truth)])
    return f"{said}; misclassified: it is “{truth}” ({percent(right)})."


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


def has_relu(method: str) -> bool:
    """Tell whether a method's map has a sign, which ReLU takes away."""
    return method in (*WEIGHTED, "occlusion")


def card(card: Card) -> list[str]:
    """Return the card of a network, paragraph by paragraph."""
    by_class = ", ".join(
        f"{label}: {accuracy:.1f}%"
        for label, accuracy in zip(card.classes, card.by_class, strict=True)
    )
    taken = "; ".join(f"{what} for {as_} ({count})" for what, as_, count in card.mistakes)
    return [
        f"Trained on {card.data}: {card.parameters:,} parameters. {card.recipe}; "
        f"{card.seconds} seconds.",
        f"Accuracy on {card.tested:,} test images: {card.accuracy:.2f}%. By class: {by_class}.",
        f"Most frequent mistakes, true class taken for another: {taken}.",
    ]
