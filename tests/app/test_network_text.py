"""A network as text: back and forth, and nonsense told in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import network_text
from app.network_text import KINDS, MAX_LAYERS, Number
from engine.networks import build, ready_made, table


def values(number: Number) -> st.SearchStrategy:
    if number.step == 1:
        return st.integers(int(number.lowest), int(number.highest))
    steps = st.integers(round(number.lowest / number.step), round(number.highest / number.step))
    return steps.map(lambda count: round(count * number.step, 6))


WISHES = st.one_of(
    st.tuples(
        st.just(kind.layer),
        st.fixed_dictionaries({number.name: values(number) for number in kind.numbers}),
    )
    for kind in KINDS.values()
)


@given(st.lists(WISHES, min_size=1, max_size=MAX_LAYERS))
def test_a_text_brings_the_same_layers_back(specs):
    text = network_text.write(specs)
    assert network_text.write(network_text.read(text)) == text
    for (name, settings), (layer, found) in zip(specs, network_text.read(text), strict=True):
        assert layer == name
        assert found.items() <= settings.items()


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_begins_with_what_it_can_be(name):
    ((layer, settings),) = network_text.read(network_text.usual(name))
    assert layer == KINDS[name].layer
    built = build((8, 16, 16), [(layer, settings)])
    assert type(built[0]).__name__ == layer


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ((3, 32, 32), ready_made.lenet()),
        ((3, 64, 64), ready_made.tiny_vgg()),
        ((3, 32, 32), ready_made.six_layer_vgg()),
        ((3, 227, 227), ready_made.alexnet()),
        ((3, 224, 224), ready_made.vgg16()),
    ],
)
def test_ready_made_networks_survive_as_text(shape, layers):
    again = build(shape, network_text.read(network_text.of_layers(layers)))
    assert again == layers
    assert table(shape, again).parameters == table(shape, layers).parameters


def test_a_window_that_is_not_square_has_no_text():
    (layer,) = build((1, 8, 8), [("Conv2d", {"out_channels": 2, "kernel_size": (3, 2)})])
    with pytest.raises(ValueError, match="a window of 3 by 2 is not square"):
        network_text.of_layers([layer])


def test_lenet_reads_well():
    assert network_text.of_layers(ready_made.lenet()) == (
        "conv_5_1_0_6~relu~max_2_2_0~conv_5_1_0_16~relu~max_2_2_0"
        "~flatten~fc_120~relu~fc_84~relu~fc_10~softmax"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no list of layers"),
        ("conv", "no list of layers"),
        ("conv_5_1_0", "no list of layers"),
        ("conv_5_1_0_6_1_1_1", "no list of layers"),
        ("conv_5_1_0_", "K of CONV goes from 1 to 4096"),
        ("conv_0_1_0_6", "F of CONV goes from 1 to 15"),
        ("relu_1", "no list of layers"),
        ("<b>", "no list of layers"),
        ("fc_²", "K of FC goes from 1 to 4096"),
        ("drop_1", "share of DROPOUT goes from 0 to 0.9"),
        ("drop_1e-3", "share of DROPOUT goes"),
        ("drop_nan", "share of DROPOUT goes"),
        ("leaky_-1", "slope of leaky ReLU goes"),
        ("~".join(["relu"] * 61), "at most 60 layers"),
        ("fc_" + "9" * 5000, "K of FC"),
    ],
)
def test_nonsense_is_half_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        network_text.read(text)
    assert len(str(caught.value)) < 100
