"""How long the warm-up takes, in fresh processes, with an empty and with a full cache.

``python -m tests.benchmarks.warmup``: with the import of the engine (and of Numba) counted.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMITS = {"empty": 20.0, "full": 1.0}  # s
COLD_RUNS, WARM_RUNS = 2, 7

SCRIPT = """
import json, time
start = time.perf_counter()
from engine.warmup import warmup
times = [("imports", time.perf_counter() - start)]
told = []
warmup(lambda share, name: told.append((name, time.perf_counter())))
times += [(a[0], b[1] - a[1]) for a, b in zip(told, told[1:])]
print(json.dumps(times))
"""


def time_warmup(cache: str) -> dict[str, float]:
    """Seconds of every step in a fresh process."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return dict(json.loads(done.stdout))


def main() -> int:
    runs: dict[str, list[dict[str, float]]] = {"empty": [], "full": []}
    for _ in range(COLD_RUNS):
        with tempfile.TemporaryDirectory() as cache:
            runs["empty"].append(time_warmup(cache))
            if len(runs["empty"]) == COLD_RUNS:
                runs["full"] += [time_warmup(cache) for _ in range(WARM_RUNS)]
    medians = {
        cache: {step: statistics.median(run[step] for run in times) for step in times[0]}
        for cache, times in runs.items()
    }
    print(f"{'median seconds, cache':34}  empty   full")
    for step in medians["empty"]:
        print(f"{step:34} {medians['empty'][step]:6.2f} {medians['full'][step]:6.2f}")
    totals = {cache: statistics.median(sum(run.values()) for run in runs[cache]) for cache in runs}
    print(f"{'all':34} {totals['empty']:6.2f} {totals['full']:6.2f}")
    print(f"{'at most':34} {LIMITS['empty']:6.2f} {LIMITS['full']:6.2f}")
    return sum(totals[cache] > LIMITS[cache] for cache in LIMITS)


if __name__ == "__main__":
    sys.exit(main())
