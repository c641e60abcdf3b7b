"""What the app does where Numba's cache on disk fails: it must go on, and say so once.

``python -m tests.benchmarks.cache_faults``, as root on Linux: a copy of the code that belongs to
root and is mounted read-only is served by a user of its own, without a home. For each fault: what
every page answered, whether the health check is true to that, and how often the log says which
sentence. Ends with status 1 where a page failed, or the log is silent or repeats itself.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.startup import COMPILED, COMPILING
from tests.load.coming_and_going import PAGES
from tests.load.visitor import PageError, connect
from tests.serving import ROOT, Server, running_server, wait_until_quiet

USER = f"convoscope-{os.getpid()}"
NAMESPACE = "CONVOSCOPE_NAMESPACE"  # set once this runs in a name space of its own
CODE = ("app", "assets", "engine", "pages", ".streamlit")
NOT_KEPT, DAMAGED = "cannot be kept on disk", "cannot be read"
SMALL = "300k"  # of disk, a few kernels' worth
SPARED = 8  # of so many files one is damaged: all of them would take minutes to compile again


@dataclass(frozen=True)
class Fault:
    """A fault, what is done to a full cache beforehand, and the sentence that the log must have."""

    name: str
    sentence: str | None
    place: str  # of the cache: "nowhere", "folder", "small disk"
    damage: Callable[[Path], None] | None = None


def _cut(suffix: str, share: float) -> Callable[[Path], None]:
    def damage(cache: Path) -> None:
        for file in sorted(cache.rglob(f"*.{suffix}"))[::SPARED]:
            os.truncate(file, int(file.stat().st_size * share))

    return damage


FAULTS = (
    Fault("a full cache", None, "folder"),
    Fault(".nbi files cut in half", DAMAGED, "folder", _cut("nbi", 0.5)),
    Fault("empty .nbi files", DAMAGED, "folder", _cut("nbi", 0)),
    Fault(".nbc files cut in half", DAMAGED, "folder", _cut("nbc", 0.5)),
    Fault("empty .nbc files", DAMAGED, "folder", _cut("nbc", 0)),
    Fault("read-only code, no home", NOT_KEPT, "nowhere"),
    Fault(f"a disk of {SMALL}B", NOT_KEPT, "small disk"),
)


async def _visit(server: Server) -> list[str]:
    """Open every page; returns what went wrong."""
    errors = []
    for name in PAGES:
        try:
            visitor = await connect(server.url, {})
            visitor.page_name = name
            async with visitor.socket:
                run = await visitor.open()
                if not name and not run.frame:
                    errors.append("Kernel lab: no picture")
        except (PageError, OSError, TimeoutError) as error:
            errors.append(f"{name or 'Kernel lab'}: {error}")
    return errors


def health(server: Server) -> str:
    """What the health check answers."""
    try:
        with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=60) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


def let_others_run_python() -> None:
    """Let another user run this Python, in this name space, where it is in root's own home."""
    home, python = Path("/root"), Path(sys.executable).resolve()
    if not python.is_relative_to(home) or home.stat().st_mode & 0o001:
        return
    kept = home / python.relative_to(home).parts[0]
    aside = tempfile.mkdtemp()
    subprocess.run(["mount", "--bind", str(kept), aside], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(home)], check=True)
    kept.mkdir()
    subprocess.run(["mount", "--move", aside, str(kept)], check=True)
    os.rmdir(aside)


@contextmanager
def mounted(*arguments: str) -> Iterator[None]:
    """Mount something until the block ends."""
    subprocess.run(["mount", *arguments], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", arguments[-1]], check=True)


@contextmanager
def another_user() -> Iterator[int]:
    """Make a user without a home until the block ends; gives its number."""
    subprocess.run(["useradd", "--no-create-home", "--home-dir", "/nonexistent", USER], check=True)
    try:
        yield int(subprocess.run(["id", "-u", USER], capture_output=True, check=True).stdout)
    finally:
        subprocess.run(["userdel", "--force", USER], check=True)


@dataclass(frozen=True)
class Place:
    """A read-only copy of the code, who runs it, and a folder for caches."""

    code: Path
    user: int
    caches: Path

    def serve(self, cache: Path | None):
        """Serve the copy as the other user; without a cache that can be written where None."""
        environment = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "", "TMPDIR": str(self.caches)}
        if cache is not None:
            environment["NUMBA_CACHE_DIR"] = str(cache)
        return running_server(root=self.code, environment=environment, user=self.user)

    def folder(self, name: str) -> Path:
        """Make a folder that the user may write to."""
        path = self.caches / name
        path.mkdir()
        os.chown(path, self.user, self.user)
        return path


def run(fault: Fault, place: Place, full: Path, stack: ExitStack) -> list[str]:
    """Serve with a fault; return the row of the table, its last column "ok" or what is wrong."""
    cache = None
    if fault.place != "nowhere":
        cache = place.folder(fault.name.replace(" ", "-"))
        if fault.place == "small disk":
            options = f"size={SMALL},uid={place.user},mode=700"
            stack.enter_context(mounted("-t", "tmpfs", "-o", options, "tmpfs", str(cache)))
        else:
            shutil.copytree(full, cache, dirs_exist_ok=True)
            if fault.damage is not None:
                fault.damage(cache)
            subprocess.run(["chown", "-R", str(place.user), str(cache)], check=True)
    with place.serve(cache) as server:
        errors = asyncio.run(_visit(server))
        while COMPILING in server.log() and COMPILED not in server.log():
            time.sleep(1)
        wait_until_quiet(server)
        errors += asyncio.run(_visit(server))
        answer, log = health(server), server.log()
    said = {sentence: log.count(sentence) for sentence in (NOT_KEPT, DAMAGED)}
    expected = {sentence: int(sentence == fault.sentence) for sentence in said}
    if said != expected:
        errors.append(f"the log says {said}")
    if answer != "ok":
        errors.append(f"the health check says {answer}")
    if "Traceback" in log:
        errors.append(log[-2000:])
    pages = 2 * len(PAGES)
    told = ", ".join(f"“{s}” {n}×" for s, n in said.items() if n) or "nothing"
    return [fault.name, f"{pages} pages", answer, told, "; ".join(errors) or "ok"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="faults whose names have this in them")
    options = parser.parse_args()
    if sys.platform != "linux" or os.geteuid() != 0:
        print("This needs root on Linux: it makes a user and mounts file systems.")
        return 2
    if NAMESPACE not in os.environ:  # what is mounted is seen here alone, and goes with the process
        os.environ[NAMESPACE] = "1"
        again = [sys.executable, "-m", "tests.benchmarks.cache_faults", *sys.argv[1:]]
        os.execvp("unshare", ["unshare", "--mount", *again])
    let_others_run_python()
    failed = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        code, caches = folder / "code", folder / "caches"
        for part in CODE:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, code / part, ignore=ignored)
        caches.mkdir(mode=0o777)
        caches.chmod(0o777)
        user = stack.enter_context(another_user())
        stack.enter_context(mounted("--bind", "-o", "ro", str(code), str(code)))
        place = Place(code, user, caches)
        full = place.folder("full")
        with place.serve(full) as server:
            while COMPILED not in server.log():
                time.sleep(1)
        for fault in FAULTS:
            if options.only in fault.name:
                with ExitStack() as mounts:
                    row = run(fault, place, full, mounts)
                print("| " + " | ".join(row) + " |", flush=True)
                failed += row[-1] != "ok"
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
