"""Every layer and whole networks: outputs and gradients, against differences and PyTorch."""

import numpy as np
import pytest

from engine.networks import (
    AvgPool2d,
    ChannelShuffle,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    Hardtanh,
    Linear,
    LocalResponseNorm,
    MaxPool2d,
    PReLU,
    ReLU,
    Scale,
    Sequential,
    Softmax,
    Tanh,
    Upsample,
    ZeroPad2d,
    build,
    pattern,
)
from engine.networks.ready_made import lenet, six_layer_vgg, tiny_vgg
from tests.engine import registered
from tests.engine.networks.torch_twin import torch_twin
from tests.engine.registered import MAPS, ROW

LAYERS = {
    **{name: registered.made(name) for name in registered.COMPUTED},
    "strided and padded": (MAPS, [Conv2d(4, 6, (3, 2), stride=2, padding=(1, 2), bias=False)]),
    "dilated groups": (MAPS, [Conv2d(4, 6, 3, padding="same", dilation=2, groups=2)]),
    "overlapping max pooling": (MAPS, [MaxPool2d(3, 2, 1)]),
    "average pooling": (MAPS, [AvgPool2d((2, 3))]),
    "overlapping average pooling": (MAPS, [AvgPool2d(3, 2, 1)]),
    "max pooling that hangs over": (MAPS, [MaxPool2d(2, 3, ceil_mode=True)]),
    "average pooling that hangs over": (MAPS, [AvgPool2d(3, 2, 1, True, False)]),
    "strong response normalisation": (MAPS, [LocalResponseNorm(3, 2.0, 0.6, 0.5)]),
    "response normalisation deeper than the maps": (MAPS, [LocalResponseNorm(11, 0.5)]),
    "shuffling in many groups": (MAPS, [ChannelShuffle(4)]),
    "scaling of all": (MAPS, [Scale()]),
    "scaling of a row": (ROW, [Scale(12)]),
    "clipping": (MAPS, [Hardtanh(-0.3, 0.5)]),
    "uneven zeros": (MAPS, [ZeroPad2d((1, 0, 2, 3))]),
    "dense without bias": (ROW, [Linear(12, 7, bias=False)]),
    "PReLU of channels": (MAPS, [PReLU(4, 0.1)]),
    "PReLU of a row": (ROW, [PReLU(12)]),
    "tanh of a row": (ROW, [Tanh()]),
    "upsampling by a pair": (MAPS, [Upsample((3, 1))]),
    "transposed and cut": (MAPS, [ConvTranspose2d(4, 6, (3, 2), 2, (1, 0), (1, 0), bias=False)]),
    "transposed groups": (MAPS, [ConvTranspose2d(4, 6, 3, groups=2, dilation=(1, 2))]),
    "transposed at stride 1": (MAPS, [ConvTranspose2d(4, 3, 5, padding=2)]),
    "softmax of a row": (ROW, [Softmax()]),
}
NETWORKS = {
    "LeNet": ((3, 32, 32), lenet()),
    "Tiny VGG": ((3, 20, 20), tiny_vgg((3, 20, 20), 4)),
    "six layers": ((3, 16, 16), six_layer_vgg((3, 16, 16), 5, "ELU")),
    "all kinds": (
        (2, 15, 14),
        build(
            (2, 15, 14),
            [
                ("Conv2d", {"out_channels": 6, "kernel_size": 3, "bias": False}),
                ("BatchNorm2d", {}),
                ("Tanh", {}),
                ("AvgPool2d", {"kernel_size": 2}),
                ("Conv2d", {"out_channels": 8, "kernel_size": 3, "padding": 1, "stride": 2}),
                ("PReLU", {}),
                ("Maxout", {"pieces": 2}),
                ("MaxPool2d", {"kernel_size": 3, "stride": 1}),
                ("LeakyReLU", {}),
                ("Flatten", {}),
                ("Dropout", {"p": 0.0}),
                ("Linear", {"out_features": 9}),
                ("Sigmoid", {}),
                ("Linear", {"out_features": 3}),
                ("Softmax", {}),
            ],
        ),
    ),
    "pattern": ((1, 8, 8), pattern((1, 8, 8), 3, 2, 1, 1, 4, batch_norm=True)),
}
CASES = pytest.mark.parametrize(
    ("shape", "layers"), [*LAYERS.values(), *NETWORKS.values()], ids=[*LAYERS, *NETWORKS]
)
TRAINING = pytest.mark.parametrize("training", [True, False])


def made(shape, layers, samples=3, seed=1):
    """A network with weights (none of them 0), a batch, and a gradient of its output."""
    network = Sequential(shape, layers, seed, dtype=np.float64)
    rng = np.random.default_rng(seed)
    for name, array in network.state.items():
        array += 0.1 * (rng.random if "running" in name else rng.standard_normal)(array.shape)
    x = rng.normal(size=(samples, *shape))
    return network, x, rng.normal(size=network(x).shape)


def close(result, expected):
    assert result.shape == expected.shape
    assert np.abs(result - expected).max() <= 1e-6 * np.abs(expected).max() + 1e-12


@TRAINING
@CASES
def test_slopes_are_those_of_short_chords(shape, layers, training):
    """The derivative in a random direction, of the input and of every parameter."""
    network, x, grad = made(shape, layers)

    def trace():
        return network.trace(x, training, np.random.default_rng(3))

    def value():
        return float(np.sum(trace().output * grad))

    gradients = network.backward(trace(), grad, needs_input_grad=True)
    assert gradients.parameters.keys() == network.parameters.keys()
    rng = np.random.default_rng(2)
    for array, slope in [
        (x, gradients.input),
        *((network.parameters[name], slope) for name, slope in gradients.parameters.items()),
    ]:
        direction = rng.normal(size=array.shape)
        old, step = array.copy(), 1e-6 / np.sqrt(array.size)
        array[...] = old + step * direction
        above = value()
        array[...] = old - step * direction
        chord = (above - value()) / (2 * step)
        array[...] = old
        scale = np.linalg.norm(direction) * np.linalg.norm(slope)
        assert abs(chord - np.vdot(slope, direction)) <= 1e-6 * scale + 1e-7


@pytest.mark.torch
@TRAINING
@CASES
def test_pytorch_agrees(shape, layers, training, tmp_path):
    torch = pytest.importorskip("torch")
    network, x, grad = made(shape, layers)
    if any(isinstance(layer, Dropout) and layer.p for layer in layers):
        training = False  # PyTorch's random numbers are others
    model = torch_twin(network, tmp_path).train(training)
    given = torch.tensor(x, requires_grad=True)
    expected = model(given)
    expected.backward(torch.tensor(grad))

    trace = network.trace(x, training)
    close(trace.output, expected.detach().numpy())
    gradients = network.backward(trace, grad, needs_input_grad=True)
    close(gradients.input, given.grad.numpy())
    for name, parameter in model.named_parameters():
        close(gradients.parameters[name], parameter.grad.numpy())
    for name, buffer in model.named_buffers():
        if name in network.buffers:
            close(network.buffers[name], buffer.numpy())


@CASES
def test_keeping_what_is_in_between_changes_nothing(shape, layers):
    network, x, grad = made(shape, layers)
    batch, slope = x.copy(), grad.copy()
    kept, plain = network.trace(x, keep=True), network.trace(x)
    np.testing.assert_array_equal(plain.output, kept.output)
    assert [out.shape[1:] for out in kept.activations] == [r.output for r in network.table.rows]
    full = network.backward(kept, grad, needs_input_grad=True, keep=True)
    spare = network.backward(plain, grad)
    assert [out.shape for out in full.activations] == [out.shape for out in kept.activations]
    for name, array in full.parameters.items():
        np.testing.assert_array_equal(spare.parameters[name], array)
    np.testing.assert_array_equal(x, batch)
    np.testing.assert_array_equal(grad, slope)


@pytest.mark.parametrize("last", [Flatten(), Dropout()])
def test_the_gradient_that_is_given_is_not_written_into(last):
    network, x, grad = made((2, 4, 4), [Conv2d(2, 2, 1), ReLU(), last])
    before = grad.copy()
    network.backward(network.trace(x), grad)
    np.testing.assert_array_equal(grad, before)


def test_kept_gradients_lead_on_to_each_other():
    network, x, grad = made(*NETWORKS["LeNet"])
    gradients = network.backward(network.trace(x, keep=True), grad, keep=True)
    rest = Sequential(network.table.rows[3].input, network.layers[3:], dtype=np.float64)
    numbered = [(name.split("."), array) for name, array in network.state.items()]
    rest.set_state({f"{int(n) - 3}.{name}": array for (n, name), array in numbered if int(n) >= 3})
    middle = network.activations(x)[2]
    again = rest.backward(rest.trace(middle), grad, needs_input_grad=True)
    close(again.input, gradients.activations[2])


def test_dropout_drops_by_its_generator_and_keeps_the_mean():
    network = Sequential((500,), [Dropout(0.25)])
    x = np.ones((8, 500), np.float32)
    np.testing.assert_array_equal(network(x), x)
    one, two = (network.trace(x, True, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one.output, two.output)
    assert set(np.unique(one.output)) == {0, np.float32(4 / 3)}
    assert one.output.mean() == pytest.approx(1, abs=0.05)
    np.testing.assert_array_equal(network.backward(one, x, needs_input_grad=True).input, one.output)
    assert (
        not Sequential((9,), [Dropout(1)])
        .trace(x[:, :9], True, np.random.default_rng())
        .output.any()
    )
    with pytest.raises(
        ValueError, match=r"^layer 1, dropout 0.25: a network with dropout needs rng"
    ):
        network.trace(x, True)
