"""Whether a server outlives its visitors: thousands come, look at a page, and go.

``python -m tests.load.coming_and_going [--sessions 5000] [--batch 30] [--descriptors 256]``: real
WebSocket sessions against the real server, all pages in rotation, each run to its end before the
browser goes. The soft and the hard limit of open files are held at so many, so that the server
cannot raise them (not on Windows, which has no limit). Prints the server's descriptors, threads and
memory after a tenth of the sessions and after all of them. Ends with status 1 where one of the
three has grown by more than a tenth between the two, or a session has failed.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psutil
from websockets import WebSocketException

from tests.load.visitor import PageError, connect
from tests.pages import PATHS
from tests.serving import Server, running_server, wait_until_quiet

PAGES = tuple(path.strip("/") for path in PATHS.values())
GROWTH = 1.1


@dataclass(frozen=True)
class Reading:
    """What the server holds at a moment."""

    sessions: int
    descriptors: int
    threads: int
    megabytes: float

    @classmethod
    def of(cls, server: Server, sessions: int) -> "Reading":
        process = psutil.Process(server.pid)
        with process.oneshot():
            descriptors = process.num_handles() if psutil.WINDOWS else process.num_fds()
            threads, memory = process.num_threads(), process.memory_info().rss / 2**20
        return cls(sessions, descriptors, threads, memory)

    def growth(self, before: "Reading") -> float:
        """How many times as much this is as the reading before, in what has grown most."""
        return max(
            self.descriptors / before.descriptors,
            self.threads / before.threads,
            self.megabytes / before.megabytes,
        )

    def __str__(self) -> str:
        held = f"{self.descriptors:4} descriptors {self.threads:3} threads {self.megabytes:6.0f} MB"
        return f"{self.sessions:6} sessions: {held}"


async def _come_and_go(server: Server, page_name: str) -> str | None:
    """Open a page and leave; returns what went wrong."""
    try:
        visitor = await connect(server.url, {})
        visitor.page_name = page_name
        async with visitor.socket:
            await visitor.open()
    except (PageError, OSError, TimeoutError, WebSocketException) as error:
        return f"{page_name or 'first page'}: {type(error).__name__}: {error}"
    return None


async def _together(visits: Sequence[Coroutine[Any, Any, str | None]]) -> list[str]:
    return [error for error in await asyncio.gather(*visits) if error is not None]


def pass_through(
    server: Server, sessions: int, batch: int, first: int = 0, pages: Sequence[str] = PAGES
) -> list[str]:
    """Let so many sessions come and go, `batch` at once; returns what went wrong."""
    errors = []
    with ThreadPoolExecutor(1) as thread:  # Playwright's fixtures keep a loop in the main one
        for done in range(0, sessions, batch):
            visits = [
                _come_and_go(server, pages[i % len(pages)])
                for i in range(first + done, first + min(done + batch, sessions))
            ]
            errors += thread.submit(asyncio.run, _together(visits)).result()
    return errors


def hold_descriptors(limit: int) -> None:
    """Let this process, and those that it starts, open so many files and raise that no more."""
    if not psutil.WINDOWS:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=30)
    parser.add_argument("--descriptors", type=int, default=256)
    options = parser.parse_args()
    hold_descriptors(options.descriptors)
    part = options.sessions // 10
    with running_server() as server:
        wait_until_quiet(server)
        readings = [Reading.of(server, 0)]
        print(readings[0], flush=True)
        errors: list[str] = []
        for done in range(0, options.sessions, part):
            start = time.monotonic()
            errors += pass_through(server, part, options.batch, done)
            readings.append(Reading.of(server, done + part))
            print(f"{readings[-1]}  {time.monotonic() - start:5.0f} s", flush=True)
        log = server.log()
    growth = readings[-1].growth(readings[1])
    print(f"grown from {part} to {options.sessions} sessions: {growth:.2f} times at most")
    print(f"{len(errors)} sessions failed", *errors[:20], sep="\n")
    if "Traceback" in log:
        print(log[-4000:])
    return int(growth > GROWTH or bool(errors) or "Traceback" in log)


if __name__ == "__main__":
    sys.exit(main())
