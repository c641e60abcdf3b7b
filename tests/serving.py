"""Start and stop the real server, with the command that ``app/start.py`` runs."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.start import ROOT, server_command


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, its process, and how long the port took to answer."""

    url: str
    process: subprocess.Popen
    log_file: Path
    started: float  # time.perf_counter() just before the command was given
    seconds_to_answer: float

    @property
    def pid(self) -> int:
        return self.process.pid

    def log(self) -> str:
        """Return what the server has printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_server(
    *arguments: str,
    script: str = "app/server.py",
    environment: dict[str, str] | None = None,
    root: Path = ROOT,
    module: str = "streamlit",
    base: str = "",
    port: int | None = None,
    user: int | None = None,
) -> Iterator[Server]:
    """Serve `script` on this machine, on `port` or a free one, until the block ends.

    `module` is what Python runs instead of Streamlit's command line, to watch it from inside.
    `base` stands before every path, as in "/lectures"; `user` is who runs it, if it is another one.
    """
    port = port or free_port()
    here = [f"--server.port={port}", f"--server.baseUrlPath={base}", "--server.address=127.0.0.1"]
    here.append("--server.headless=true")
    command = server_command(sys.executable, [*here, *arguments], script)
    command[command.index("streamlit")] = module
    with tempfile.TemporaryDirectory() as folder:
        log_file = Path(folder) / "server.log"
        started = time.perf_counter()
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=root,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=user,
                extra_groups=None if user is None else [],
            )
        try:
            url = f"http://127.0.0.1:{port}{base}"
            _wait_until_healthy(url, process, log_file)
            yield Server(url, process, log_file, started, time.perf_counter() - started)
        finally:
            stop(process)


def wait_until_quiet(server: Server) -> None:
    """Wait until the server and the compilers that it began have nothing to do."""
    process = psutil.Process(server.pid)
    while process.cpu_percent(interval=1) > 20 or process.children():
        pass


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def stop(process: subprocess.Popen) -> None:
    """End a server politely, and after ten seconds by force."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_healthy(url: str, process: subprocess.Popen, log_file: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"the server does not answer:\n{log_file.read_text(errors='replace')}")
