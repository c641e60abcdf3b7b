"""Sixteen threads call different operations of the engine; every result is compared.

``python -m tests.benchmarks.soak``: a minute under each of Numba's threading layers, each in a
process of its own. Meanwhile the main thread runs somebody else's ``parallel=True`` function under
that layer, as a notebook might. Prints the calls done, results that differ from the one computed
alone beforehand, exceptions, and how each process ended.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np

import engine
from tests.benchmarks.every_operation import operations

LAYERS = ("omp", "tbb", "workqueue")
CALLERS = 16
THREADS = 4  # for one operation: more than two cores have, so that parts are mixed thoroughly
ROOT = Path(__file__).parents[2]


@dataclass
class Outcome:
    """What became of one process."""

    layer: str
    calls: int = 0
    wrong: int = 0
    errors: int = 0
    neighbours: int = 0  # runs of the parallel function
    ended: str = ""  # "normally", or how not
    missing: bool = False  # the layer cannot be loaded here
    first: str = ""  # the first thing that went wrong

    @property
    def passed(self) -> bool:
        trouble = self.wrong or self.errors or self.missing or self.ended != "normally"
        return not trouble and self.calls > 0 and self.neighbours > 0


def same(one: object, other: object) -> bool:
    """Equal to the last bit, NaN equal to NaN."""
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return np.array_equal(one, other, equal_nan=True)


@numba.njit(parallel=True)
def squares(numbers: np.ndarray) -> float:
    total = 0.0
    for i in numba.prange(numbers.size):
        total += numbers[i] * numbers[i]
    return total


def soak(layer: str, seconds: float) -> Outcome:
    """Call everything from all threads at once, in this process."""
    outcome = Outcome(layer)
    numbers = np.arange(1000.0)
    try:
        expected_squares = squares(numbers)
    except ValueError as error:  # Numba: no threading layer could be loaded
        outcome.missing, outcome.first = True, str(error).splitlines()[0]
        return outcome
    if numba.threading_layer() != layer:
        raise RuntimeError(f"{layer} was asked for and {numba.threading_layer()} loaded")
    engine.set_num_threads(THREADS)
    calls = operations()
    expected = {name: call() for name, call in calls.items()}
    deadline = time.monotonic() + seconds
    counting = threading.Lock()

    def work(seed: int) -> None:
        order = np.random.default_rng(seed).permutation(sorted(calls))
        while time.monotonic() < deadline:
            for name in order:
                trouble = attempt(calls[name], expected[name])
                with counting:
                    outcome.calls += 1
                    outcome.wrong += trouble == "wrong"
                    outcome.errors += trouble not in ("", "wrong")
                    outcome.first = outcome.first or (trouble and f"{name}: {trouble}")

    callers = [threading.Thread(target=work, args=(seed,)) for seed in range(CALLERS)]
    for caller in callers:
        caller.start()
    while any(caller.is_alive() for caller in callers):
        outcome.wrong += not np.isclose(squares(numbers), expected_squares)
        outcome.neighbours += 1
        time.sleep(0.01)
    return outcome


def attempt(call: Callable[[], object], expected: object) -> str:
    """Nothing, "wrong", or what was raised."""
    try:
        return "" if same(call(), expected) else "wrong"
    except Exception as error:
        return repr(error)


def soak_in_a_process(layer: str, seconds: float) -> Outcome:
    """The same under one threading layer in a fresh process, which may be aborted."""
    environment = {**os.environ, "NUMBA_THREADING_LAYER": layer}
    if layer == "tbb":  # where pip puts the library, and the system's loader does not look
        places = [str(Path(sys.prefix) / "lib"), environment.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, places))
    command = [sys.executable, "-m", "tests.benchmarks.soak", "--inside", layer]
    done = subprocess.run(
        [*command, "--seconds", str(seconds)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds + 300,
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        return Outcome(layer, ended=f"with code {done.returncode}", first=last[0])
    return Outcome(**{**json.loads(done.stdout.splitlines()[-1]), "ended": "normally"})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--layers", nargs="+", choices=LAYERS, default=LAYERS)
    parser.add_argument("--inside", choices=LAYERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        print(json.dumps(vars(soak(arguments.inside, arguments.seconds))))
        return 0
    print(f"{CALLERS} callers, {THREADS} threads an operation, {arguments.seconds:g} s each")
    print("layer       calls  wrong  exceptions  neighbour's runs  ended")
    failed = 0
    for layer in arguments.layers:
        o = soak_in_a_process(layer, arguments.seconds)
        ended = "not installed here" if o.missing else o.ended
        print(f"{layer:9} {o.calls:7,} {o.wrong:6} {o.errors:11} {o.neighbours:17,}  {ended}")
        if o.first:
            print(f"          {o.first}")
        failed += not o.passed
    return failed


if __name__ == "__main__":
    sys.exit(main())
