"""A class on one server: many sessions move sliders at once, each sees only its own pictures.

``python -m tests.load.classroom [--visitors 20] [--seconds 120]``: real WebSocket sessions against
the real server on this machine. Each has a kernel of its own, so that no two show the same.
"""

import argparse
import asyncio
import json
import random
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import psutil
from websockets import WebSocketException

from app.kernel_lab.schema import LabState
from engine.explain import pipeline
from engine.images import gallery, pictures
from tests.load.visitor import PageError, Visitor, connect
from tests.serving import Server, running_server, wait_until_quiet

LIMIT = 0.5  # s, p95 of a rerun
THINKING = (0.2, 0.4)  # s
COMPARED = 0.03  # share of the pictures that are computed again here
SLIDERS = {  # label: (name in the link, largest value moved to, value at the start)
    "Stride": ("stride", 8, 1),
    "Dilation": ("dilation", 8, 1),
    "Pooling size": ("pool_size", 8, 2),
    "Pooling stride": ("pool_stride", 8, 2),
}


@dataclass
class Findings:
    """What all visitors together have seen."""

    openings: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    samples: list[tuple[int, dict[str, int], bytes]] = field(default_factory=list)


def kernel_of(number: int) -> tuple[tuple[float, ...], ...]:
    """A kernel that only visitor `number` has."""
    return (-1.0, 0.0, 1.0), (-2.0, float(number), 2.0), (-1.0, 0.0, 1.0)


def link_of(number: int, values: dict[str, int]) -> dict[str, str]:
    """What the address must say: the kernel, and every slider that is off its start."""
    rows = ["_".join(f"{weight:g}" for weight in row) for row in kernel_of(number)]
    moved = {
        name: str(values[label])
        for label, (name, _, start) in SLIDERS.items()
        if values[label] != start
    }
    return {"kernel": "~".join(rows), **moved}


def header_of(frame: bytes) -> tuple[dict, int]:
    """The header of a frame and where its pixels begin."""
    start = 4 + struct.unpack_from("<I", frame)[0]
    return json.loads(frame[4:start]), start


def wrong_link(number: int, values: dict[str, int], frame: bytes | None) -> str | None:
    """Why a frame is not the visitor's own, or None if it is."""
    if frame is None:
        return f"visitor {number}: a run sent no picture"
    expected, link = link_of(number, values), header_of(frame)[0]["link"]
    return None if link == expected else f"visitor {number}: {link} instead of {expected}"


def wrong_pixels(number: int, values: dict[str, int], frame: bytes) -> str | None:
    """Compare every stage of a frame with what the engine computes here; None if they agree."""
    picture = pictures.to_grey(gallery.load(LabState().picture).pixels)
    settings = pipeline.Settings(
        kernel=kernel_of(number),
        stride=(values["Stride"], values["Stride"]),
        dilation=(values["Dilation"], values["Dilation"]),
        pool_size=values["Pooling size"],
        pool_stride=values["Pooling stride"],
    )
    computed = pipeline.run(picture, settings).stages
    header, start = header_of(frame)
    shown = {stage["name"]: stage for stage in header["stages"]}
    for stage in computed:
        told = shown[stage.name]
        low, high = told["scale"]["low"], told["scale"]["high"]
        expected = np.clip((stage.values.astype(float) - low) / (high - low), 0, 1) * 255
        begin = start + told["offset"]
        pixels = np.frombuffer(frame[begin : begin + told["length"]], np.uint8)
        if pixels.size != expected.size:
            return f"visitor {number}: {stage.name} has {pixels.size} pixels, not {expected.size}"
        if np.abs(pixels - expected.ravel()).max() > 1:  # the mapping may round either way
            return f"visitor {number}: {stage.name} shows other values than the engine's"
    return None


async def visit(number: int, server: Server, seconds: float, found: Findings) -> None:
    """One student: opens the page, then moves sliders for so long."""
    chance, compared = random.Random(number), 1.0  # the first picture always
    values = {label: start for label, (_, _, start) in SLIDERS.items()}
    try:
        visitor = await connect(server.url, link_of(number, values))
        async with visitor.socket:
            run = await visitor.open()
            found.openings.append(run.seconds)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if (wrong := wrong_link(number, values, run.frame)) is not None:
                    found.errors.append(wrong)
                elif chance.random() < compared:
                    found.samples.append((number, dict(values), run.frame))
                compared = COMPARED
                await asyncio.sleep(chance.uniform(*THINKING))
                run = await _move(visitor, values, chance)
                found.reruns.append(run.seconds)
    except (PageError, OSError, TimeoutError, WebSocketException) as error:
        found.errors.append(f"visitor {number}: {type(error).__name__}: {error}")


async def _move(visitor: Visitor, values: dict[str, int], chance: random.Random):
    label = chance.choice(list(SLIDERS))
    others = [value for value in range(1, SLIDERS[label][1] + 1) if value != values[label]]
    values[label] = chance.choice(others)
    return await visitor.move(label, values[label])


async def _visit_together(server: Server, visitors: int, seconds: float) -> Findings:
    found = Findings()
    await asyncio.gather(*(visit(i + 1, server, seconds, found) for i in range(visitors)))
    return found


def run_class(server: Server, visitors: int, seconds: float) -> Findings:
    """Let a class work for some seconds; return what it saw, samples compared with the engine."""
    # In a thread of its own: Playwright's fixtures keep a loop running in the main one.
    with ThreadPoolExecutor(1) as thread:
        visits = _visit_together(server, visitors, seconds)
        found = thread.submit(asyncio.run, visits).result()
    wrong = (wrong_pixels(*sample) for sample in found.samples)
    found.errors += [sentence for sentence in wrong if sentence is not None]
    return found


def _percentiles(seconds: list[float]) -> str:
    p50, p95 = np.percentile(seconds, (50, 95)) * 1000
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {max(seconds) * 1000:.0f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    with running_server() as server:
        process = psutil.Process(server.pid)
        wait_until_quiet(server)
        before, cpu_before = process.memory_info().rss, sum(process.cpu_times()[:2])
        found = run_class(server, options.visitors, options.seconds)
        after, cpu = process.memory_info().rss, sum(process.cpu_times()[:2]) - cpu_before
        log = server.log()
    print(f"{options.visitors} visitors, {options.seconds:.0f} s")
    print(f"opening: {_percentiles(found.openings)}")
    print(f"{len(found.reruns)} reruns: {_percentiles(found.reruns)}")
    runs = len(found.openings) + len(found.reruns)
    print(f"processor time a run: {cpu / runs * 1000:.0f} ms in the server, ", end="")
    print(f"{time.process_time() / runs * 1000:.0f} ms in all visitors together")
    print(f"server memory: {before / 2**20:.0f} MB before, {after / 2**20:.0f} MB after")
    print(f"{len(found.samples)} pictures compared with the engine; {len(found.errors)} errors")
    print(*found.errors[:20], sep="\n")
    failed = found.errors or "Traceback" in log or np.percentile(found.reruns, 95) > LIMIT
    if "Traceback" in log:
        print(log)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
