"""The links of all pages: whatever stands in an address, a state comes of it, or a sentence."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app.activation_functions.schema import ActivationState
from app.back_propagation import network
from app.back_propagation.schema import BackState
from app.builder.schema import BuilderState
from app.feature_visualization.schema import FeatureState
from app.kernel_lab.schema import LabState
from app.look_inside.schema import InsideState
from app.markdown_text import sentence
from app.matrices.schema import MatricesState
from app.output_size.schema import SizeState
from app.pooling.schema import PoolingState
from app.state import link, schema
from app.step_by_step import problem
from app.step_by_step.schema import StepState
from app.training.schema import TrainingState
from app.volumes.schema import VolumeState
from app.where_it_looks.schema import WhereState
from app.why_convolution.schema import WhyState
from tests.app.lab_app import ENTRY

Read = Callable[[dict[str, str]], tuple[Any, tuple[str, ...]]]
READERS: dict[str, tuple[Read, list[str]]] = {
    "activation_functions": (
        partial(link.read, ActivationState),
        list(schema.fields(ActivationState)),
    ),
    "back_propagation": (partial(link.read, BackState), list(schema.fields(BackState))),
    "builder": (partial(link.read, BuilderState), list(schema.fields(BuilderState))),
    "kernel_lab": (partial(link.read, LabState), list(schema.fields(LabState))),
    "look_inside": (partial(link.read, InsideState), list(schema.fields(InsideState))),
    "matrices": (partial(link.read, MatricesState), list(schema.fields(MatricesState))),
    "output_size": (partial(link.read, SizeState), list(schema.fields(SizeState))),
    "pooling": (partial(link.read, PoolingState), list(schema.fields(PoolingState))),
    "step_by_step": (partial(link.read, StepState), list(schema.fields(StepState))),
    "training": (partial(link.read, TrainingState), list(schema.fields(TrainingState))),
    "volumes": (partial(link.read, VolumeState), list(schema.fields(VolumeState))),
    "feature_visualization": (
        partial(link.read, FeatureState),
        list(schema.fields(FeatureState)),
    ),
    "where_it_looks": (partial(link.read, WhereState), list(schema.fields(WhereState))),
    "why_convolution": (partial(link.read, WhyState), list(schema.fields(WhyState))),
}
WORDS = ["conv", "pool", "relu", "fc", "random", "one", "c", "same", "max", "transposed"]
PARTS = st.sampled_from(["_", "~", "~~", "~~~", ".", "-", "/", "½", "²", "1e999", "9" * 5000])
TEXTS = st.text(max_size=20) | st.lists(
    PARTS | st.sampled_from(WORDS) | st.integers(0, 99999).map(str), max_size=12
).map("".join)


@pytest.mark.parametrize("page", READERS)
@given(data=st.data())
def test_any_text_gives_a_state_and_plain_sentences(page: str, data: st.DataObject) -> None:
    read, names = READERS[page]
    query = data.draw(
        st.dictionaries(st.sampled_from(names) | st.text(max_size=5), TEXTS, max_size=6)
    )
    state, complaints = read(query)
    sentences = list(complaints)
    match state:
        case SizeState():
            assert state.chain
        case StepState() | BackState():
            build = problem.build if isinstance(state, StepState) else network.build
            try:
                build(state)
            except ValueError as error:  # which stands beside the sliders
                sentences.append(sentence(str(error)))
    for text in sentences:
        assert text.endswith(".")
        assert len(text) < 250
        assert "int_max" not in text
        assert " ; " not in text


HOSTILE = [
    ("output_size", {"show": "chain", "layers": "conv_3_1_0000000009999999_6"}),
    ("output_size", {"show": "chain", "layers": "fc_" + "9" * 5000}),
    ("kernel_lab", {"kernel": "9" * 5000}),
    ("step_by_step", {"volume": "1~~1_2"}),
    ("volumes", {"filters": "9" * 5000}),
    ("activation_functions", {"slope": "9" * 5000}),
    ("activation_functions", {"lines": "1_1~1e999_0"}),
    ("back_propagation", {"volume": "1~~1_2"}),
    ("back_propagation", {"points": "1_2"}),
]


@pytest.mark.parametrize(("page", "query"), HOSTILE)
def test_a_page_stands_behind_a_hostile_link(page: str, query: dict[str, str]) -> None:
    app = AppTest.from_file(str(ENTRY), default_timeout=120)
    if page != "kernel_lab":  # which is the first page
        app.run()
        app.switch_page(f"../pages/{page}.py")
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    assert len(app.warning) == 1
