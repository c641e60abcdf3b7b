"""The programs compute what the page shows."""

from typing import Any

import matplotlib
import pytest

from app.why_convolution import snippets
from app.why_convolution.channels_view import made
from app.why_convolution.schema import WhyState
from app.why_convolution.wording import wiring_row
from engine.explain.channel_groups import KINDS
from engine.explain.small_filters import compare
from engine.explain.weight_sharing import sharing

STATES = [
    WhyState(),
    WhyState(size=200, kernel=3, field=7, channels=3, inputs=4, outputs=12, side=1, groups=4),
    WhyState(size=16, kernel=11, field=11, channels=1, inputs=5, outputs=8, side=5),
]


def run(program: str) -> dict[str, Any]:
    matplotlib.use("Agg")
    names: dict[str, Any] = {}
    exec(program, names)
    assert names["plt"].get_fignums()
    names["plt"].close("all")
    return names


def check(view: str, names: dict[str, Any], state: WhyState) -> None:
    match view:
        case "weights":
            found = sharing(state.size, state.kernel)
            counted = names["full"], names["local"], names["shared"]
            assert counted == (found.full, found.local, found.shared)
            for size, weights in list(zip(names["sizes"], names["neuron"], strict=True))[::31]:
                assert weights == sharing(int(size), 3).neuron
        case "filters":
            both = compare(state.field, state.channels)
            assert list(names["parameters"].values()) == [one.parameters for one in both]
            assert list(names["fields"].values()) == [state.field] * 2
        case _:
            wirings = [one for kind in KINDS if (one := made(kind, state))]
            counted = list(names["parameters"].values())
            assert counted == [one.parameters for one in wirings]
            assert [name.lower() for name in names["parameters"]] == [
                wiring_row(one)[0].lower() for one in wirings
            ]


@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
@pytest.mark.parametrize("view", snippets.CODE)
def test_numpys(view: str, state: WhyState) -> None:
    check(view, run(snippets.CODE[view][0](state)), state)


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
@pytest.mark.parametrize("view", snippets.CODE)
def test_pytorchs(view: str, state: WhyState) -> None:
    pytest.importorskip("torch")
    check(view, run(snippets.CODE[view][1](state)), state)
