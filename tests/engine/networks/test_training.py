"""Initial weights, optimisers, steps: against PyTorch, and bit for bit the same again."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine import networks
from engine.networks import SGD, Adam, Dropout, Linear, Sequential, initialisation, pattern
from engine.networks.ready_made import lenet, six_layer_vgg
from engine.ops import losses
from engine.runtime.threads import get_num_threads, set_num_threads
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


@pytest.mark.torch
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("CosineAnnealingLR", {"T_max": 20, "eta_min": 0.001}),
        ("OneCycleLR", {"max_lr": 0.2, "total_steps": 21}),
        ("OneCycleLR", {"max_lr": 0.2, "total_steps": 20, "pct_start": 0.2, "div_factor": 4}),
    ],
)
def test_schedules_are_pytorchs(name, options):
    torch = pytest.importorskip("torch")
    ours, judge = SGD(0.05), torch.optim.SGD([torch.zeros(1)], 0.05)
    schedule = getattr(networks, name)(ours, **options)
    options |= {"cycle_momentum": False} if name == "OneCycleLR" else {}
    theirs = getattr(torch.optim.lr_scheduler, name)(judge, **options)
    for _ in range(19):
        assert ours.lr == pytest.approx(judge.param_groups[0]["lr"], rel=1e-12)
        judge.step()
        schedule.step()
        theirs.step()


def test_one_cycle_stays_at_its_end():
    optimiser = SGD()
    schedule = networks.OneCycleLR(optimiser, 0.1, 10, div_factor=10, final_div_factor=10)
    rates = [schedule.rate(step) for step in range(12)]
    assert max(rates) == rates[2] == 0.1
    assert rates[9:] == pytest.approx([0.001] * 3)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: SGD(-1), "the learning rate is -1; it must be at least 0"),
        (lambda: SGD(math.nan), "the learning rate is nan; it must be finite"),
        (lambda: Adam(betas=(0.9, 1)), "betas are"),
        (lambda: networks.CosineAnnealingLR(SGD(), 0), "T_max is 0; it must be at least 1"),
        (lambda: networks.OneCycleLR(SGD(), 1, 9, 2), "pct_start is 2; it is a share, at most 1"),
    ],
)
def test_wrong_rates_are_reported_in_words(wrong, sentence):
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


SHAPE = (6, 32, 32)
NETWORKS = {
    "pattern": pattern(SHAPE, 3, 2, 2, 1, (8, 40), batch_norm=True, dropout=0.2),
    "six layers": six_layer_vgg(SHAPE, 3),
    "all kinds": networks.build(
        SHAPE,
        [
            *(("BatchNorm2d", {}), ("ReLU", {}), ("MaxPool2d", {"kernel_size": 2}), ("PReLU", {})),
            ("Conv2d", {"out_channels": 12, "kernel_size": 3, "groups": 6, "padding": 1}),
            *(("ELU", {}), ("Conv2d", {"out_channels": 24, "kernel_size": 3, "stride": 2})),
            *(("Maxout", {"pieces": 2}), ("AvgPool2d", {"kernel_size": 2}), ("Flatten", {})),
            *(("Linear", {"out_features": 300}), ("Tanh", {}), ("Dropout", {})),
            *(("Linear", {"out_features": 300}), ("Sigmoid", {})),
            *(("Linear", {"out_features": 3}), ("Softmax", {})),
        ],
    ),
}


def run(layers, threads, loss="cross_entropy"):
    """The losses of a few steps on so many threads, and the weights after them."""
    before = get_num_threads()
    set_num_threads(threads)
    try:
        network = Sequential(SHAPE, layers, seed=4)
        optimiser, rng = Adam(0.01), np.random.default_rng(4)
        curve = []
        for _ in range(3):
            x = rng.normal(size=(48, *SHAPE)).astype(np.float32)
            target = rng.integers(0, 3, 48)
            curve.append(networks.step(network, optimiser, x, target, loss, rng).loss)
        return curve, network.state
    finally:
        set_num_threads(before)


def same(one, other):
    assert one[0] == other[0]
    for name, array in one[1].items():
        np.testing.assert_array_equal(array, other[1][name])


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_the_same_seed_gives_the_same_run_on_any_number_of_threads(layers):
    expected = run(layers, 1)
    for threads in (1, 2, 4):
        same(run(layers, threads), expected)


@pytest.mark.parametrize("loss", ["hinge_loss", "binary_cross_entropy"])
def test_other_losses_do_too(loss):
    same(run(NETWORKS["pattern"], 4, loss), run(NETWORKS["pattern"], 1, loss))


def test_what_else_the_pool_does_changes_nothing():
    """Two other runs at once: the pool's threads come late, or not at all."""
    expected = run(NETWORKS["pattern"], 2)
    with ThreadPoolExecutor(2) as others:
        beside = [others.submit(run, NETWORKS["six layers"], 2) for _ in range(2)]
        same(run(NETWORKS["pattern"], 2), expected)
    same(beside[0].result(), beside[1].result())


def test_a_diverging_run_ends_in_nan_not_in_an_error():
    network = Sequential((4,), [Linear(4, 8), networks.ReLU(), Dropout(0.0), Linear(8, 2)])
    optimiser, rng = SGD(1e6, 0.9), np.random.default_rng(0)
    x, target = rng.normal(size=(16, 4)), rng.integers(0, 2, 16)
    with np.errstate(all="ignore"):
        curve = [networks.step(network, optimiser, x, target).loss for _ in range(60)]
    assert not np.isfinite(curve).all()
