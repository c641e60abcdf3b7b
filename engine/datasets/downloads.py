"""Files from the internet: fetched once, checked, kept in the user's cache folder.

pooch does the work; what goes wrong ends in one `DataSetError`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engine.datasets.data_set import DataSetError

Progress = Callable[[int, int], None]
"""Called with the bytes that have come and those there are (0 where the server does not say).

It may raise to stop the download; nothing is left behind then.
"""

_TIMEOUT = (10, 60)  # seconds until a server answers, and between two pieces of a file
_PIECE = 1 << 16  # bytes


@dataclass(frozen=True)
class Remote:
    """A file by its name in the cache, addresses (the publisher's first), and "md5:…"."""

    name: str
    addresses: tuple[str, ...]
    checksum: str


def cache_folder() -> Path:
    """Return where downloads are kept: the user's cache folder of this system."""
    import pooch  # brings an HTTP library along, which no page without a download needs

    return Path(pooch.os_cache("convoscope"))


def is_here(remote: Remote, folder: Path) -> bool:
    """Tell whether the file has been downloaded; `fetch` checks what is in it."""
    return (folder / remote.name).exists()


def fetch(remote: Remote, folder: Path, progress: Progress = lambda done, total: None) -> Path:
    """Return the file in `folder`, downloaded if it is missing or is not what it should be.

    Raises `DataSetError` where no address gives the right file; a file that broke off or has
    another checksum is not kept.
    """
    import pooch

    pooch.get_logger().setLevel(logging.WARNING)  # else it writes of every download to stderr
    problem = ""
    for address in remote.addresses:
        try:
            found = pooch.retrieve(
                address,
                remote.checksum,
                remote.name,
                folder,
                downloader=pooch.HTTPDownloader(
                    progressbar=_Meter(progress),
                    chunk_size=_PIECE,
                    timeout=_TIMEOUT,
                    # A server that packs what is packed already would break the checksum.
                    headers={"Accept-Encoding": "identity"},
                ),
            )
        except (OSError, ValueError) as error:
            problem = problem or _sentence(remote, address, folder, error)
        else:
            return Path(found)
    raise DataSetError(problem)


class _Meter:
    """What pooch tells of its progress, in the manner of tqdm."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.total, self.done = progress, 0, 0

    def update(self, count: int) -> None:
        """Count so many more bytes; the last piece is told as a whole one."""
        self.done = min(self.done + count, self.total) if self.total else self.done + count
        self.progress(self.done, self.total)

    def reset(self) -> None:
        """Begin again: pooch tells the whole once more at the end."""
        self.done = 0

    def close(self) -> None:
        """Do nothing: nothing is open."""


def _sentence(remote: Remote, address: str, folder: Path, error: Exception) -> str:
    from requests import exceptions

    server = urlsplit(address).hostname
    match error:
        case exceptions.HTTPError(response=response) if response is not None:
            why = f"{server} returned error {response.status_code}; try again later"
        case exceptions.ChunkedEncodingError():
            why = f"the connection to {server} was lost; try again"
        case exceptions.RequestException():
            why = f"{server} cannot be reached; connect to the internet and try again"
        case ValueError():
            why = f"what {server} sent is not the expected file (wrong checksum)"
        case _:
            why = f"it cannot be saved in {folder} ({error})"
    return f"{remote.name} could not be downloaded: {why}."
