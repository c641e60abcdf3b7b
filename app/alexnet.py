"""What has to be said of AlexNet: the size of its input, and its two columns."""

from functools import cache

from app import formulas
from engine.networks import ready_made, table
from engine.planning.geometry import fit

SIDE, PAPER = 227, 224
"""Of its input: as it fits, and as the paper has it."""


@cache
def note() -> str:
    """Return two sentences with the numbers that they are about."""
    one, two = (
        table((3, SIDE, SIDE), ready_made.alexnet(columns=columns)).parameters for columns in (1, 2)
    )
    paper, here = (formulas.equals(fit(side, 11, 4, 0).exact) for side in (PAPER, SIDE))
    return (
        f"AlexNet: the paper says {PAPER}×{PAPER}×3, but ({PAPER} − 11)/4 + 1 {paper} is not an "
        f"integer; with {SIDE} it is {here.lstrip('= ')}. The paper’s network has two columns, one "
        "for each of two graphics cards, in which CONV2, CONV4 and CONV5 see half of the maps "
        f"(groups = 2): {two:,} parameters; in one column there are {one:,}."
    )
