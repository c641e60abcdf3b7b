"""The chain forward and backward: against finite differences, PyTorch, CS231n and the decks."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

import engine
from engine.explain import back_propagation, pooling_ties
from engine.explain.back_propagation import PARAMETERS, Chain


def random_chain(random: Random, whole: bool = False, **given: Any) -> Chain:
    """A network of every kind; of `whole` numbers, which make ties and zeros."""
    generator = np.random.default_rng(random.randrange(2**32))

    def numbers(*shape: int) -> np.ndarray:
        return generator.integers(-2, 4, shape) * 1.0 if whole else generator.normal(size=shape)

    channels, filters = random.randint(1, 3), random.randint(1, 3)
    sides = [(random.randint(5, 8), random.randint(1, 3)) for _ in range(2)]
    dilation = random.randint(1, 2)
    chain = Chain(
        numbers(channels, sides[0][0], sides[1][0]),
        numbers(filters, channels, sides[0][1], sides[1][1]),
        numbers(filters),
        stride=(random.randint(1, 3), random.randint(1, 3)),
        padding=(random.randint(0, 2), random.randint(0, 2)),
        dilation=(dilation, dilation),
        relu=random.random() < 0.5,
        pooling=random.choice(["none", "max", "average"]),
        window=(random.randint(1, 2), random.randint(1, 2)),
        pool_stride=(random.randint(1, 2), random.randint(1, 2)),
        loss=random.choice(["sum", "squared", "cross_entropy"]),
    )
    chain = replace(chain, **given)
    try:
        values = back_propagation.forward(chain)
    except ValueError:  # no window has room
        return random_chain(random, whole, **given)
    last = values[back_propagation.last_name(chain)]
    if random.random() < 0.5:
        chain = replace(chain, dense=numbers(3, last.size), dense_bias=numbers(3))
        last = np.zeros(3)
    chain = replace(chain, target=numbers(*last.shape), label=random.randrange(last.size))
    if random.random() < 0.5:
        chain = replace(chain, bias=numbers(*values["y"].shape))
    return chain


CHAINS = [random_chain(Random(seed)) for seed in range(60)]


def every_number(chain: Chain) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name in ("x", *PARAMETERS):
        values = getattr(chain, name)
        if values is not None:
            for place in np.ndindex(values.shape):
                yield name, place


@pytest.mark.parametrize("chain", CHAINS[:30], ids=range(30))
def test_gradients_equal_their_finite_differences(chain: Chain) -> None:
    passes = back_propagation.run(chain)
    places = list(every_number(chain))
    for name, place in Random(0).sample(places, min(25, len(places))):
        found = back_propagation.finite_difference(chain, name, place)
        assert found == pytest.approx(passes.gradients[name][place], rel=1e-6, abs=1e-7)


def torch_gradients(chain: Chain) -> tuple[float, dict[str, np.ndarray]]:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    leaves = {
        name: torch.tensor(getattr(chain, name), requires_grad=True)
        for name in ("x", *PARAMETERS)
        if getattr(chain, name) is not None
    }
    settings = chain.stride, chain.padding, chain.dilation
    now = functional.conv2d(leaves["x"][None], leaves["kernels"], None, *settings)
    now = now + leaves["bias"].reshape(chain.bias.shape if chain.bias.ndim == 3 else (-1, 1, 1))
    if chain.relu:
        now = functional.relu(now)
    pool = {"max": functional.max_pool2d, "average": functional.avg_pool2d}.get(chain.pooling)
    now = pool(now, chain.window, chain.pool_stride) if pool else now
    if chain.dense is not None:
        now = functional.linear(now.flatten(), leaves["dense"], leaves["dense_bias"])
    if chain.loss == "sum":
        loss = now.sum()
    elif chain.loss == "squared":
        loss = ((now.flatten() - torch.tensor(chain.target).flatten()) ** 2).sum() / 2
    else:
        loss = functional.cross_entropy(now.reshape(1, -1), torch.tensor([chain.label]))
    loss.backward()
    return loss.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}


WHOLE = [random_chain(Random(seed), whole=True) for seed in range(60)]


@pytest.mark.torch
@pytest.mark.parametrize("chain", CHAINS + WHOLE, ids=range(len(CHAINS + WHOLE)))
def test_gradients_are_those_of_pytorch_also_at_ties_and_zeros(chain: Chain) -> None:
    passes, (loss, wanted) = back_propagation.run(chain), torch_gradients(chain)
    assert passes.loss == pytest.approx(loss, rel=1e-12, abs=1e-12)
    for name, gradient in wanted.items():
        np.testing.assert_allclose(passes.gradients[name], gradient, rtol=1e-10, atol=1e-12)


def relative_error(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.max(np.abs(one - other) / np.maximum(1e-8, np.abs(one) + np.abs(other))))


def test_the_gradient_checks_of_cs231n() -> None:
    """Its forward pass, and its check: ∂C/∂x, ∂C/∂w, ∂C/∂b by relative error of at most 1e-8."""
    x = np.linspace(-0.1, 0.5, 2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    w = np.linspace(-0.2, 0.3, 3 * 3 * 4 * 4).reshape(3, 3, 4, 4)
    out = engine.conv2d(x, w, np.linspace(-0.1, 0.2, 3), 2, 1)
    assert out.flat[0] == pytest.approx(-0.08759809, abs=5e-9)
    assert out.flat[-1] == pytest.approx(2.38247847, abs=5e-9)
    pooled, _ = engine.max_pool2d(np.linspace(-0.3, 0.4, 96).reshape(2, 3, 4, 4), 2, 2)
    assert pooled.flat[0] == pytest.approx(-0.26315789, abs=5e-9)
    assert pooled.flat[-1] == pytest.approx(0.4)
    chain = Chain(x[1], w, np.linspace(-0.1, 0.2, 3), stride=(2, 2), padding=(1, 1), loss="squared")
    gradients = back_propagation.run(chain).gradients
    for name in ("x", "kernels", "bias"):
        numeric = np.empty_like(getattr(chain, name))
        for place in np.ndindex(numeric.shape):
            numeric[place] = back_propagation.finite_difference(chain, name, place)
        assert relative_error(gradients[name], numeric) < 1e-8


def test_the_toy_of_the_decks_has_their_jacobians() -> None:
    """O1 = I1·W1 + I2·W2 + I3·W3, O2 = I2·W1 + I3·W2 + I4·W3: its gradients, one output a time."""
    i, w = np.array([2.0, -1.0, 3.0, 4.0]), np.array([1.0, -2.0, 0.5])
    chain = Chain(i.reshape(1, 1, 4), w.reshape(1, 1, 1, 3), np.zeros(1), loss="squared")
    out = back_propagation.run(chain).values["y"].ravel()
    rows: dict[str, list[list[float]]] = {"x": [], "kernels": []}
    for output in np.eye(2):  # a gradient of one output alone
        target = (out - output).reshape(1, 1, 2)
        gradients = back_propagation.run(replace(chain, target=target)).gradients
        for name in rows:
            rows[name].append(gradients[name].ravel().tolist())
    np.testing.assert_allclose(rows["x"], [[w[0], w[1], w[2], 0], [0, w[0], w[1], w[2]]])
    np.testing.assert_allclose(rows["kernels"], [i[:3], i[1:]])


@pytest.mark.parametrize("chain", [chain for chain in CHAINS if max(chain.stride) > 1][:12])
def test_the_input_gradient_is_a_full_convolution_with_zeros_between(chain: Chain) -> None:
    """∂C/∂X_j = Σ_i of ∂C/∂Y_i, spread out by the stride and padded, under rot180(K_ij)."""
    passes = back_propagation.run(chain)
    grad = passes.gradients["y"]
    reach = [d * (f - 1) for d, f in zip(chain.dilation, chain.kernels.shape[2:], strict=True)]
    spread = np.zeros((len(grad), *(chain.x.shape[1 + a] + reach[a] + 2 * 9 for a in (0, 1))))
    start = [9 + reach[axis] - chain.padding[axis] for axis in (0, 1)]
    spread[
        :,
        start[0] : start[0] + chain.stride[0] * grad.shape[1] : chain.stride[0],
        start[1] : start[1] + chain.stride[1] * grad.shape[2] : chain.stride[1],
    ] = grad
    turned = chain.kernels[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    full = engine.conv2d(spread[None, :, 9:-9, 9:-9], turned, dilation=chain.dilation)[0]
    np.testing.assert_allclose(full, passes.gradients["x"], atol=1e-12)


@pytest.mark.torch
def test_conventions_for_ties_are_those_of_the_libraries_named() -> None:
    torch = pytest.importorskip("torch")
    x = np.array([[[3.0, 3.0], [1.0, 3.0]]])
    grad = np.array([[[6.0]]])

    def routed(ties: Any) -> list[float]:
        return pooling_ties.backward(grad, x, (2, 2), (2, 2), ties).ravel().tolist()

    assert routed("first") == [6, 0, 0, 0]
    assert routed("even") == [2, 2, 0, 2]
    assert routed("every") == [6, 6, 0, 6]
    pooled, shared = (torch.tensor(x, requires_grad=True) for _ in range(2))
    (6 * torch.nn.functional.max_pool2d(pooled, 2)).sum().backward()
    (6 * torch.amax(shared, (1, 2))).sum().backward()
    assert pooled.grad.flatten().tolist() == routed("first")
    assert shared.grad.flatten().tolist() == routed("even")
    assert pooling_ties.tied(x, (2, 2), (2, 2))
    assert not pooling_ties.tied(x[:, 1:], (1, 2), (1, 1))


def test_a_step_of_gradient_descent_reduces_the_loss() -> None:
    for chain in CHAINS[:20]:
        passes = back_propagation.run(chain)
        after = back_propagation.descend(chain, passes, 1e-6)
        assert back_propagation.loss_of(after) <= passes.loss
        for name in PARAMETERS:
            if getattr(chain, name) is not None:
                moved = getattr(chain, name) - getattr(after, name)
                np.testing.assert_allclose(moved, 1e-6 * passes.gradients[name], atol=1e-15)


def test_the_shared_kernel_adds_up_what_each_neuron_of_the_slice_would_have() -> None:
    """With a kernel of its own for each position, gradients are those of one window each."""
    chain = CHAINS[0]
    chain = replace(chain, padding=(0, 0), stride=(1, 1), dilation=(1, 1), relu=False)
    chain = replace(chain, pooling="none", dense=None, target=None, loss="squared")
    chain = replace(chain, bias=np.zeros(len(chain.kernels)))
    passes = back_propagation.run(chain)
    grad, (rows, columns) = passes.gradients["y"], chain.kernels.shape[2:]
    own = [
        grad[:, y, x, None, None, None] * chain.x[None, :, y : y + rows, x : x + columns]
        for y, x in np.ndindex(grad.shape[1:])
    ]
    np.testing.assert_allclose(sum(own), passes.gradients["kernels"])


def test_there_are_networks_with_both_kinds_of_bias() -> None:
    for chains in (CHAINS[:30], WHOLE):
        assert {chain.has_bias_per_position for chain in chains} == {False, True}


@pytest.mark.parametrize("chain", [one for one in CHAINS if not one.has_bias_per_position])
def test_a_bias_for_each_position_has_the_gradient_of_its_output(chain: Chain) -> None:
    """∂C/∂B = ∂C/∂Y cell by cell; a shared bias has their sum, and Y is the same with both."""
    shared = back_propagation.run(chain)
    own = np.broadcast_to(chain.bias[:, None, None], shared.values["y"].shape)
    passes = back_propagation.run(replace(chain, bias=own))
    np.testing.assert_allclose(passes.values["y"], shared.values["y"], atol=1e-12)
    np.testing.assert_array_equal(passes.gradients["bias"], passes.gradients["y"])
    summed = passes.gradients["bias"].sum((1, 2))
    np.testing.assert_allclose(summed, shared.gradients["bias"], atol=1e-12)
    after = back_propagation.descend(replace(chain, bias=own), passes, 0.5)
    np.testing.assert_allclose(after.bias, own - 0.5 * passes.gradients["y"], atol=1e-12)


def test_what_cannot_be_is_said_in_a_sentence() -> None:
    chain = Chain(np.zeros((1, 3, 3)), np.zeros((1, 1, 2, 2)), np.zeros(1))
    with pytest.raises(ValueError, match="has 3 weights for each class; its input has 4 numbers"):
        back_propagation.run(replace(chain, dense=np.zeros((2, 3))))
    with pytest.raises(ValueError, match="the target has the shape"):
        back_propagation.run(replace(chain, loss="squared", target=np.zeros((1, 3, 3))))
    with pytest.raises(ValueError, match="kernel"):
        back_propagation.run(replace(chain, kernels=np.zeros((1, 1, 4, 4))))
    for wrong in ((1, 3, 3), (2, 2), (1, 1, 1)):
        with pytest.raises(
            ValueError, match=r"must be \(1,\), one .* or \(1, 2, 2\), one for each"
        ):
            back_propagation.run(replace(chain, bias=np.zeros(wrong)))
    with pytest.raises(ValueError, match="bias"):
        back_propagation.run(replace(chain, bias=np.zeros(2)))
