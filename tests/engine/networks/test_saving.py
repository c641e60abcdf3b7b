"""Networks in files, and as PyTorch programs."""

import json
import pickle
import struct

import numpy as np
import pytest
from safetensors.numpy import save as save_arrays

from engine.networks import (
    BatchNorm2d,
    Conv2d,
    Flatten,
    Linear,
    Maxout,
    MaxPool2d,
    PReLU,
    ReLU,
    Sequential,
    Sigmoid,
    from_bytes,
    load,
    load_weights,
    pattern,
    pytorch_code,
    save,
    to_bytes,
)
from engine.networks.saving import KEY, architecture
from tests.benchmarks.saved_networks import HEADERS, file_of_pytorch, own_file
from tests.engine.networks.random_networks import random_network
from tests.engine.networks.torch_twin import torch_twin

SHAPE = (2, 8, 8)


def network(seed=0, **more):
    layers = pattern(SHAPE, 3, filters=4, neurons=6, batch_norm=True, **more)
    made = Sequential(SHAPE, layers, seed)
    made.buffers["1.running_mean"] += 0.5
    return made


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_saved_network_is_the_same_again(dtype, tmp_path):
    before = Sequential(SHAPE, network().layers, 3, dtype=dtype)
    save(before, tmp_path / "one.safetensors")
    after = load(tmp_path / "one.safetensors")
    assert (after.layers, after.input_shape, after.dtype) == (before.layers, SHAPE, dtype)
    x = np.random.default_rng(0).normal(size=(3, *SHAPE))
    np.testing.assert_array_equal(after(x), before(x))
    assert after.state.keys() == before.state.keys()


def test_weights_go_into_a_network_of_the_same_architecture_only():
    one, two = network(0), network(1)
    load_weights(two, to_bytes(one))
    for name, array in one.state.items():
        np.testing.assert_array_equal(two.state[name], array)
    other = network(2, blocks=1)
    old = {name: array.copy() for name, array in other.state.items()}
    with pytest.raises(ValueError, match="the file holds another network: its layer 5 is"):
        load_weights(other, to_bytes(one))
    broken = network(3, blocks=1)
    broken.set_state({**old, "0.bias": np.full_like(old["0.bias"], np.nan)})
    with pytest.raises(ValueError, match="the file's weights are not all finite numbers"):
        load_weights(other, to_bytes(broken))
    for name, array in other.state.items():
        np.testing.assert_array_equal(array, old[name])


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ((Flatten(), Linear(128, 3), Sigmoid()), "its layer 3 is ReLU, and here it is sigmoid"),
        ((Flatten(), Linear(128, 3), ReLU(), ReLU()), "it has 3 layers, and this one 4"),
        (
            (Flatten(), Linear(128, 3, bias=False), ReLU()),
            "its layer 2 is fully connected layer of 3 with bias = True, and here it is fully"
            " connected layer of 3 with bias = False",
        ),
    ],
)
def test_weights_of_another_network_are_refused_with_the_first_thing_that_differs(layers, sentence):
    file = to_bytes(Sequential(SHAPE, [Flatten(), Linear(128, 3), ReLU()]))
    with pytest.raises(ValueError, match=f"the file holds another network: {sentence}$"):
        load_weights(Sequential(SHAPE, layers), file)


def test_weights_of_other_pictures_or_numbers_are_refused():
    one = Sequential(SHAPE, [Flatten(), Linear(128, 3)])
    for other, sentence in (
        (Sequential((8, 4, 4), one.layers), "it takes pictures of 2×8×8, and this one 8×4×4"),
        (Sequential(SHAPE, one.layers, dtype=np.float64), "its weights are float32, and here"),
    ):
        with pytest.raises(ValueError, match=sentence):
            load_weights(other, to_bytes(one))


def test_a_description_that_is_written_otherwise_is_of_the_same_network():
    one, saved = network(), network().state
    one.set_state({name: np.zeros_like(array) for name, array in saved.items()})
    load_weights(one, changed(lambda document, header: document.update(note="by another program")))
    for name, array in one.state.items():
        np.testing.assert_array_equal(array, saved[name])


def changed(change):
    """A file whose description of the network was changed."""
    data = to_bytes(network())
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    document = json.loads(header["__metadata__"][KEY])
    as_it_was = header["__metadata__"][KEY]
    change(document, header)
    if header["__metadata__"][KEY] == as_it_was:
        header["__metadata__"][KEY] = json.dumps(document)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data[8 + length :]


def wider(document, header):
    document["layers"][0]["out_channels"] = 5


def huge(document, header):
    document["layers"][-2] = {"type": "Linear", "in_features": 6, "out_features": 10**12}


def unknown(document, header):
    document["layers"][0]["type"] = "Conv3d"


def extra(document, header):
    document["layers"][0]["colour"] = "red"


def misspelt(document, header):
    document["layers"][0]["type"] = "SoftMax"


def no_list(document, header):
    document["layers"] = 3


def no_filter(document, header):
    document["layers"][0]["out_channels"] = 0


def whole_numbers(document, header):
    document["dtype"] = "int8"


def eps(document, header):
    document["layers"][1]["eps"] = 10**400


def beyond_json(document, header):
    document["layers"][1]["eps"] = "EPS"
    header["__metadata__"][KEY] = json.dumps(document).replace('"EPS"', "1" * 5000)


def long_name(document, header):
    document["layers"][0]["out_channels"] = "a" * 100_000


def many_channels(document, header):
    document["layers"][0]["out_channels"] = 10**4200


def no_bias(document, header):
    document["layers"][0]["bias"] = "a"


def lacking(document, header):
    del document["layers"][0]["kernel_size"]


def weights(others):
    """A file in which some arrays are others."""
    made = network()
    return save_arrays({**made.state, **others}, {KEY: architecture(made)})


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pickle.dumps({"0.weight": [1.0]}), "the file is a pickle or an archive"),
        (b"PK\x03\x04" + bytes(100), "the file is a pickle or an archive"),
        (b"", "the file is damaged, cut off or not a safetensors file"),
        (b"\xff" * 1000, "the file is damaged, cut off"),
        (to_bytes(network())[:-10], "the file is damaged, cut off"),
        (to_bytes(network())[:100], "the file is damaged, cut off"),
        (save_arrays({"a": np.ones(3)}), "holds weights but no network of Convoscope's"),
        (save_arrays({}, {KEY: "[]"}), "the file describes no network that can be built here"),
        (save_arrays({}, {KEY: "{"}), "the file describes no network that can be built here"),
        (changed(wider), "describes a network that does not fit together: layer 2, batch norm"),
        (changed(huge), 'weights do not belong to its network: "11.weight" is float32 3×6 and'),
        (changed(unknown), "the file describes no network that can be built here"),
        (changed(misspelt), "'SoftMax'; it must be one of Softmax, "),
        (changed(extra), "the file describes no network that can be built here"),
        (changed(no_filter), "that can be built here: out_channels is 0; it must be at least 1"),
        (struct.pack("<Q", 22) + b'{"__metadata__": null}', "holds weights but no network of"),
        (changed(no_list), "the file describes no network that can be built here"),
        (changed(whole_numbers), "the type of its weights is 'int8'; it must be one of float32"),
        (changed(eps), "that can be built here: eps is a whole number of 401 digits; it is too"),
        (changed(beyond_json), "that can be built here: its description is damaged"),
        (changed(long_name), "out_channels is 'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaa"),
        (changed(many_channels), "is a whole number of 4201 digits; it must be at most 10^30"),
        (changed(no_bias), "that can be built here: bias is 'a'; it must be True or False"),
        (changed(lacking), "that can be built here: Conv2d lacks kernel_size"),
        (changed(extra), "that can be built here: Conv2d has no 'colour'"),
        (weights({"0.bias": np.ones(4, np.complex64)}), '"0.bias" is complex64 4 and must be 4 r'),
        (weights({"0.bias": np.ones(4, np.int64)}), '"0.bias" is int64 4 and must be 4 real num'),
        (weights({"0.bias": np.full(4, 1e300)}), 'not all finite numbers: "0.bias", float32'),
        (weights({"0.bias": np.full(4, np.nan)}), 'not all finite numbers: "0.bias", float32'),
        (weights({"1.running_mean": np.full(4, np.inf)}), 'finite numbers: "1.running_mean", fl'),
        (weights({"1.running_var": np.full(4, -0.5)}), "of layer 2: running_var holds -0.5"),
        (weights({"9.w" * 99: np.ones(1)}), "9.w9.w9.w9.w' belongs to no layer"),
    ],
)
def test_other_files_are_refused_in_one_sentence(data, sentence):
    with pytest.raises(ValueError, match=r"^the file") as told:
        from_bytes(data)
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 300


def test_states_of_other_networks_are_refused():
    made = Sequential((4,), [Linear(4, 2)])
    for state, sentence in (
        ({"0.weight": np.ones((2, 4))}, '"0.bias" are missing'),
        ({**made.state, "1.bias": 1}, '"1.bias" belong to no layer'),
        ({**made.state, "0.bias": np.ones(3)}, '"0.bias" is 3 and must be 2'),
    ):
        with pytest.raises(ValueError, match=sentence):
            made.set_state(state)


def test_the_program_reads_like_pytorch():
    layers = [Conv2d(3, 4, 3, 2, (1, 0), bias=False), Maxout(2), Flatten(), Linear(210, 5)]
    lines = pytorch_code(Sequential((3, 29, 15), layers), "mine.safetensors").splitlines()
    for line in (
        "    nn.Conv2d(3, 4, 3, stride=2, padding=(1, 0), bias=False),  # 7×15×4",
        "    Maxout(2),  # 7×15×2",
        "    nn.Linear(210, 5),  # 1×1×5",
        "model.load_state_dict(load_file('mine.safetensors'))",
    ):
        assert line in lines


@pytest.mark.parametrize("length", HEADERS)
def test_a_header_may_be_as_long_as_one_that_begins_like_a_pickle(length):
    made = Sequential((2,), [Linear(2, 3)])
    data = to_bytes(made)
    old = struct.unpack("<Q", data[:8])[0]
    padded = struct.pack("<Q", length) + data[8 : 8 + old].ljust(length) + data[8 + old :]
    assert padded[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
    np.testing.assert_array_equal(from_bytes(padded)(np.ones((1, 2))), made(np.ones((1, 2))))


@pytest.mark.parametrize("seed", range(24))
def test_any_network_is_the_same_after_its_file(seed):
    rng = np.random.default_rng(seed)
    made = random_network(rng)
    assert own_file(made, rng.normal(size=(2, *made.input_shape))) == ""


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("seed", range(100, 124))
def test_any_network_takes_the_weights_that_pytorch_saves(seed):
    pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    made = random_network(rng)
    assert file_of_pytorch(made, rng.normal(size=(2, *made.input_shape))) == ""


def test_weights_without_a_network_go_into_one_of_the_same_names_only():
    one = network(0)
    load_weights(network(1), save_arrays(one.state))
    half = {name: array.astype(np.float16) for name, array in one.state.items()}
    counted = {**half, "1.num_batches_tracked": np.array(7)}
    two = network(1)
    load_weights(two, save_arrays(counted))
    np.testing.assert_array_equal(two.state["0.weight"], half["0.weight"])
    for foreign, sentence in (
        ({"a": np.ones(3)}, "'a' belongs to no layer"),
        ({"0.bias": np.ones((2, 2))}, '"0.bias" is float64 2×2 and must be 4 real numbers'),
    ):
        before = {name: array.copy() for name, array in two.state.items()}
        with pytest.raises(ValueError, match=f"^the file's weights do not belong .*{sentence}"):
            load_weights(two, save_arrays({**half, **foreign}))
        for name, array in before.items():
            np.testing.assert_array_equal(two.state[name], array)


def test_a_layer_that_was_made_of_numbers_of_numpy_is_saved_too():
    layers = [Conv2d(np.int64(2), np.int8(3), (np.int32(3), 3)), BatchNorm2d(3, np.float32(0.5))]
    made = Sequential(SHAPE, [*layers, PReLU(np.int16(3), np.float64(0.1))])
    assert from_bytes(to_bytes(made)).layers == made.layers


def test_the_program_says_a_stride_that_is_as_long_as_the_kernel():
    lines = pytorch_code(Sequential((1, 8, 8), [Conv2d(1, 2, 2, 2), MaxPool2d(2)])).splitlines()
    assert "    nn.Conv2d(1, 2, 2, stride=2),  # 4×4×2" in lines
    assert "    nn.MaxPool2d(2),  # 2×2×2" in lines


@pytest.mark.torch
def test_the_program_runs_and_predicts_the_same(tmp_path):
    torch = pytest.importorskip("torch")
    made = network(dropout=0.5)
    x = np.random.default_rng(0).normal(size=(3, *SHAPE)).astype(np.float32)
    with torch.no_grad():
        expected = torch_twin(made, tmp_path)(torch.tensor(x)).numpy()
    np.testing.assert_allclose(made(x), expected, rtol=1e-5, atol=1e-6)
