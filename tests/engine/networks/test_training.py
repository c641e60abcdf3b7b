"""Initial weights, optimisers, steps: against PyTorch, and bit for bit the same again."""

import math

import numpy as np
import pytest

from engine import losses, networks
from engine.networks import SGD, Adam, Dropout, Linear, Sequential, initialisation, pattern
from engine.networks.ready_made import lenet
from engine.threads import get_num_threads, set_num_threads
from tests.engine.networks.torch_twin import torch_twin


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(40, 30, 5, 3), (400, 300)])
@pytest.mark.parametrize(
    ("method", "theirs", "options"),
    [
        ("he_uniform", "kaiming_uniform_", {"nonlinearity": "relu"}),
        ("he_normal", "kaiming_normal_", {"nonlinearity": "relu"}),
        ("xavier_uniform", "xavier_uniform_", {}),
        ("xavier_normal", "xavier_normal_", {}),
    ],
)
def test_initial_weights_spread_as_pytorchs(method, theirs, options, shape):
    torch = pytest.importorskip("torch")
    draw = initialisation.drawer(method, np.random.default_rng(1), np.dtype(np.float64))
    ours = draw(shape)
    torch.manual_seed(1)
    expected = getattr(torch.nn.init, theirs)(torch.empty(shape), **options).numpy()
    assert ours.mean() == pytest.approx(0, abs=3 * ours.std() / math.sqrt(ours.size))
    assert ours.std() == pytest.approx(expected.std(), rel=0.02)
    if "uniform" in method:
        assert np.abs(ours).max() == pytest.approx(np.abs(expected).max(), rel=0.002)


def test_the_seed_makes_the_weights():
    layers = pattern((1, 8, 8), 3, filters=4)
    one, same, other = (Sequential((1, 8, 8), layers, seed) for seed in (5, 5, 6))
    for name, array in one.parameters.items():
        np.testing.assert_array_equal(array, same.parameters[name])
        if name.endswith("weight"):
            assert not np.array_equal(array, other.parameters[name])
        else:
            assert not array.any()
    with pytest.raises(ValueError, match="initialisation is 'zeros'; it must be one of he_uniform"):
        Sequential((1, 8, 8), layers, initialisation="zeros")


@pytest.mark.torch
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SGD", {"lr": 0.1}),
        ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
        ("Adam", {"lr": 0.01}),
        ("Adam", {"lr": 0.02, "betas": (0.8, 0.9), "eps": 1e-6, "weight_decay": 0.1}),
    ],
)
@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 2e-6), (np.float64, 1e-14)])
def test_optimisers_are_pytorchs(name, options, dtype, limit):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    ours = {"a": rng.normal(size=(5, 3)).astype(dtype), "b": rng.normal(size=70).astype(dtype)}
    theirs = {key: torch.tensor(array) for key, array in ours.items()}
    optimiser = getattr(networks, name)(**options)
    judge = getattr(torch.optim, name)(list(theirs.values()), **options)
    for _ in range(12):
        gradients = {key: rng.normal(size=a.shape).astype(dtype) for key, a in ours.items()}
        for key, grad in gradients.items():
            theirs[key].grad = torch.tensor(grad)
        judge.step()
        optimiser.step(ours, gradients)
    assert optimiser.steps == 12
    for key, array in ours.items():
        np.testing.assert_allclose(array, theirs[key].numpy(), rtol=limit, atol=limit)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: SGD(-1), "the learning rate is -1; it must be at least 0"),
        (lambda: SGD(math.nan), "the learning rate is nan; it must be finite"),
        (lambda: Adam(betas=(0.9, 1)), "betas are"),
    ],
)
def test_wrong_rates_are_told_in_words(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        wrong()


@pytest.mark.torch
@pytest.mark.parametrize("loss", ["cross_entropy", "hinge_loss", "binary_cross_entropy"])
def test_some_steps_are_pytorchs(loss, tmp_path):
    torch = pytest.importorskip("torch")
    network = Sequential((3, 20, 20), lenet((3, 20, 20), 4), dtype=np.float64)
    model = torch_twin(network, tmp_path)[: network.scoring_layers].train()
    ours, theirs = SGD(0.01, 0.9), torch.optim.SGD(model.parameters(), 0.01, 0.9)
    rng = np.random.default_rng(0)

    def judged(scores, target):
        if loss == "cross_entropy":
            return torch.nn.functional.cross_entropy(scores, target)
        if loss == "hinge_loss":
            return 4 * torch.nn.functional.multi_margin_loss(scores, target)
        wanted = torch.nn.functional.one_hot(target, 4).double()
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted)

    for _ in range(4):
        x, target = rng.normal(size=(6, 3, 20, 20)), rng.integers(0, 4, 6)
        step = networks.step(network, ours, x, target, loss)
        theirs.zero_grad()
        expected = judged(model(torch.tensor(x)), torch.tensor(target))
        expected.backward()
        theirs.step()
        assert step.loss == pytest.approx(expected.item(), rel=1e-9)
    for name, parameter in model.named_parameters():
        np.testing.assert_allclose(
            network.parameters[name], parameter.detach().numpy(), rtol=1e-8, atol=1e-10
        )


def test_one_score_answers_yes_or_no():
    network = Sequential((4,), [Linear(4, 1), networks.Sigmoid()])
    x, target = np.ones((2, 4)), np.array([1, 0])
    expected = losses.binary_cross_entropy(network.trace(x, layers=1).output, target[:, None])
    step = networks.step(network, SGD(), x, target, "binary_cross_entropy")
    assert step.loss == expected[0]
    with pytest.raises(ValueError, match="target holds a class that is not from 0 to 1"):
        networks.step(network, SGD(), x, [0, 2], "binary_cross_entropy")


def run(layers, threads):
    """The losses of a few steps on so many threads, and the weights after them."""
    before = get_num_threads()
    set_num_threads(threads)
    try:
        network = Sequential((6, 32, 32), layers, seed=4)
        optimiser, rng = Adam(0.01), np.random.default_rng(4)
        curve = []
        for _ in range(3):
            x = rng.normal(size=(48, 6, 32, 32)).astype(np.float32)
            target = rng.integers(0, 3, 48)
            curve.append(networks.step(network, optimiser, x, target, rng=rng).loss)
        return curve, network.state
    finally:
        set_num_threads(before)


def same(one, other):
    assert one[0] == other[0]
    for name, array in one[1].items():
        np.testing.assert_array_equal(array, other[1][name])


def test_the_same_seed_gives_the_same_run():
    layers = pattern((6, 32, 32), 3, 2, 2, 1, (8, 40), batch_norm=True, dropout=0.2)
    same(run(layers, 2), run(layers, 2))


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_nothing_around_the_convolutions(threads):
    wishes = [
        *(("BatchNorm2d", {}), ("ReLU", {}), ("MaxPool2d", {"kernel_size": 2}), ("PReLU", {})),
        *(("AvgPool2d", {"kernel_size": 2}), ("Flatten", {}), ("Linear", {"out_features": 300})),
        *(("Tanh", {}), ("Dropout", {}), ("Linear", {"out_features": 3}), ("Softmax", {})),
    ]
    layers = networks.build((6, 32, 32), wishes)
    same(run(layers, 1), run(layers, threads))


def test_a_diverging_run_ends_in_nan_not_in_an_error():
    network = Sequential((4,), [Linear(4, 8), networks.ReLU(), Dropout(0.0), Linear(8, 2)])
    optimiser, rng = SGD(1e6, 0.9), np.random.default_rng(0)
    x, target = rng.normal(size=(16, 4)), rng.integers(0, 2, 16)
    with np.errstate(all="ignore"):
        curve = [networks.step(network, optimiser, x, target).loss for _ in range(60)]
    assert not np.isfinite(curve).all()
