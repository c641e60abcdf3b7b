"""How exact pictures' filters and layers are, place by place, on random numbers of large range.

``python -m tests.benchmarks.exactness [--seed N] [--count N]``: so many calls of `filter_image` and
`conv2d`, of float32 and float64, with any stride, padding, mode, dilation, groups and bias, and
magnitudes up to seven decades apart, against sums in a wider type. Prints the largest error in
units of eps · Σ|w·x| over the error's own window (at most 32 is promised, and exactly 0 where every
product is 0) and the call that has it; then what gradients, transposed convolution and Winograd's
tiles keep.
"""

import argparse
import sys
from itertools import product

import numpy as np

from tests.benchmarks.exactness_cases import Case, filter_case, layer_case
from tests.benchmarks.exactness_gradients import gradients, winograd

PROMISED = 32
KINDS = {"filter_image": filter_case, "conv2d": layer_case}
TYPES = (np.float32, np.float64)


def case_of(seed: int, number: int) -> tuple[str, Case]:
    """Return one of a seed's calls, and what it calls: all kinds and types in turns."""
    kind = list(KINDS)[number % len(KINDS)]
    dtype = TYPES[number // len(KINDS) % len(TYPES)]
    return kind, KINDS[kind](np.random.default_rng((seed, number)), dtype)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=2000)
    options = parser.parse_args()
    worst: dict[tuple[str, str], tuple[float, str]] = {}
    missed = 0
    for number in range(options.count):
        kind, case = case_of(options.seed, number)
        ratio = case.ratio()
        if ratio > PROMISED:
            missed += 1
            print(f"✗ {number}: {kind}, {case.name}: {ratio:.3g}", flush=True)
        place = kind, np.dtype(case.dtype).name
        worst[place] = max(worst.get(place, (0.0, "")), (ratio, f"{number}: {case.name}"))
    print(f"{options.count} calls of seed {options.seed}, {missed} beyond {PROMISED}. The largest:")
    for (kind, dtype), (ratio, name) in worst.items():
        print(f"{kind}, {dtype}: {ratio:.2f} eps · Σ|w·x| ({name})")
    others: dict[tuple[str, str], float] = {}
    for number in range(options.count // 20):
        for function, dtype in product((gradients, winograd), TYPES):
            rng = np.random.default_rng((options.seed, number))
            for name, ratio in function(rng, dtype):
                place = name, np.dtype(dtype).name
                others[place] = max(others.get(place, 0.0), ratio)
    print(f"Of {options.count // 20} random layers, in the units that the docstrings state:")
    for (name, dtype), ratio in sorted(others.items()):
        print(f"{name}, {dtype}: {ratio:.2f}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
