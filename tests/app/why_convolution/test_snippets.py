"""The programs compute what the page shows."""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import SimpleNamespace
from typing import Any

import pytest

from app import code_box
from app.why_convolution import snippets
from app.why_convolution.channels_view import made
from app.why_convolution.schema import WhyState
from app.why_convolution.wording import wiring_row
from engine.datasets.digits import digits
from engine.explain import twins
from engine.explain.channel_groups import KINDS
from engine.explain.small_filters import compare
from engine.explain.twins import ENDS, SHIFTS
from engine.explain.weight_sharing import sharing
from engine.networks.table import table
from tests.app.lab_app import opened_page
from tests.app.programs import run

COUNTS = ("weights", "filters", "channels")
STATES = [
    WhyState(),
    WhyState(size=200, kernel=3, field=7, channels=3, inputs=4, outputs=12, side=1, groups=4),
    WhyState(size=16, kernel=11, field=11, channels=1, inputs=5, outputs=8, side=5),
]


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
@pytest.mark.parametrize("view", COUNTS)
def test_numpys(view: str, state: WhyState) -> None:
    check(view, run(snippets.CODE[view][0](state)), state)


@pytest.mark.torch
@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
@pytest.mark.parametrize("view", COUNTS)
def test_pytorchs(view: str, state: WhyState) -> None:
    pytest.importorskip("torch")
    check(view, run(snippets.CODE[view][1](state)), state)


@pytest.fixture
def digits_of_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digits as scikit-learn has them, which need not be installed: those of the app."""
    data = digits()
    found = SimpleNamespace(images=data.pictures[:, 0] * (16 / 255), target=data.labels)
    for name in ("sklearn", "sklearn.datasets"):
        module: Any = module_from_spec(ModuleSpec(name, None))
        module.load_digits = lambda: found
        monkeypatch.setitem(sys.modules, name, module)


def test_the_twins_programs_say_what_to_install() -> None:
    for code in snippets.CODE["twins"]:
        assert "scikit-learn" in code(WhyState()).splitlines()[0]
    app = opened_page("why_convolution", {"view": "twins"})
    app.session_state[f"why-convolution-{code_box.NAME}"] = True
    app.run()
    assert any("scikit-learn" in one.value for one in app.caption)


def check_shifts(accuracies: list[float], is_invariant: bool) -> None:
    at = dict(zip(SHIFTS, accuracies, strict=True))
    assert at[0] > 0.85
    assert (at[4] > 0.85) == (at[-2] > 0.85) == is_invariant


def test_numpys_twin_falls_on_shifted_images(digits_of_scikit_learn: None) -> None:
    check_shifts(run(snippets.CODE["twins"][0](WhyState()))["found"]["fully connected"], False)


def test_numpys_twin_learns_shuffled_images(digits_of_scikit_learn: None) -> None:
    names = run(snippets.CODE["twins"][0](WhyState(experiment="shuffled")))
    assert names["found"]["fully connected"][0] > 0.85


@pytest.mark.torch
@pytest.mark.parametrize("end", ENDS)
def test_pytorchs_twins_are_those_of_the_page(digits_of_scikit_learn: None, end: str) -> None:
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small networks, which threads of a busy machine slow down
    experiment = "shifted" if end == "global" else "shuffled"
    names = run(snippets.CODE["twins"][1](WhyState(end=end, experiment=experiment)))
    torch.set_num_threads(threads)
    for network, layers in zip(names["networks"].values(), twins.networks(end), strict=True):
        count = sum(p.numel() for p in network.parameters())
        assert count == table((1, twins.SIDE, twins.SIDE), layers).parameters
    cnn, dense = names["found"].values()
    if end == "global":
        check_shifts(cnn, True)
        check_shifts(dense, False)
    else:
        assert min(cnn[0], dense[0]) > 0.7
