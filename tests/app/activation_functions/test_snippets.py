""" "Show me the code": the programs are run; they compute the curve, and save a figure of it."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from app.activation_functions import functions, printing, snippets
from app.activation_functions.functions import ENTRIES, TITLES
from app.activation_functions.schema import ActivationState
from engine.explain import activation_curves

STATES = [ActivationState(), ActivationState(slope=7, alpha=15, lines=((-10, 5), (5, -20)))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the programs are run, without a screen."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.torch
@pytest.mark.parametrize("write", [snippets.numpy_code, snippets.torch_code])
@pytest.mark.parametrize("state", STATES, ids=["first", "other"])
@pytest.mark.parametrize("name", ENTRIES)
def test_a_program_draws_the_curve(folder: Path, name: str, state: ActivationState, write) -> None:
    from matplotlib import pyplot

    function = functions.function(name, state)
    Path("program.py").write_text(write(function, TITLES[name]), encoding="utf-8")
    found = runpy.run_path("program.py")
    curve = activation_curves.draw(function)
    f, slope = (
        found[one].detach().numpy() if write is snippets.torch_code else found[one]
        for one in ("f", "slope")
    )
    np.testing.assert_allclose(f, curve.values, rtol=1e-8, atol=1e-8)
    bend = np.abs(curve.x) < 1e-9  # PyTorch's largest of equal lines is any of them
    np.testing.assert_allclose(slope[~bend], curve.slopes[~bend], rtol=1e-8, atol=1e-8)
    above, below = found["figure"].axes
    np.testing.assert_array_equal(above.lines[0].get_ydata(), f)
    np.testing.assert_array_equal(below.lines[0].get_ydata(), slope)
    assert above.get_title() == TITLES[name]
    assert (folder / "activation.png").read_bytes().startswith(b"\x89PNG")
    pyplot.close("all")


@pytest.mark.parametrize("names", [["sigmoid"], ["leaky_0.1"], ["relu", "tanh"]])
def test_the_figure_to_keep_draws_the_curves(names: list[str]) -> None:
    curves = {
        TITLES[name]: activation_curves.draw(functions.function(name, STATES[0])) for name in names
    }
    above, below = printing.figure(curves).axes
    assert above.get_title() == " and ".join(curves)
    for curve, f, slope in zip(curves.values(), above.lines, below.lines, strict=True):
        np.testing.assert_array_equal(f.get_xydata().T, [curve.x, curve.values])
        np.testing.assert_array_equal(slope.get_xydata().T, [curve.x, curve.slopes])
    saturated = sum(len(curve.saturated) for curve in curves.values())
    assert len(above.patches) == (saturated if len(names) == 1 else 0)
