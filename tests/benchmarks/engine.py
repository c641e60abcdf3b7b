"""The engine beside PyTorch, OpenCV, SciPy and scikit-image, and beside the machine's limits.

``python -m tests.benchmarks.engine [--rows REGEX] [--rounds N] [--json FILE] [--plot FILE.png]
[--busy]``: the same work, the same number of threads, called in turns in one process; medians.
Needs what requirements-reference.txt names. `--busy` is for a machine at which others are at work:
one thread each, in seconds of that thread; the shares of the machine's limits then tell nothing.
`python -m tests.benchmarks.write_results FILE.json …` puts what such runs have found, all rows in
one or piece by piece, into RESULTS.md.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from engine.runtime import threads
from tests.benchmarks.engine_results import Result, limits_document, plot, print_result
from tests.benchmarks.engine_rows import Row, Work, rows
from tests.benchmarks.engine_table import limits_line, tables
from tests.benchmarks.interleaved import Times, time_calls
from tests.benchmarks.limits import Limits, machine

THREADS = 2
# Seconds for one row: against the library that we are held to; all others get a few rounds.
BUDGET, FEW = 1.0, 5


def main() -> int:
    options = _options()
    chosen = [row for row in rows() if re.search(options.rows, row.title)]
    number, clock = (1, time.thread_time) if options.busy else (THREADS, time.perf_counter)
    for set_threads in (torch.set_num_threads, cv2.setNumThreads, threads.set_num_threads):
        set_threads(number)
    limits = Limits(number)
    setting = f"{machine()}; {number} threads each; PyTorch {torch.__version__}, OpenCV"
    setting += f" {cv2.__version__}, NumPy {np.__version__}"
    print(f"{setting}; {len(chosen)} rows", flush=True)
    results = []
    for row in chosen:
        results.append(measure(row, limits, options.rounds, clock))
        print_result(results[-1])
    document = {
        "setting": setting,
        "limits": limits_document(limits),
        "rows": [result.as_dict(limits) for result in results],
    }
    print(f"\n{limits_line(document['limits'])}", *tables(document["rows"]), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False), "utf-8")
    if options.plot:
        plot(results, limits, machine(), options.plot)
    return int(any(result.misses(limits) for result in results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="", help="only rows whose title this finds")
    parser.add_argument("--rounds", type=int, help="rounds for each row, not a time budget")
    parser.add_argument("--busy", action="store_true", help="one thread each, in its own seconds")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    return parser.parse_args()


def measure(row: Row, limits: Limits, rounds: int | None, clock: Callable[[], float]) -> Result:
    """Compare the results once, then time the calls in turns."""
    work = row.prepare()
    (judge, theirs), *rest = work.others.items()
    error = _error(work, theirs)
    times = time_calls([work.ours, theirs], BUDGET, rounds, clock)
    others = {}
    if rest:
        calls = [work.ours, *(call for _, call in rest)]
        slow: Times = time_calls(calls, 0.0, rounds or FEW, clock)
        others = {name: slow.ratio(index) for index, (name, _) in enumerate(rest, 1)}
    return Result(
        row,
        judge=judge,
        seconds=times.median(0),
        judge_seconds=times.median(1),
        paired=times.paired_ratio(1),
        rounds=times.rounds,
        others=others,
        error=error,
        flops_now=limits.flops(),
    )


def _error(work: Work, theirs: object) -> float:
    """The largest difference of the results, beside the largest number in them."""
    ours, expected = work.compare(work.ours()), work.compare(theirs())
    difference = np.abs(ours.reshape(expected.shape) - expected).max()
    return float(difference / max(np.abs(expected).max(), 1e-30))


if __name__ == "__main__":
    sys.exit(main())
