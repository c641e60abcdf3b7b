"""A network's two passes as the component takes them: every quantity as maps of rows."""

from typing import Any

from engine.explain import back_propagation
from engine.explain.back_propagation import Array, Chain

_NAMES = {"dense_bias": "offset"}


def build(chain: Chain, rate: float) -> dict[str, Any]:
    """Return what `gradient_chain/chain.js` describes as a model, after one run of the chain.

    Raises ValueError with one plain sentence where the network cannot be.
    """
    passes = back_propagation.run(chain)
    after = back_propagation.descend(chain, passes, rate)
    maps = {name: _maps(name, values) for name, values in passes.values.items()}
    last = back_propagation.last_name(chain)
    return {
        "problem": _problem(chain, maps),
        "biases": "position" if chain.has_bias_per_position else "filter",
        "relu": chain.relu,
        "pool": None if chain.pooling == "none" else _pool(chain),
        "dense": chain.dense is not None,
        "loss": {
            "kind": chain.loss,
            "target": _maps(last, passes.target) if passes.target is not None else None,
            "label": chain.label,
        },
        "lost": passes.loss,
        "shares": None if passes.shares is None else _maps(last, passes.shares),
        "rate": rate,
        "lostAfter": back_propagation.loss_of(after),
        "quantities": [
            {
                "name": _NAMES.get(name, name),
                "values": maps[name],
                "gradients": _maps(name, gradient),
                "after": _maps(name, getattr(after, name))
                if name in back_propagation.PARAMETERS
                else None,
            }
            for name, gradient in passes.gradients.items()
        ],
    }


def _problem(chain: Chain, maps: dict[str, Any]) -> dict[str, Any]:
    """Return the convolution without its bias, as `shared/arithmetic.js` describes it."""
    return {
        "operation": "correlation",
        "input": maps["x"],
        "kernels": chain.kernels.tolist(),
        "bias": None,
        "window": list(chain.kernels.shape[2:]),
        "stride": list(chain.stride),
        "padding": [[side, side] for side in chain.padding],
        "output_padding": [0, 0],
        "dilation": list(chain.dilation),
        "groups": 1,
        "mode": "constant",
    }


def _pool(chain: Chain) -> dict[str, Any]:
    return {
        "kind": chain.pooling,
        "window": list(chain.window),
        "stride": list(chain.pool_stride),
        "ties": chain.ties,
    }


def _maps(name: str, values: Array) -> list[Any]:
    """Return values as a list of matrices; what is one row of numbers becomes a column."""
    if name == "kernels":
        return list(values.reshape(-1, *values.shape[2:]).tolist())
    if values.ndim == 1:
        return [values[:, None].tolist()]
    return list((values[None] if values.ndim == 2 else values).tolist())
