"""The virtual environment of the repository: made, filled and kept up to date by its commands.

Standard library only, and nothing newer than Python 3.7 in its syntax: it runs before anything is
installed, and must be able to tell an old Python that it is too old.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)


class SetUpError(Exception):
    """The environment cannot be made; the message says why in one or two plain sentences."""


def ready(*requirements: str, root: Path = ROOT) -> Path:
    """Return the Python of `root`/.venv, in which the given requirement files are installed.

    Installed already: nothing is run. Otherwise the environment is made, or made anew if another
    version of Python made it, and filled; a second process that asks for the same waits.
    """
    _check_version(sys.version_info[:2])
    folder = root / ".venv"
    if _is_complete(folder, root, requirements):
        return _python(folder)
    try:
        folder.mkdir(exist_ok=True)
        with _locked(folder / "set-up.lock"):
            if not _is_complete(folder, root, requirements):
                _build(folder, root, requirements)
    except OSError as error:
        raise SetUpError(
            f"The virtual environment {folder} could not be made ({error}). Is the disk full, "
            "is the folder read-only, or is Convoscope still running in it?"
        ) from error
    except KeyboardInterrupt:
        raise SetUpError("Interrupted. Start again: it goes on from here.") from None
    return _python(folder)


def _check_version(version: tuple[int, ...]) -> None:
    if not OLDEST <= tuple(version) <= NEWEST:
        raise SetUpError(
            "Convoscope needs Python {}.{} to {}.{}, and this is Python {}.{}.".format(
                *OLDEST, *NEWEST, *version
            )
        )


def _is_complete(folder: Path, root: Path, requirements: tuple[str, ...]) -> bool:
    if not _is_made_by_this_python(folder):
        return False
    installed = _stamp(folder)
    return all(installed.get(name) == _digest(root / name) for name in requirements)


def _is_made_by_this_python(folder: Path) -> bool:
    try:
        lines = (folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    settings = dict(line.replace(" ", "").split("=", 1) for line in lines if "=" in line)
    version = settings.get("version") or settings.get("version_info", "")
    return _python(folder).exists() and version.split(".")[:2] == [
        str(part) for part in sys.version_info[:2]
    ]


def _build(folder: Path, root: Path, requirements: tuple[str, ...]) -> None:
    # What an earlier command needed is installed again with the rest, so that pip chooses
    # versions that suit all of it. Without a stamp, an interrupted installation starts over.
    needed = {*requirements, *(name for name in _stamp(folder) if (root / name).exists())}
    digests = {name: _digest(root / name) for name in sorted(needed)}
    _stamp_file(folder).unlink(missing_ok=True)
    if not (_is_made_by_this_python(folder) and _has_pip(folder)):
        _make(folder)
    _install(folder, [root / name for name in digests])
    unfinished = folder / "installed.part"
    unfinished.write_text(json.dumps(digests), encoding="utf-8")
    unfinished.replace(_stamp_file(folder))


def _make(folder: Path) -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise SetUpError(
            "This Python cannot make virtual environments. On Debian and Ubuntu the command "
            "'sudo apt install python3-venv' adds what is missing; then start again."
        )
    print("Making a virtual environment in", folder, flush=True)
    _empty(folder)
    if subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False).returncode != 0:
        raise SetUpError("The virtual environment could not be made; Python says above why.")


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != "set-up.lock":
            entry.unlink()


def _has_pip(folder: Path) -> bool:
    command = [str(_python(folder)), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(folder: Path, files: list[Path]) -> None:
    print("Installing", ", ".join(file.name for file in files), "(once; it takes a while)")
    command = [str(_python(folder)), "-m", "pip", "install", "--disable-pip-version-check"]
    for file in files:
        command += ["-r", str(file)]
    sys.stdout.flush()
    if subprocess.run(command, check=False).returncode != 0:
        raise SetUpError(
            "Not everything could be installed; pip says above what went wrong. Most often the "
            "computer is not connected to the internet. Start again: it goes on from here."
        )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the operating system frees even if this process is killed."""
    with path.open("a") as file:
        if not _try_lock(file):
            print("Another start of Convoscope is installing; waiting for it.", flush=True)
            _wait_lock(file)
        yield


if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(file: IO[str]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_lock(file: IO[str]) -> None:
        while not _try_lock(file):
            time.sleep(0.5)

else:
    import fcntl

    def _try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _wait_lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _stamp_file(folder: Path) -> Path:
    return folder / "installed.json"


def _stamp(folder: Path) -> dict[str, str]:
    """Digest of every requirement file at the time when it was installed, by its name."""
    try:
        stamp: dict[str, str] = json.loads(_stamp_file(folder).read_text(encoding="utf-8"))
        return stamp
    except (OSError, ValueError):
        return {}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
