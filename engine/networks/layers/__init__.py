"""The layers of networks: one class for each type, backward beside forward.

Importing this package registers all of them.
"""

from importlib import import_module

_MODULES = (
    "convolution",
    "pooling",
    "activation",
    "normalisation",
    "dropout",
    "inception",
    "dense",
    "joining",
    "scaling",
    "padding",
    "enlarging",
    "shuffling",
)
"""In the order in which a menu offers their layers."""

for _module in _MODULES:
    import_module(f"{__name__}.{_module}")
