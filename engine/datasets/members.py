"""What is in a ZIP or a folder of pictures, looked through before anything is unpacked.

A ZIP is somebody else's: it may claim paths outside of it, links, and a thousand times its size.
Nothing of it is ever written to a disk, and no more is read of a file than it claims to hold.
"""

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine.datasets.data_set import DataSetError
from engine.datasets.zip_names import composed, names_of
from engine.images.pictures import LARGEST_FILE, shorten

MOST_FILES = 70_000
LARGEST_ARCHIVE = 500_000_000
LARGEST_UNPACKED = 1_000_000_000
"""Bytes of all files of a ZIP together, unpacked."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without a limit
_SYSTEM_FOLDERS = ("__MACOSX", "@eaDir", "$RECYCLE.BIN")  # of macOS, of Synology, of Windows


class Unreadable(Exception):
    """A file that cannot be read after all."""


@dataclass(frozen=True)
class Member:
    """A file: its path below the archive or folder, and what gives its first bytes."""

    parts: tuple[str, ...]
    size: int
    read: Callable[[int], bytes]


@dataclass(frozen=True)
class Contents:
    """The files, all folders, and how many links were left out."""

    files: tuple[Member, ...]
    folders: frozenset[tuple[str, ...]]
    links: int


def of_zip(archive: zipfile.ZipFile, name: str) -> Contents:
    """Return what a ZIP lists; `DataSetError` where it had better not be unpacked."""
    name = shorten(name)
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise DataSetError(f"{name} holds {len(entries):,} files; there may be {MOST_FILES:,}.")
    files, folders, links = [], set(), 0
    for entry, path in zip(entries, names_of(entries), strict=True):
        parts = _parts(path, name)
        _check(entry, path, name)
        if _is_left_out(parts):
            continue
        if path.endswith(("/", "\\")):
            folders.add(parts)
        elif stat.S_ISLNK(entry.external_attr >> 16):
            links += 1
        else:
            files.append(Member(parts, entry.file_size, _reader(archive, entry)))
    unpacked = sum(member.size for member in files)
    if unpacked > LARGEST_UNPACKED:
        raise DataSetError(
            f"{name} would unpack to {unpacked / 1e6:,.0f} MB; at most "
            f"{LARGEST_UNPACKED / 1e6:,.0f} MB are read: make the pictures smaller, or take fewer."
        )
    return Contents(tuple(files), frozenset(folders), links)


def opened_zip(source: bytes | Path, name: str) -> zipfile.ZipFile:
    """Open a ZIP; `DataSetError` where it is none."""
    name = shorten(name)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > LARGEST_ARCHIVE:
        raise DataSetError(
            f"{name} is {size / 1e6:,.0f} MB large; "
            f"at most {LARGEST_ARCHIVE / 1e6:,.0f} MB are read."
        )
    file: IO[bytes] | Path = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        raise DataSetError(
            f"{name} is damaged, incomplete or not a ZIP file: create it again and retry."
        ) from None


def of_folder(folder: Path) -> Contents:
    """Return what lies in a folder and below; links are left out and not followed."""
    files, folders, links = [], set(), 0
    for place, below, names in os.walk(folder):
        here = tuple(map(composed, Path(place).relative_to(folder).parts))
        links += sum(Path(place, name).is_symlink() for name in (*below, *names))
        below[:] = sorted(name for name in below if not Path(place, name).is_symlink())
        folders |= {(*here, composed(name)) for name in below if not _is_left_out((*here, name))}
        for name in sorted(names):
            path, parts = Path(place, name), (*here, composed(name))
            if not _is_left_out(parts) and path.is_file() and not path.is_symlink():
                files.append(Member(parts, path.stat().st_size, _file_reader(path)))
    if len(files) > MOST_FILES:
        raise DataSetError(
            f"{folder.name} holds {len(files):,} files; there may be {MOST_FILES:,}."
        )
    return Contents(tuple(files), frozenset(folders), links)


def of_files(files: Iterable[tuple[str, bytes]], name: str) -> Contents:
    """Return files by their paths, as a browser sends those of a folder."""
    name = shorten(name)
    members = [
        Member(parts, len(data), _memory_reader(data))
        for path, data in files
        if not _is_left_out(parts := _parts(composed(path), name))
    ]
    return Contents(tuple(members), frozenset(), 0)


def _parts(path: str, name: str) -> tuple[str, ...]:
    parts = tuple(path.replace("\\", "/").split("/"))
    leads_out = parts[0] == "" or ".." in parts or parts[0].endswith(":")
    if leads_out:
        raise DataSetError(
            f"{name} names a file “{path[:60]}”, which lies outside of it: it is not opened. "
            "Pack the folders of the classes and try again."
        )
    return tuple(part for part in parts if part not in ("", "."))


def _check(entry: zipfile.ZipInfo, path: str, name: str) -> None:
    if entry.flag_bits & 1:
        raise DataSetError(f"{name} is password-protected: create it again without a password.")
    if entry.compress_type not in _METHODS:
        raise DataSetError(
            f"{name} uses an unsupported compression: create it as an ordinary ZIP (“deflate”)."
        )
    if entry.file_size > LARGEST_FILE:
        raise DataSetError(
            f"{name} holds a file of {entry.file_size / 1e6:,.0f} MB, “{path[:60]}”; "
            f"a picture may have {LARGEST_FILE / 1e6:.0f} MB: take it out and try again."
        )


def _is_left_out(parts: tuple[str, ...]) -> bool:
    """Tell whether it has no name, as "." in a ZIP, or is none of the learner's."""
    return not parts or any(part in _SYSTEM_FOLDERS or part.startswith(".") for part in parts)


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        try:
            with archive.open(entry) as file:
                return file.read(count)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
            raise Unreadable from None

    return read


def _file_reader(path: Path) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(count)
        except OSError:
            raise Unreadable from None

    return read


def _memory_reader(data: bytes) -> Callable[[int], bytes]:
    return lambda count: data[:count]


def natural(path: Iterable[str]) -> list[list[tuple[int, str]]]:
    """Return what to sort paths by, so that 10 comes after 2: numbers by their value."""
    return [
        [
            (len(piece.lstrip("0")), piece.lstrip("0")) if place % 2 else (0, piece)
            for place, piece in enumerate(re.split(r"([0-9]+)", part))
        ]
        for part in path
    ]


def leaves(contents: Contents) -> Iterator[tuple[str, ...]]:
    """Return the folders without folders in them."""
    every = contents.folders | {member.parts[:-1] for member in contents.files}
    inner = {folder[:-1] for folder in every}
    yield from sorted(every - inner - {()}, key=natural)
