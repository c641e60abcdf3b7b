"""A network in a link: as the engine's notation has it, or as links spelled it that are older."""

from collections.abc import Mapping

from engine.networks import notation

_RENAMED = {"norm": "batchnorm"}
"""Keys of layers in links that are older than the registry, and what they are called today."""

_RENAMED_IN_CHAINS = {"pool": "max", "norm": "lrn"}
"""The same in chains of the output size, where "norm" was another layer."""


def read(text: str) -> str:
    """Return the network of a link as `notation` writes it.

    Raises ValueError with half a sentence where there is none.
    """
    return _read(text, _RENAMED)


def read_chain(text: str) -> str:
    """Return the chain of a link as `read` does."""
    return _read(text, _RENAMED_IN_CHAINS)


def _read(text: str, renamed: Mapping[str, str]) -> str:
    parts = []
    for part in text.split("~"):
        key, *numbers = part.split("_")
        parts.append("_".join([renamed.get(key, key), *numbers]))
    return notation.write(notation.read("~".join(parts)))
