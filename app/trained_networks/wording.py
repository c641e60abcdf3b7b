"""What pages call the parts of a trained network, and what they say of its prediction."""

from app.trained_networks.own_model import OwnModel
from app.trained_networks.scene import Scene
from engine.explain.heat_maps.methods import map_layers
from engine.networks.graph import Graph
from engine.networks.shipped import Card


def percent(probability: float) -> str:
    """Write a probability, one decimal."""
    return f"{100 * probability:.1f}%"


def class_titles(scene: Scene) -> dict[str, str]:
    """Return the menu of classes with their probabilities, the most probable first."""
    labels, found = scene.card.classes, scene.probabilities
    return {
        labels[number]: f"{labels[number]}: {percent(float(found[number]))}"
        for number in scene.ranked
    }


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

    return {name: title(name) for name in map_layers(network)}


def prediction(scene: Scene) -> str:
    """Say what the network predicts, and whether that is right."""
    labels, best = scene.card.classes, scene.ranked[0]
    said = f"Predicted “{labels[best]}” with {percent(float(scene.probabilities[best]))}"
    if scene.truth is None:
        return f"{said}."
    if scene.truth == best:
        return f"{said}, which is correct."
    right = percent(float(scene.probabilities[scene.truth]))
    return f"{said}; misclassified: it is “{labels[scene.truth]}” ({right})."


def own_model(made: OwnModel) -> str:
    """Say what the learner's model takes and gives, and what cannot be done with it."""
    channels, height, width = made.network.input_shape
    colour = "colour" if channels == 3 else "grey"
    said = (
        f"{made.title}: {colour} pictures of {width}×{height} pixels, {len(made.classes):,} classes"
    )
    if not made.problem:
        return f"{said}."
    return (
        f"{said}. It predicts, and Occlusion works; feature maps and gradients do not, because of"
        f" {made.problem}."
    )


def card(card: Card) -> list[str]:
    """Return the card of a network, paragraph by paragraph."""
    if not card.tested:
        return [
            f"{card.parameters:,} parameters, {len(card.classes):,} classes. The file does not say "
            "what the model was trained on, or how accurate it is."
        ]
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
