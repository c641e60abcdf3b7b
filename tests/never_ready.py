"""Calls and pages while kernels are compiled for ever: which of them would wait for that.

``python -m tests.never_ready operations`` or ``pages``: prints, as JSON, the names of those that
would wait, and of those that failed, in a process of its own. There nothing has been compiled, so
that every first call of a kernel is noticed.
"""

import json
import sys
from collections.abc import Callable

from engine.kernels import readiness


class _Never:
    """An event that never comes, and who waited for it."""

    def __init__(self) -> None:
        self.waited = False

    def is_set(self) -> bool:
        return False

    def wait(self, seconds: float | None = None) -> bool:
        self.waited |= seconds is None or seconds > 0
        if self.waited:
            raise RuntimeError("it would wait")
        return False


def waiting(calls: dict[str, Callable[[], object]]) -> dict[str, str]:
    """Return what would wait or fail, and why."""
    never, found = _Never(), {}
    readiness._ready = never  # type: ignore[assignment]
    for name, call in calls.items():
        never.waited = False
        try:
            call()
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"
        if never.waited:
            found[name] = "waits"
    return found


def _operations() -> dict[str, Callable[[], object]]:
    from tests.benchmarks import every_operation

    large = {
        name: call
        for name, call in every_operation.operations().items()
        if "31x31" not in name  # as 11×11, and slow in NumPy
    }
    return large | _layers() | _trainings()


def _layers() -> dict[str, Callable[[], object]]:
    import numpy as np

    from engine import networks
    from tests.engine import registered

    def both_ways(name: str, training: bool) -> None:
        shape, layers = registered.made(name)
        for dtype in (np.float32, np.float64):
            network = networks.Sequential(shape, layers, dtype=dtype)
            trace = network.trace(np.ones((3, *shape), dtype), training, np.random.default_rng(0))
            network.backward(trace, trace.output, needs_input_grad=True)

    return {
        f"layer {name}{' in training' if training else ''}": lambda n=name, t=training: both_ways(
            n, t
        )
        for name in registered.COMPUTED
        for training in (False, True)
    }


def _trainings() -> dict[str, Callable[[], object]]:
    import numpy as np

    from engine import networks
    from engine.explain import activation_cost, convolution_cost, kernel_learning
    from engine.explain.activation_curves import Function
    from engine.networks.microbatch import accumulate_step
    from engine.planning.volumes import Layer, Volume

    given = networks.Sequential((4,), [networks.Linear(4, 3)]), networks.SGD()
    batch = np.ones((2, 4), np.float32), np.zeros(2, np.int64)
    return {
        "networks.step": lambda: networks.step(*given, *batch),
        "accumulate_step": lambda: next(accumulate_step(*given, *batch, 1)),
        "SGD": lambda: networks.SGD().step(given[0].parameters, given[0].parameters),
        "Adam": lambda: networks.Adam().step(given[0].parameters, given[0].parameters),
        "kernel_learning.learn": lambda: kernel_learning.learn(np.eye(9), np.eye(3)),
        "activation_cost.rounds": lambda: next(activation_cost.rounds([Function("relu")], 1)),
        "convolution_cost.rounds": lambda: next(
            convolution_cost.rounds(Volume(9, 9, 3), Layer("conv", 3, 1, 1, 2), 1)
        ),
    }


def _pages() -> dict[str, Callable[[], object]]:
    from engine.explain.heat_maps.methods import METHODS
    from tests.app.lab_app import opened_page
    from tests.pages import PATHS

    views = [(name.replace("-", "_"), {}) for name in PATHS]
    views += [("where_it_looks", {"method": method}) for method in METHODS]
    views += [("where_it_looks", {"view": view}) for view in ("occlusion", "checks")]
    views += [("pooling", {"view": view}) for view in ("picture", "back")]
    views += [("matrices", {"view": view}) for view in ("sparse", "fc", "cost")]
    views += [("back_propagation", {"view": "jacobians"})]
    views += [("activation_functions", {"show": show}) for show in ("compare", "experiments")]
    return {
        " ".join([page, *query.values()]): lambda p=page, q=query: opened_page(p, q)
        for page, query in views
    }


if __name__ == "__main__":
    kinds = {"operations": _operations, "pages": _pages}
    print(json.dumps(waiting(kinds[sys.argv[1]]())))
