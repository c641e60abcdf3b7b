"""The counts as formulas with the learner's numbers, and what they show."""

from app.components.experiment_chart import Axis
from engine.explain.channel_groups import Part, Wiring
from engine.explain.small_filters import Stack
from engine.explain.twins import CNN, DENSE
from engine.explain.weight_sharing import Sharing

Line = tuple[str, str, str]
"""A name, a formula, its result."""

SEEDS = 3
"""How many times an experiment with the twins is done."""
TWINS = {CNN: "CNN", DENSE: "Fully connected"}
PERCENT: Axis = {"label": "accuracy in % (test set)", "low": 0, "high": 100}
"""The upright axis of those experiments."""

NUMBERS = ("no", "one", "two", "three", "four", "five")


def weights(found: Sharing) -> list[Line]:
    """Return the weights of one neuron, and of one filter."""
    image, side = found.volume, found.kernel
    return [
        (
            "One fully connected neuron",
            f"{image.width}·{image.height}·{image.depth} =",
            f"{found.neuron:,} weights",
        ),
        (
            f"One {side}×{side}×{image.depth} filter",
            f"{side}·{side}·{image.depth} =",
            f"{found.filter:,} weights",
        ),
    ]


def layers(found: Sharing) -> dict[str, Line]:
    """Return the parameters of a whole map by stage: title, formula, result."""
    image = found.volume
    neurons = f"{image.width}·{image.height}"
    dense = f"{neurons}·{image.depth} + 1"
    window = f"{found.kernel}·{found.kernel}·{image.depth} + 1"
    return {
        "full": ("Fully connected", f"{neurons}·({dense})", f"{found.full:,}"),
        "local": ("Local connectivity", f"{neurons}·({window})", f"{found.local:,}"),
        "shared": ("Shared weights", window, f"{found.shared:,}"),
    }


def stage(found: Sharing, name: str) -> str:
    """Say what a stage connects, and what it saves."""
    match name:
        case "full":
            return (
                f"Each of {found.neurons:,} neurons has a weight of its own for every number of "
                "the image."
            )
        case "local":
            return (
                f"Each neuron sees only its own {found.kernel}×{found.kernel}×{found.volume.depth} "
                f"window: {_times(found.full, found.local)} times fewer parameters."
            )
    return (
        f"All neurons share {found.filter:,} weights and 1 bias, one filter: another "
        f"{_times(found.local, found.shared)} times fewer, whatever the image's size."
    )


def _times(more: int, less: int) -> str:
    ratio = more / less
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def stack_title(one: Stack) -> str:
    """Name the layers of a stack."""
    if one.layers == 1:
        return f"one {one.kernel}×{one.kernel} layer"
    return f"{NUMBERS[one.layers]} {one.kernel}×{one.kernel} layers"


def stack_rows(small: Stack, large: Stack) -> list[list[str]]:
    """Return the rows of a table with a column for each of both."""
    both = small, large
    return [
        ["Receptive field", *(_field(one) for one in both)],
        ["Parameters", *(_stack_parameters(one) for one in both)],
        ["Multiply-adds per position", *(f"{one.multiply_adds:,}" for one in both)],
        ["Non-linearities (ReLU)", *(str(one.non_linearities) for one in both)],
    ]


def _field(one: Stack) -> str:
    formula = f"1 + {one.layers}·({one.kernel} − 1) = {one.field}"
    return f"{formula}: {one.field}×{one.field}"


def _stack_parameters(one: Stack) -> str:
    each = f"({one.kernel}·{one.kernel}·{one.channels} + 1)·{one.channels}"
    factor = f"{one.layers}·" if one.layers > 1 else ""
    return f"{factor}{each} = {one.parameters:,}"


def stacks(small: Stack, large: Stack) -> str:
    """Say what the stack saves, and what it adds."""
    saved = 1 - small.parameters / large.parameters
    more = small.non_linearities - large.non_linearities
    extra = f"{NUMBERS[more]} more ReLU{'s' if more > 1 else ''}"
    title = stack_title(small)
    return (
        f"{title[:1].upper()}{title[1:]} see the same {large.field}×{large.field} as "
        f"{stack_title(large)}, with {saved:.0%} fewer parameters and {extra} in between."
    )


WIRINGS = {
    "standard": "Standard",
    "groups": "Groups",
    "depthwise": "Depthwise",
    "separable": "Depthwise + 1×1",
    "pointwise": "1×1",
}


def wiring_row(found: Wiring) -> list[str]:
    """Return the title of a wiring, its parameters as a formula, and its multiply-adds."""
    title = WIRINGS[found.kind]
    if found.kind == "groups":
        title = f"{found.parts[0].groups} groups"
    formula = " + ".join(_part(part) for part in found.parts)
    return [title, f"{formula} = {found.parameters:,}", f"{found.multiply_adds:,}"]


def _part(part: Part) -> str:
    each = f"({part.kernel}·{part.kernel}·{part.inputs_per_filter} + 1)"
    return f"{each}·{part.outputs}"


def wiring(found: Wiring, standard: Wiring) -> str:
    """Say what each filter sees, and what that saves beside a standard one of as many maps."""
    first = found.parts[0]
    match found.kind:
        case "standard":
            return f"Every filter sees all {first.inputs} channels."
        case "groups":
            seen = f"Each filter sees only the {first.inputs_per_filter} channels of its group"
        case "depthwise":
            seen = (
                f"One filter for each channel, so {first.inputs} channels give {first.outputs} "
                "maps: no channel learns anything of another"
            )
        case "separable":
            seen = "Depthwise filters look around, 1×1 filters then mix the channels"
        case _:
            seen = (
                f"Each output is a dot product of {first.inputs} weights with the "
                f"{first.inputs} channels of one pixel"
            )
    share = found.parameters / standard.parameters
    maps = f"{standard.parts[0].inputs} → {standard.parts[0].outputs} maps"
    return f"{seen}: {share:.0%} of the parameters of a standard convolution, {maps}."
