"""Numba's cache on disk, in a folder for every state of the kernels' sources.

To know whether compiled code is still valid, Numba looks at the one file in which the kernel
stands. Ours are made of tiles and kernels of other files: after an edit there the old machine code
would run on. So a digest of all sources in this folder is a part of the cache's path.

Where the cache is stays Numba's choice: in NUMBA_CACHE_DIR if that is set, otherwise in this
folder's `__pycache__`, otherwise (a read-only folder) in the user's own cache.

No failure of the cache is one of the kernels: what cannot be kept is compiled in memory, what
cannot be read is compiled and written anew. The log says each of the two once.
"""

import hashlib
import logging
import os
import pickle
import platform
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

import numba
from numba.core import caching
from numba.core.registry import cpu_target

_log = logging.getLogger(__name__)

KEPT = 4  # folders, those last used: one may go back to an older state of the sources
_PREFIX = "sources-"


def digest_of(folder: Path) -> str:
    """Return a digest of all Python files in `folder`, of their names and their contents."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        source = file.read_bytes()
        digest.update(f"{file.name} {len(source)} ".encode())
        digest.update(source)
    return digest.hexdigest()[:16]


_NAME = _PREFIX + digest_of(Path(__file__).parent)


@cache
def _begin(folder: Path) -> None:
    """Note that `folder` is in use; if it is new, remove those that were not used for longest."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    if is_new:
        remove_old(folder.parent)


def remove_old(parent: Path) -> None:
    """Remove all but the `KEPT` folders of sources in `parent` that were last used.

    Another process may be at it, too, or still use one of them: it makes anew what it needs.
    """
    used = []
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            used.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(used, reverse=True)[KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


class _CheckedFile(caching.IndexDataCacheFile):
    """The files of a kernel's cache: an index, and machine code for each type with its digest.

    Numba would run what is left of damaged code, and numbers the files of code, so that two
    processes may take one number for two types.
    """

    def save(self, key, data):
        name = self._data_name(int(hashlib.sha256(repr(key).encode()).hexdigest()[:12], 16))
        self._save_data(name, data)
        self._save_index({**self._load_index(), key: name})

    def _save_data(self, name, data):
        content = self._dump(data)
        with self._open_for_write(self._data_path(name)) as file:
            file.write(hashlib.sha256(content).digest() + content)

    def _load_data(self, name):
        stored = Path(self._data_path(name)).read_bytes()
        digest, content = stored[:32], stored[32:]
        if hashlib.sha256(content).digest() != digest:
            raise ValueError(f"{name} is not whole")
        return pickle.loads(content)


class KernelCache(caching.FunctionCache):
    """The cache of one kernel."""

    def __init__(self, function):
        super().__init__(function)
        self._folder = Path(self._cache_path) / _NAME
        _begin(self._folder)
        self._cache_path = str(self._folder)
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file = _CheckedFile(self._cache_path, self._impl.filename_base, stamp)

    @property
    def folder(self):
        return self._folder

    def load_overload(self, sig, target_context):
        """Return the compiled code; None where there is none, or it cannot be read."""
        try:
            return super().load_overload(sig, target_context)
        except Exception as error:  # whatever unpickling makes of a damaged file
            _tell_once(_DAMAGED, error)
            with suppress(OSError):
                self._cache_file.flush()
            return None

    def save_overload(self, sig, data):
        """Save compiled code; where that fails (a full disk) it is compiled again next time."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)  # another process may have removed it
            super().save_overload(sig, data)
        except Exception as error:
            _tell_once(_NOT_KEPT, error)


_DAMAGED = "Compiled code on disk cannot be read (%s: %s); it is compiled again."
_NOT_KEPT = "Compiled code cannot be kept on disk (%s: %s); it is compiled anew at every start."
_told: set[str] = set()


def _tell_once(sentence, error):
    if sentence not in _told:
        _told.add(sentence)
        _log.warning(sentence, type(error).__name__, error)


def cache_for(function):
    """Return the cache of a kernel, one that keeps nothing where no folder can be written."""
    try:
        return KernelCache(function)
    except (RuntimeError, OSError) as error:  # the first is Numba's word for that
        _tell_once(_NOT_KEPT, error)
        return caching.NullCache()


def compiles() -> bool:
    """Tell whether kernels are compiled at all; as plain Python they keep nothing."""
    return not numba.config.DISABLE_JIT


def is_kept() -> bool:
    """Tell whether all that was compiled until now could be kept on disk."""
    return _NOT_KEPT not in _told


def completion_mark(folder: Path) -> Path:
    """Return the file that says: `folder` holds every kernel, compiled for this processor."""
    processor = cpu_target.target_context.codegen().magic_tuple()
    made_by = repr((processor, numba.__version__, platform.python_version()))
    return folder / f"complete-{hashlib.sha256(made_by.encode()).hexdigest()[:16]}"
