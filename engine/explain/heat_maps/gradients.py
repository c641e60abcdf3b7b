"""Heat maps over the input, from a class's gradient: plain, averaged under noise, or guided."""

import numpy as np

from engine.checks import Array, real_number, whole
from engine.explain.heat_maps.scores import Tell, check_batch, check_network, score_slopes, silent
from engine.networks.graph import Graph

_MOST_SAMPLES = 1000


def saliency(network: Graph, x: object, target: object) -> Array:
    """Return how strongly each number of the input moves a class's score: |∂score/∂x|.

    Source: Simonyan et al., "Deep inside convolutional networks: visualising image classification
    models and saliency maps" (2014), section 3; there the largest channel is drawn.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`.

    Returns
    -------
    N × the network's input shape, at least 0, in its type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such class, no row of scores.
    """
    return np.abs(score_slopes(network, x, target).of_input)


@np.errstate(all="ignore")  # what is no number is seen in the result
def smooth_grad(
    network: Graph,
    x: object,
    target: object,
    samples: int = 50,
    sigma: float = 0.15,
    seed: int = 0,
    tell: Tell = silent,
) -> Array:
    """Return SmoothGrad: the mean of ∂score/∂x over copies of the input with noise added.

    (1/n)·Σ ∂score/∂x at x + N(0, s²), where s = sigma·(max x − min x) of each sample. Source:
    Smilkov et al., "SmoothGrad: removing noise by adding noise" (2017); there n is 50, sigma is
    10 to 20 %, and the absolute value is drawn. Without noise it is the gradient itself.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`.
    samples
        How many noisy copies, n, 1 to 1,000.
    sigma
        Of the noise, as a share of the sample's range, 0 to 10.
    seed
        Of the noise: the same seed, the same map.
    tell
        Is called with the share that is done, after each copy; what it raises breaks off.

    Returns
    -------
    N × the network's input shape, with its sign, in its type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such class, no row of scores, a setting beyond its limits.
    """
    network = check_network(network)
    whole(samples, "samples", 1, _MOST_SAMPLES)
    share = real_number(sigma, "sigma", minimum=0, maximum=10)
    rng = np.random.default_rng(whole(seed, "seed", 0))
    batch = check_batch(network, x)
    axes = tuple(range(1, batch.ndim))
    spread = share * np.ptp(batch, axis=axes, keepdims=True).astype(np.float64)
    total = np.zeros(batch.shape)
    for done in range(samples):
        noisy = batch + spread * rng.standard_normal(batch.shape)
        total += score_slopes(network, noisy.astype(batch.dtype), target).of_input
        tell((done + 1) / samples)
    return (total / samples).astype(batch.dtype)


def guided_backprop(network: Graph, x: object, target: object) -> Array:
    """Return guided back-propagation: ∂score/∂x where ReLU passes positive gradients only.

    On the way back, a ReLU hands on R·[its output > 0]·[R > 0] instead of R·[its output > 0], R
    being the gradient that it gets: what would lower the score is left out. Source: Springenberg et
    al., "Striving for simplicity: the all convolutional net" (2015), section 4. It is defined for
    ReLU; every other activation (leaky ReLU, tanh, …) keeps its own derivative, and a network
    without ReLU gives the plain gradient, as Captum does.

    Parameters
    ----------
    network, x, target
        As in `grad_cam`.

    Returns
    -------
    N × the network's input shape, with its sign, in its type.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no such class, no row of scores.
    """
    return score_slopes(network, x, target, guided=True).of_input


def largest_channel(gradients: Array) -> Array:
    """Return the largest absolute value over the channels, N×H×W of N×C×H×W.

    So saliency maps are drawn (Simonyan et al., 2014, section 3.1; Smilkov et al., 2017).
    """
    found: Array = np.abs(gradients).max(axis=1)
    return found
