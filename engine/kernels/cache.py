"""Numba's cache on disk, in a folder for every state of the kernels' sources.

To know whether compiled code is still valid, Numba looks at the one file in which the kernel
stands. Ours are made of tiles and kernels of other files: after an edit there the old machine code
would run on. So a digest of all sources in this folder is a part of the cache's path.

Where the cache is stays Numba's choice: in NUMBA_CACHE_DIR if that is set, otherwise in this
folder's `__pycache__`, otherwise (a read-only folder) in the user's own cache.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

from numba.core import caching

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


class KernelCache(caching.FunctionCache):
    """The cache of one kernel."""

    def __init__(self, function):
        super().__init__(function)
        self._folder = Path(self._cache_path) / _NAME
        _begin(self._folder)
        self._cache_path = str(self._folder)
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file = caching.IndexDataCacheFile(
            self._cache_path, self._impl.filename_base, stamp
        )

    def save_overload(self, sig, data):
        """Save compiled code; where that fails (a full disk) it is compiled again next time."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)  # another process may have removed it
            super().save_overload(sig, data)


def cache_for(function):
    """Return the cache of a kernel, one that keeps nothing where no folder can be written."""
    try:
        return KernelCache(function)
    except (RuntimeError, OSError):  # the first is Numba's word for that
        return caching.NullCache()
