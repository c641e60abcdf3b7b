"""The catalogue of the page, and what it says of each function, judged from its curve."""

import pytest

from app.activation_functions import functions, wording
from app.activation_functions.functions import ENTRIES
from app.activation_functions.schema import ActivationState
from engine.explain.activation_curves import NAMES, Function, draw

STATE = ActivationState()


def test_all_functions_of_the_lectures_and_of_today_are_there() -> None:
    assert {entry.name for entry in ENTRIES.values()} == set(NAMES)
    assert functions.function("leaky_0.1", STATE) == Function("leaky_relu", (0.1,))
    assert functions.function("leaky_0.01", STATE) == Function("leaky_relu", (0.01,))


def test_parameters_come_from_the_sliders_and_stand_in_the_formula() -> None:
    state = ActivationState(slope=7, alpha=15, lines=((-10, 5), (0, -20)))
    assert functions.function("prelu", state) == Function("prelu", (0.07,))
    assert functions.formulas("prelu", state)[0].endswith("a = 0.07")
    assert functions.function("elu", state) == Function("elu", (1.5,))
    assert functions.formulas("elu", state)[0].endswith("α = 1.5")
    assert functions.function("maxout", state) == Function("maxout", ((-1, 0.5), (0, -2)))
    assert functions.formulas("maxout", state)[0] == "f(x) = max(−x + 0.5, −2)"


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ((0.0, 0.0), "0"),
        ((1.0, 0.0), "x"),
        ((-0.5, 0.0), "−0.5·x"),
        ((0.1, -2.5), "0.1·x − 2.5"),
        ((1.0, 1.0), "x + 1"),
    ],
)
def test_a_line_is_written_as_by_hand(numbers: tuple[float, float], written: str) -> None:
    assert functions.line(numbers) == written


FACTS = {
    "sigmoid": [
        "Saturates for x ≤ −2.3 and x ≥ 2.3 (|f′(x)| < 1/12, a third of sigmoid’s largest slope)",
        "no output is negative",
    ],
    "tanh": ["Saturates for x ≤ −1.92 and x ≥ 1.92", "Zero-centred", "Range: (−1, 1)"],
    "relu": ["Flat for x ≤ 0: no gradient passes there", "output 0.4; no", "Range: [0, ∞)"],
    "leaky_0.1": ["Does not saturate", "Not zero-centred", "Range: (−∞, ∞)"],
    "elu": ["Saturates for x ≤ −2.49", "output 0.16.", "Range: (−1, ∞)"],
    "gelu": ["Saturates for x ≤ −2.02", "Range: [−0.17, ∞)"],
    "silu": ["Range: [−0.2785, ∞)"],
    "softplus": ["no output is negative", "Range: (0, ∞)"],
}


@pytest.mark.parametrize("name", FACTS)
def test_facts_are_judged_from_the_curve(name: str) -> None:
    said = " ".join(wording.facts(draw(functions.function(name, STATE))))
    assert [fact for fact in FACTS[name] if fact not in said] == [], said


def test_a_constant_lets_no_gradient_pass() -> None:
    flat = draw(functions.function("maxout", ActivationState(lines=((0, 10), (0, -10)))))
    assert wording.facts(flat)[0].startswith("Flat for every x")
