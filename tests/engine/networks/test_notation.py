"""A network as text: back and forth, and nonsense told in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.networks import build, describe, notation, ready_made, table
from engine.networks.googlenet import INPUT, googlenet
from engine.networks.layers.registry import KEYS, LAYERS, Setting
from engine.networks.notation import MAX_LAYERS
from tests.engine import registered


def values(setting: Setting) -> st.SearchStrategy:
    if setting.step == 1:
        return st.integers(int(setting.lowest), int(setting.highest))
    steps = st.integers(round(setting.lowest / setting.step), round(setting.highest / setting.step))
    return steps.map(lambda count: round(count * setting.step, 6))


SPECS = st.one_of(
    st.tuples(
        st.just(name),
        st.fixed_dictionaries({setting.name: values(setting) for setting in kind.settings}),
    )
    for name, kind in LAYERS.items()
    if kind.key
)


@given(st.lists(SPECS, min_size=1, max_size=MAX_LAYERS))
def test_a_text_brings_the_same_layers_back(specs):
    text = notation.write(specs)
    assert notation.write(notation.read(text)) == text
    for (name, settings), (layer, found) in zip(specs, notation.read(text), strict=True):
        assert layer == name
        assert found.items() <= settings.items()


@pytest.mark.parametrize("key", KEYS)
def test_every_layer_begins_with_what_it_can_be(key):
    name, settings = notation.usual(KEYS[key].layer.__name__)
    assert notation.read(notation.write([(name, settings)])) == ((name, settings),)
    for shape in (registered.MAPS, registered.ROW):
        (layer,) = describe(shape, [(name, settings)])
        assert type(layer) is KEYS[key].layer


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ((3, 32, 32), ready_made.lenet()),
        ((3, 64, 64), ready_made.tiny_vgg()),
        ((3, 32, 32), ready_made.six_layer_vgg()),
        ((3, 227, 227), ready_made.alexnet()),
        ((3, 224, 224), ready_made.vgg16()),
        (INPUT, googlenet()),
    ],
)
def test_ready_made_networks_survive_as_text(shape, layers):
    again = describe(shape, notation.read(notation.write_layers(layers)))
    assert again == layers
    assert table(shape, again).parameters == table(shape, layers).parameters


def test_a_window_that_is_not_square_has_no_text():
    (layer,) = build((1, 8, 8), [("Conv2d", {"out_channels": 2, "kernel_size": (3, 2)})])
    with pytest.raises(ValueError, match="a window of 3 by 2 is not square"):
        notation.write_layers([layer])


def test_a_layer_of_graphs_has_no_text():
    with pytest.raises(ValueError, match=r"^no text says CONCAT$"):
        notation.write([("Concat", {})])


def test_a_padding_in_words_has_no_text():
    with pytest.raises(ValueError, match='"same" is not a number'):
        notation.write([("Conv2d", {"padding": "same"})])


def test_lenet_reads_well():
    assert notation.write_layers(ready_made.lenet()) == (
        "conv_5_1_0_6~relu~max_2_2_0~conv_5_1_0_16~relu~max_2_2_0"
        "~flatten~fc_120~relu~fc_84~relu~fc_10~softmax"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not a list of layers"),
        ("conv", "not a list of layers"),
        ("conv_5_1_0", "not a list of layers"),
        ("conv_5_1_0_6_1_1_1", "not a list of layers"),
        ("conv_5_1_0_", "K of CONV must be from 1 to 4096"),
        ("conv_0_1_0_6", "F of CONV must be from 1 to 15"),
        ("norm", "not a list of layers"),
        ("inception_1_2_3_4_5", "not a list of layers"),
        ("inception_1_2_3_0_5_6", "1×1 before 5×5 of INCEPTION must be from 1 to 4096"),
        ("relu_1", "not a list of layers"),
        ("<b>", "not a list of layers"),
        ("fc_²", "K of FC must be from 1 to 4096"),
        ("drop_1", "p of DROPOUT must be from 0 to 0.9"),
        ("drop_1e-3", "p of DROPOUT must"),
        ("drop_nan", "p of DROPOUT must"),
        ("leaky_-1", "slope of leaky ReLU must"),
        ("~".join(["relu"] * 61), "at most 60 layers"),
        ("fc_" + "9" * 5000, "K of FC"),
    ],
)
def test_nonsense_is_half_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        notation.read(text)
    assert len(str(caught.value)) < 100
