"""Where a program finds the weights of a network."""

from app.network_files import file_name
from app.trained_networks.own_network import OWN
from app.trained_networks.scene import Scene


def file_and_note(scene: Scene) -> tuple[str, str]:
    """Return the file of the weights, and the comment that tells where to run the program."""
    if scene.name == OWN:
        return (
            file_name(scene.card.title, "safetensors"),
            "# Save the weights under “About this network”, and run it beside that file.",
        )
    return (
        f"assets/networks/{scene.name}.safetensors",
        "# Run it in the folder of Convoscope, where the network's weights are.",
    )
