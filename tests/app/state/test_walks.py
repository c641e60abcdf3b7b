"""Whatever was done before does not show: after any walk of acts, the link opens the same state."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from app.activation_functions import actions as activation
from app.activation_functions.schema import ActivationState
from app.back_propagation import actions as back
from app.back_propagation.examples import EXAMPLES as BACK_EXAMPLES
from app.back_propagation.schema import BackState
from app.builder import actions as builder
from app.builder import presets as builder_presets
from app.builder.schema import BuilderState
from app.feature_visualization import actions as features
from app.feature_visualization import schema as features_schema
from app.feature_visualization import units
from app.feature_visualization.schema import FeatureState
from app.kernel_lab import actions as lab
from app.kernel_lab import named_filters
from app.kernel_lab.schema import PAIRS as LAB_PAIRS
from app.kernel_lab.schema import LabState
from app.look_inside import actions as inside
from app.look_inside import schema as inside_schema
from app.look_inside.schema import InsideState
from app.matrices import actions as matrices
from app.matrices import schema as matrices_schema
from app.matrices.schema import MatricesState
from app.output_size import actions as size
from app.output_size import presets
from app.output_size.exercises import KINDS
from app.output_size.schema import SizeState
from app.pooling import actions as pooling
from app.pooling import schema as pooling_schema
from app.pooling.examples import POOLED
from app.pooling.schema import PoolingState
from app.state import link, pairs
from app.state.schema import Schema, fields
from app.step_by_step import actions as steps
from app.step_by_step.examples import EXAMPLES, RANDOM
from app.step_by_step.schema import CONVOLUTIONS, PAIRS, StepState
from app.trained_networks import subjects
from app.trained_networks.choosing import choose_network
from app.training import actions as training
from app.training import networks
from app.training.schema import TrainingState
from app.volumes import actions as volumes
from app.volumes import bank
from app.volumes.schema import MAX_FILTERS, MAX_KERNEL, VolumeState
from app.where_it_looks import actions as where
from app.where_it_looks import schema as where_schema
from app.where_it_looks.schema import WhereState
from app.why_convolution import actions as why
from app.why_convolution.schema import KINDS as WIRINGS
from app.why_convolution.schema import VIEWS as WHY_VIEWS
from app.why_convolution.schema import WhyState
from engine import networks as trained_networks
from engine.explain.heat_maps.class_maps import WEIGHTED
from engine.explain.heat_maps.methods import map_layers

Act = Callable[[Any, Random], Any]


def chosen(act: Callable[[Any, Any], Any], among: Any) -> Act:
    """An act with one of the values that its control offers."""
    every = list(among)
    return lambda state, random: act(state, random.choice(every))


def plain(schema: type[Schema], *without: str) -> list[Act]:
    """The acts of controls that set a field and nothing else."""

    def setting(name: str) -> Callable[[Any, Any], Any]:
        return lambda state, value: replace(state, **{name: value})

    acts = []
    for name, field in fields(schema).items():
        if name in without or field.is_head or type(getattr(schema, name)) is tuple:
            continue
        if field.options:
            acts.append(chosen(setting(name), field.options))
        elif field.limits:
            lowest, highest = field.limits
            acts.append(chosen(setting(name), range(lowest, highest + 1)))
        elif isinstance(getattr(schema, name), bool):
            acts.append(chosen(setting(name), (False, True)))
    return acts


def moved(name: str, highest: int) -> Act:
    """The sliders of a pair: one for both, or one of two."""

    def act(state: Any, random: Random) -> Any:
        pair = getattr(state, name)
        if not isinstance(pair, tuple):
            return state
        value, axis = random.randint(1, highest), random.randrange(2)
        both = (value, pair[1]) if axis == 0 else (pair[0], value)
        return replace(state, **{name: both if state.separate else (value, value)})

    return act


def numbers_of_filter(state: LabState, random: Random) -> LabState:
    """A slider of a filter that is made from numbers."""
    made = lab.made_filter(state)
    if made is None:
        return state
    parameter = random.choice(made.family.parameters[: len(made.numbers)])
    return lab.set_number(parameter)(state, random.randint(0, parameter.last))


def place(state: VolumeState, random: Random) -> VolumeState:
    where = random.randrange(9), random.randrange(130), random.randrange(130)
    return volumes.open_place(state, where, (len(state.filters), 128, 128))


def asked(state: WhereState, random: Random) -> WhereState:
    """The effective receptive field, where the heat map is a weighted sum."""
    if state.method not in WEIGHTED:
        return state
    return where.ask_effective(state, f"map0_{random.randrange(2)}_0")


ACTS: dict[type[Schema], list[Act]] = {
    LabState: [
        *plain(LabState, "separate", "padding"),
        chosen(lab.choose_filter, [lab.OWN, *named_filters.menu()]),
        chosen(lab.choose_compared, ["", lab.OWN, *named_filters.menu()]),
        lambda state, random: lab.swap(state),
        numbers_of_filter,
        chosen(lab.let_size_follow, (True, False)),
        chosen(lab.shift_down, range(-16, 17)),
        chosen(lab.shift_right, range(-16, 17)),
        chosen(lab.choose_padding, ("valid", "same", lab.NUMBER)),
        chosen(lambda state, on: pairs.separated(state, LAB_PAIRS, on), (False, True)),
        *(moved(name, 4) for name in LAB_PAIRS),
        chosen(lab.edit_kernel, [(("½", "-1"), ("1/3", "2")), (("0", "1", "0"),)]),
    ],
    SizeState: [
        *plain(SizeState, "exercise"),
        chosen(size.start_from, [*presets.LAYERS, *presets.CHAINS, "?"]),
        chosen(lambda state, numbers: size.common(numbers)(state), presets.COMMON.values()),
        chosen(size.choose_exercise, KINDS),
        lambda state, random: size.new_numbers(state),
        lambda state, random: size.next_question(state),
        chosen(size.set_pattern("blocks"), range(6)),
        chosen(lambda state, row: size.edit_chain({"remove": row})(state), range(3)),
    ],
    MatricesState: [
        *plain(MatricesState, "padding", "separate", "operation", "groups", "mode"),
        chosen(steps.choose_example, [steps.OWN, *matrices_schema.OFFERED]),
        chosen(matrices.choose_view, matrices_schema.VIEWS),
        chosen(matrices.choose_direction, matrices_schema.DIRECTIONS),
        chosen(steps.choose_padding, ("same", "number")),
        lambda state, random: matrices.draw_digits(state),
        chosen(lambda state, on: pairs.separated(state, PAIRS, on), (False, True)),
        *(moved(name, 2) for name in ("stride", "padding")),
        chosen(lambda state, texts: steps.set_channel(0)(state, texts), [(("½", "-1"),) * 4]),
        chosen(lambda state, text: steps.set_bias(state, ((text,) * len(state.kernels),)), "037"),
    ],
    StepState: [
        *plain(StepState, "padding", "separate", "operation", "groups"),
        chosen(steps.choose_example, [*EXAMPLES, RANDOM]),
        chosen(steps.choose_operation, fields(StepState)["operation"].options),
        lambda state, random: (
            steps.choose_padding(state, random.choice(("same", "number")))
            if state.operation in CONVOLUTIONS
            else state
        ),
        chosen(lambda state, on: pairs.separated(state, PAIRS, on), (False, True)),
        *(moved(name, 2) for name in ("stride", "padding", "window")),
        chosen(lambda state, texts: steps.set_kernel(0, 0)(state, texts), [(("½", "-1"),) * 2]),
        chosen(lambda state, text: steps.set_bias(state, ((text,) * len(state.kernels),)), "037"),
        lambda state, random: (
            steps.draw_anew("channels")(state, random.randint(1, 4))
            if state.example == RANDOM
            else state
        ),
        chosen(lambda state, view: replace(state, view=view), fields(StepState)["view"].options),
    ],
    PoolingState: [
        *plain(PoolingState, "separate"),
        chosen(pooling.choose_example, [pooling.OWN, *POOLED]),
        chosen(pooling.choose_view, pooling_schema.VIEWS),
        chosen(lambda state, on: pairs.separated(state, pooling_schema.PAIRS, on), (False, True)),
        *(moved(name, 3) for name in pooling_schema.PAIRS),
        chosen(pooling.set_numbers, [(("½", "-1"), ("1/3", "2")), (("0", "1", "0"),)]),
        lambda state, random: pooling.set_kernel_and_stride(random.randint(3, 4), 2)(state),
    ],
    InsideState: [
        *plain(InsideState, "picture", "shift"),
        chosen(inside.choose_view, inside_schema.VIEWS),
        chosen(choose_network, inside_schema.NETWORKS),
        lambda state, random: inside.choose_picture(
            state, random.choice(subjects.names(state.network))
        ),
        lambda state, random: replace(
            state, beside=random.choice(inside_schema.comparable(state.network, state.view))
        ),
        lambda state, random: inside.ask_effective(state, f"layer_1_2_3_{random.randrange(9)}"),
    ],
    FeatureState: [
        *plain(FeatureState, "picture", "among", "channel", "row", "column"),
        chosen(features.choose_view, features_schema.VIEWS),
        chosen(choose_network, features_schema.NETWORKS),
        lambda state, random: features.choose_picture(
            state, random.choice(subjects.names(state.network))
        ),
        lambda state, random: features.choose_layer(
            state, random.choice(map_layers(trained_networks.trained(state.network)))
        ),
        lambda state, random: features.choose_features(
            state, random.choice(units.layers(trained_networks.trained(state.network)))
        ),
        lambda state, random: features.choose_channel(state, random.randrange(6)),
        lambda state, random: replace(
            state, target=random.choice(trained_networks.card(state.network).classes)
        ),
    ],
    WhereState: [
        *plain(WhereState, "picture", "method"),
        chosen(where.choose_view, where_schema.VIEWS),
        chosen(choose_network, where_schema.NETWORKS),
        chosen(where.choose_method, where_schema.METHODS),
        lambda state, random: where.choose_picture(
            state, random.choice(subjects.names(state.network))
        ),
        lambda state, random: where.choose_layer(
            state, random.choice(map_layers(trained_networks.trained(state.network)))
        ),
        lambda state, random: replace(
            state, target=random.choice(trained_networks.card(state.network).classes)
        ),
        lambda state, random: where.choose_compare(
            state, random.choice(("none", *trained_networks.card(state.network).classes))
        ),
        asked,
    ],
    WhyState: [
        *plain(WhyState),
        chosen(why.choose_view, WHY_VIEWS),
        chosen(why.choose_kind, WIRINGS),
        chosen(lambda state, size: why.set_size(size)(state), (32, 64, 200, 1000)),
    ],
    VolumeState: [
        *plain(VolumeState, "chosen"),
        chosen(volumes.choose_set, bank.SETS),
        lambda state, random: (
            volumes.choose_seed(state, random.randint(1, 99)) if state.set == bank.RANDOM else state
        ),
        chosen(volumes.choose_filter, [*bank.BANK, bank.RANDOM_TITLE]),
        chosen(volumes.set_count, range(1, MAX_FILTERS + 1)),
        chosen(volumes.set_kernel, range(1, MAX_KERNEL + 1)),
        place,
    ],
    BackState: [
        *plain(BackState, "biases"),
        chosen(back.choose_example, BACK_EXAMPLES),
        chosen(back.choose_view, fields(BackState)["view"].options),
        chosen(back.set_channels, range(1, 5)),
        chosen(back.set_filters, range(1, 5)),
        lambda state, random: back.draw_anew(state),
        lambda state, random: back.take_step(state),
        chosen(lambda state, texts: back.set_channel(0)(state, texts), [(("½", "-1", "2"),) * 3]),
        chosen(lambda state, texts: back.set_kernel(0, 0)(state, texts), [(("½", "-1"),) * 2]),
        lambda state, random: (
            back.set_dense(state, state.dense_texts)
            if state.classes and state.inputs <= 15
            else state
        ),
        lambda state, random: back.set_target(0)(state, state.target_texts[0]),
        chosen(back.set_biases, fields(BackState)["biases"].options),
        lambda state, random: (
            back.set_bias_map(0)(state, state.bias_map_texts[0])
            if state.biases == "position"
            else state
        ),
    ],
    BuilderState: [
        *plain(BuilderState, "show"),
        chosen(builder.show, ("pattern", "layers", builder.BRANCHING)),
        chosen(builder.start_from, builder_presets.NETWORKS),
        chosen(builder.set_blocks, range(6)),
        chosen(builder.set_dense, range(3)),
        chosen(builder.set_filters(0), range(1, 513)),
        chosen(builder.set_width(1), range(1, 513)),
        chosen(builder.set_neurons(1), range(1, 1025)),
        lambda state, random: builder.take_twin(state),
    ],
    ActivationState: [
        *plain(ActivationState),
        chosen(lambda state, to: activation.set_line(0, 0)(state, to), range(-20, 21)),
        chosen(lambda state, to: activation.set_line(1, 1)(state, to), range(-50, 51)),
        chosen(
            lambda state, lines: activation.take_lines(lines)(state), activation.AS_OTHERS.values()
        ),
    ],
    TrainingState: [
        *plain(TrainingState),
        chosen(training.choose_data, ("digits", "shapes", "zip")),
        chosen(training.choose_network, networks.ENTRIES),
    ],
}


@pytest.mark.parametrize("schema", ACTS)
@pytest.mark.parametrize("seed", range(20))
def test_the_link_of_a_walk_opens_what_is_shown(schema: type[Schema], seed: int) -> None:
    random = Random(seed)
    state: Any = schema().start()
    for _ in range(40):
        try:
            state = random.choice(ACTS[schema])(state, random)
        except ValueError:  # refused: what was shown stays
            continue
        query = link.write(state)
        opened, complaints = link.read(schema, query)
        assert complaints == ()
        assert opened.in_link() == state.in_link()
        assert link.write(opened) == query
