"""Links that were made before the pages' state was written anew, and what each of them opened.

`old_links.json` was made by the app of that time and is never made again: an entry has the link
and the value of each parameter, default values too, as the text that a link of that time had for
it. A network is spelled out layer by layer, in the engine's names, as its text may be another now.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from app.builder.schema import BuilderState
from app.kernel_lab.schema import LabState
from app.output_size.schema import SizeState
from app.state import link as links
from app.state import schema
from app.step_by_step.schema import StepState
from app.training.schema import TrainingState
from app.volumes.schema import VolumeState
from engine.networks import notation

Values = dict[str, Any]
FILE = Path(__file__).with_suffix(".json")
ENTRIES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))

NEWER = {
    "kernel-lab": {"kernel_b", "separate", "response"},
    "step-by-step": {"separate", "channel", "filter", "kernel_channel"},
    "builder": {"outputs", "repeats", "base", "widths", "side", "costs", "scale"},
    "training": {"epochs", "pictures", "axis", "history"},
}
"""Fields that links of that time did not have, beside those that say where components stand."""

READERS: Mapping[str, Callable[[Mapping[str, str]], tuple[Any, tuple[str, ...]]]] = {
    "kernel-lab": partial(links.read, LabState),
    "step-by-step": partial(links.read, StepState),
    "volumes": partial(links.read, VolumeState),
    "output-size": partial(links.read, SizeState),
    "builder": partial(links.read, BuilderState),
    "training": partial(links.read, TrainingState),
}


def parts(link: str) -> tuple[str, dict[str, str]]:
    """The page and the parameters of a link."""
    page, _, text = link.partition("?")
    return page, dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)))


def values(page: str, parameters: Mapping[str, str]) -> tuple[Values, tuple[str, ...]]:
    """What a link opens, in the words of `old_links.json`, and all complaints about it."""
    state, complaints = READERS[page](parameters)
    found: Values = {
        name: schema.text(getattr(state, name))
        for name, field in schema.fields(type(state)).items()
        if name not in NEWER.get(page, ()) and not field.is_position
    }
    if "layers" in found:
        found["layers"] = _network(found["layers"])
    return found, complaints


def _network(text: str) -> list[str]:
    """A network as words that do not depend on how links spell it."""
    return [_layer(name, settings) for name, settings in notation.read(text)] if text else []


def _layer(name: str, settings: Mapping[str, Any]) -> str:
    """`Conv2d kernel_size=3 …`, without what a convolution seldom has."""
    rare = {("dilation", 1), ("groups", 1)}
    told = [f"{key}={value:g}" for key, value in settings.items() if (key, value) not in rare]
    return " ".join([name, *told])
