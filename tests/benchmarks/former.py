"""The engine beside itself at an earlier commit: ``python -m tests.benchmarks.former COMMIT``.

``[--rows REGEX] [--rounds N] [--busy]``: the rows of `tests.benchmarks.engine` that both commits
have, each called in turns by two processes, one for each commit; the medians, and how many times
the former speed. Rows that were slower than 0.9 of it are named at the end. `--busy` as in
`tests.benchmarks.engine`: one thread each, in seconds of that thread.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
TIMING = Path(__file__).resolve().with_name("interleaved.py")
"""How both are timed: the former commit may have had another way."""
WORKER = """
import json, runpy, sys, time
from engine.runtime import threads
from tests.benchmarks.engine_rows import rows

busy, time_calls = sys.argv[1] == "busy", runpy.run_path(sys.argv[2])["time_calls"]
threads.set_num_threads(1 if busy else 2)
clock = time.thread_time if busy else time.perf_counter
known = {row.title: row for row in rows()}
print(json.dumps(list(known)), flush=True)
title = work = None
for asked in map(json.loads, sys.stdin):
    if asked != title:
        title, work = asked, known[asked].prepare()
    print(time_calls([work.ours], 0.0, 3, clock).median(0), flush=True)
"""
"""What either process runs, in its own tree: one line for each row asked for, with its seconds."""

LEAST = 0.9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commit")
    parser.add_argument("--rows", default="", help="only rows whose title this finds")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--busy", action="store_true", help="one thread each, in its own seconds")
    options = parser.parse_args()
    slower = []
    how = "busy" if options.busy else "alone"
    with _tree(options.commit) as former, _worker(former, how) as then, _worker(ROOT, how) as now:
        known = set(_answer(then))
        for title in _answer(now):
            if title not in known or not re.search(options.rows, title):
                continue
            pairs = np.array([_round(title, then, now, i) for i in range(options.rounds)])
            before, after = np.median(pairs, axis=0)
            speed = float(np.median(pairs[:, 0] / pairs[:, 1]))
            print(f"{speed:5.2f}  {before * 1e3:9.3f} {after * 1e3:9.3f} ms  {title}", flush=True)
            if speed < LEAST:
                slower.append(title)
    print(f"slower than {LEAST} of {options.commit}: {len(slower)}", *slower, sep="\n  ")
    return 0


@contextmanager
def _tree(commit: str) -> Iterator[Path]:
    """Check a commit out into a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "x", "-C", folder], input=archive.stdout, check=True)
        yield Path(folder)


@contextmanager
def _worker(tree: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, how, str(TIMING)],
        cwd=tree,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield worker
    finally:
        worker.communicate()  # the end of its input ends it


def _round(
    title: str, then: subprocess.Popen[str], now: subprocess.Popen[str], number: int
) -> tuple[float, float]:
    """Return the seconds that a row took then and now; who begins alternates."""
    seconds = {}
    for worker in (then, now) if number % 2 == 0 else (now, then):
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(title) + "\n")
        worker.stdin.flush()
        seconds[worker.pid] = float(_answer(worker))
    return seconds[then.pid], seconds[now.pid]


def _answer(worker: subprocess.Popen[str]):
    assert worker.stdout is not None
    return json.loads(worker.stdout.readline())


if __name__ == "__main__":
    sys.exit(main())
