"""A class that trains at once on one server, and one learner who moves a slider meanwhile.

``python -m tests.load.training_class [--visitors 12] [--seconds 30] [--cores 2]``: real browser
sessions against the real server, whose process is kept to so many cores. Prints how far each has
got, and how long a slider of the Kernel lab takes with nobody training and with all of them. Ends
with status 1 where the slowest is less than half as fast as the fastest, the slider's p95 is more
than three times its own, the cores are not free again after they have gone, or a second class as
large, for a moment, leaves more memory taken than the first.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPConnection

import numpy as np
import psutil

from app.training.route import TOKEN
from app.training.settings import MOST_EPOCHS
from tests.load.classroom import THINKING, header_of
from tests.load.visitor import Visitor, connect
from tests.serving import Server, running_server, wait_until_quiet

VIEW = "convoscope.training_view"
OFTEN = 0.25  # s between two frames that a browser asks for, as in polling.js
MOVES = 60
SLOWEST, LONGEST = 0.5, 3.0
A_MOMENT = 5.0  # s that the second class trains
LEFT = 20 << 20  # bytes by which the memory after it may be more, for what is kept once
AFTERWARDS = 100  # s: of a session that has gone the runs are given up after ninety
NETWORKS = ("small", "plain", "dense", "six_layer_vgg")  # on the digits: of unequal cost


@dataclass
class Findings:
    """Steps and processor time of each visitor; durations of the slider's moves."""

    steps: list[int] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)


@dataclass
class Trainer:
    """A visitor of the training page, and what it asks for by plain HTTP, as a browser does."""

    visitor: Visitor
    line: HTTPConnection
    access: tuple[str, str]

    async def ask(self, method: str, path: str, body: str | None = None) -> bytes:
        """What the server answers."""
        return await asyncio.to_thread(self._ask, method, path, body)

    def _ask(self, method: str, path: str, body: str | None) -> bytes:
        address, token = self.access
        self.line.request(method, address + path, body, {TOKEN: token})
        return self.line.getresponse().read()


async def begin(server: Server, network: str) -> Trainer:
    """Open the training page and press Run."""
    visitor = await connect(server.url, {"network": network, "epochs": str(MOST_EPOCHS)})
    visitor.page_name = "training"
    await visitor.open()
    line = HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    trainer = Trainer(visitor, line, visitor.found[VIEW][0])
    await trainer.ask("POST", "/command", json.dumps({"command": "run"}))
    return trainer


async def look(trainer: Trainer, until: float, sizes: list[int]) -> dict:
    """Ask for frames; returns the last one's header."""
    header: dict = {}
    while time.monotonic() < until or not header:
        frame = await trainer.ask("GET", f"/frame?seen={header.get('frame', '')}")
        if frame:
            header = header_of(frame)[0]
            sizes.append(len(frame))
        await asyncio.sleep(OFTEN)
    return header


async def slide(server: Server, moves: int) -> list[float]:
    """Move a slider of the Kernel lab again and again; returns how long each took."""
    chance, value, seconds = random.Random(0), 1, []
    visitor = await connect(server.url, {})
    async with visitor.socket:
        await visitor.open()
        for _ in range(moves):
            await asyncio.sleep(chance.uniform(*THINKING))
            value = chance.choice([one for one in range(1, 9) if one != value])
            seconds.append((await visitor.move("Stride", value)).seconds)
    return seconds


async def train_together(server: Server, visitors: int, seconds: float, same: bool) -> Findings:
    """All of it."""
    found = Findings()
    found.alone = await slide(server, MOVES)
    names = [NETWORKS[0] if same else NETWORKS[n % len(NETWORKS)] for n in range(visitors)]
    class_ = [await begin(server, name) for name in names]
    await asyncio.sleep(1)
    until = time.monotonic() + seconds
    before = [steps_of(await look(trainer, 0, [])) for trainer in class_]
    looks = [look(trainer, until, found.frames) for trainer in class_]
    sliding = asyncio.create_task(slide(server, MOVES))
    after = await asyncio.gather(*looks)
    found.beside = await sliding
    found.steps = [steps_of(header) - start for header, start in zip(after, before, strict=True)]
    for trainer in class_:
        trainer.line.close()
        await trainer.visitor.socket.close()
    return found


def steps_of(header: dict) -> int:
    return header["runs"][0]["step"]


def p95(seconds: list[float]) -> float:
    return float(np.percentile(seconds, 95))


def main() -> int:
    options = _options()
    with running_server() as server:
        process = psutil.Process(server.pid)
        if hasattr(process, "cpu_affinity"):
            cores = sorted(os.sched_getaffinity(0))[: options.cores]
            for thread in process.threads():
                os.sched_setaffinity(thread.id, cores)
        wait_until_quiet(server)
        at_first = process.memory_info().rss
        work = train_together(server, options.visitors, options.seconds, options.same)
        found = asyncio.run(work)
        busy = process.memory_info().rss
        time.sleep(3)
        idle = process.cpu_percent(interval=3)
        time.sleep(AFTERWARDS)
        urllib.request.urlopen(server.url, timeout=10).close()
        after = process.memory_info().rss
        asyncio.run(train_together(server, options.visitors, A_MOMENT, options.same))
        time.sleep(AFTERWARDS)
        urllib.request.urlopen(server.url, timeout=10).close()
        at_last = process.memory_info().rss
        log = server.log()
    share = min(found.steps) / max(1, max(found.steps))
    ratio = p95(found.beside) / p95(found.alone)
    print(f"{options.visitors} visitors, {options.seconds:g} s, {options.cores} cores")
    print(f"steps taken: {sorted(found.steps)}; slowest/fastest {share:.2f}")
    print(f"frames: {len(found.frames)}, of {np.mean(found.frames) / 1024:.1f} kB")
    for name, times in (("nobody trains", found.alone), ("all train", found.beside)):
        p50 = np.percentile(times, 50)
        print(f"slider while {name}: p50 {p50 * 1000:.0f} ms, p95 {p95(times) * 1000:.0f} ms")
    print(f"p95 with all / p95 with nobody: {ratio:.2f}")
    print(f"processor after they have gone: {idle:.0f} %; memory {at_first / 2**20:.0f} MB before,"
          f" {busy / 2**20:.0f} while, {after / 2**20:.0f} after, {at_last / 2**20:.0f} after a"
          " second class")  # fmt: skip
    failed = (
        min(found.steps) == 0
        or (options.same and share < SLOWEST)
        or ratio > LONGEST
        or idle > 20
        or at_last - after > LEFT
        or "Traceback" in log
    )
    if "Traceback" in log:
        print(log)
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--mixed", dest="same", action="store_false", help="unequal networks")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
