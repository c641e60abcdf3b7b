"""Downloads from a server on this machine: whole, cut off, wrong, missing, and no server at all."""

import gzip
import hashlib
import io
import struct
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from engine import datasets
from engine.datasets import DataSetError, catalogue, downloads
from engine.datasets.cifar10 import CIFAR10, cifar10, read_records
from engine.datasets.downloads import Remote
from engine.datasets.mnist import FASHION_MNIST, MNIST, fashion_mnist, mnist, read_idx
from tests.serving import free_port

CONTENT = bytes(range(256)) * 2000


class Site(ThreadingHTTPServer):
    """Files by their paths; what is asked for is noted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.cut_off: set[str] = set()
        self.asked: list[str] = []

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"

    def remote(self, path: str, content: bytes) -> Remote:
        """Serve `content`, and say where it is."""
        self.files[path] = content
        return Remote(path, (self.address(path),), f"md5:{hashlib.md5(content).hexdigest()}")


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = self.path.lstrip("/")
        self.server.asked.append(path)
        content = self.server.files.get(path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if path in self.server.cut_off else content)

    def log_message(self, *words: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


def left_over(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_a_file_is_fetched_once_and_its_progress_told(site, tmp_path):
    remote = site.remote("part/one.bin", CONTENT)
    told: list[tuple[int, int]] = []
    assert not downloads.is_here(remote, tmp_path)
    file = downloads.fetch(remote, tmp_path, lambda done, total: told.append((done, total)))
    assert file.read_bytes() == CONTENT
    assert downloads.is_here(remote, tmp_path)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) > 5
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    downloads.fetch(remote, tmp_path)
    assert site.asked == ["part/one.bin"]


def test_a_damaged_file_in_the_cache_is_fetched_again(site, tmp_path):
    remote = site.remote("one.bin", CONTENT)
    (tmp_path / "one.bin").write_bytes(b"half")
    assert downloads.fetch(remote, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda site: site.cut_off.add("one.bin"), "127.0.0.1 was lost; try again"),
        (lambda site: site.files.update({"one.bin": b"<html>"}), "wrong checksum"),
        (lambda site: site.files.clear(), "127.0.0.1 returned error 404; try again later"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_sentence_and_leaves_nothing(site, tmp_path, break_it, sentence):
    remote = site.remote("one.bin", CONTENT)
    break_it(site)
    with pytest.raises(DataSetError, match=sentence) as caught:
        downloads.fetch(remote, tmp_path)
    assert str(caught.value).startswith("one.bin could not be downloaded: ")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert left_over(tmp_path) == []


def test_offline_is_one_sentence(tmp_path):
    nowhere = Remote("one.bin", (f"http://127.0.0.1:{free_port()}/one.bin",), "md5:0")
    with pytest.raises(DataSetError, match="cannot be reached; connect to the internet"):
        downloads.fetch(nowhere, tmp_path)


def test_a_folder_that_cannot_be_written_is_one_sentence(site, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataSetError, match="it cannot be saved in"):
        downloads.fetch(site.remote("one.bin", CONTENT), tmp_path / "file")


def test_a_second_address_helps_out_and_the_first_ones_trouble_is_reported(site, tmp_path):
    remote = site.remote("one.bin", CONTENT)
    both = replace(remote, addresses=(site.address("gone"), *remote.addresses))
    assert downloads.fetch(both, tmp_path).read_bytes() == CONTENT
    site.files.clear()
    with pytest.raises(DataSetError, match="error 404"):
        downloads.fetch(replace(both, name="two.bin"), tmp_path)


def test_a_download_can_be_stopped_and_leaves_nothing(site, tmp_path):
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        downloads.fetch(site.remote("one.bin", CONTENT), tmp_path, stop)
    assert left_over(tmp_path) == []


def idx(values: np.ndarray) -> bytes:
    head = struct.pack(">HBB", 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
    return gzip.compress(head + values.astype(np.uint8).tobytes(), mtime=0)


def random_mnist() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    sizes = ((6, 28, 28), (6,), (3, 28, 28), (3,))
    return [rng.integers(0, 256 if len(size) == 3 else 10, size) for size in sizes]


@pytest.fixture
def served(site, monkeypatch) -> list[np.ndarray]:
    """A small MNIST, which is what `site` serves."""
    parts = random_mnist()
    remotes = [
        site.remote(remote.name, idx(part)) for remote, part in zip(MNIST, parts, strict=True)
    ]
    entry = replace(datasets.describe("mnist"), files=tuple(remotes))
    monkeypatch.setitem(catalogue._ENTRIES, "mnist", entry)
    return parts


def test_mnist_from_a_server_to_a_data_set(site, served, tmp_path):
    parts = served
    assert not datasets.is_ready("mnist", tmp_path)
    data = datasets.load("mnist", folder=tmp_path)
    assert datasets.is_ready("mnist", tmp_path)
    entry = datasets.describe("mnist")
    assert (data.shape, len(data.classes)) == (entry.shape, entry.classes)
    assert np.array_equal(data.pictures[:, 0], np.concatenate([parts[0], parts[2]]))
    assert np.array_equal(data.labels, np.concatenate([parts[1], parts[3]]))
    assert [len(part) for part in (data.split().train, data.split().held_out)] == [6, 3]
    asked = list(site.asked)
    assert datasets.load("mnist", folder=tmp_path) is data
    assert site.asked == asked


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "one.gz is not an IDX file of bytes"),
        (b"\0\0\x0d\1\0\0\0\0", "one.gz is not an IDX file of bytes"),
        (b"\0\0\x08\1\0\0\0\5abc", "says that it holds 5 values, and has 3 bytes"),
        (b"\0\0\x08\3\0\0\0\5", "is damaged"),
        (b"\0\0\x08\2" + b"\xff" * 8, "and has 0 bytes of them"),
        (idx(np.zeros(50))[:-9], "one.gz is damaged or incomplete"),
        (b"\x1f\x8bnonsense", "one.gz is damaged or incomplete"),
    ],
)
def test_a_file_that_is_no_idx_is_one_sentence(tmp_path, data, sentence):
    (tmp_path / "one.gz").write_bytes(data)
    with pytest.raises(DataSetError, match=sentence):
        read_idx(tmp_path / "one.gz")


def test_mnists_files_may_be_unpacked(tmp_path):
    parts = random_mnist()
    files = [tmp_path / str(number) for number in range(4)]
    for file, part in zip(files, parts, strict=True):
        file.write_bytes(gzip.decompress(idx(part)))
    assert np.array_equal(mnist(files).pictures[:6, 0], parts[0])
    clothes = fashion_mnist(files)
    assert np.array_equal(clothes.pictures, mnist(files).pictures)
    assert (clothes.classes[0], clothes.classes[-1]) == ("T-shirt/top", "Ankle boot")


def records(count: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    made = rng.integers(0, 256, (count, 3073), dtype=np.uint8)
    made[:, 0] %= 10
    return made


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def test_cifar10_from_its_archive(tmp_path):
    made = records(12)
    names = [f"data_batch_{number}.bin" for number in range(1, 6)] + ["test_batch.bin"]
    parts = {
        f"cifar-10-batches-bin/{name}": made[2 * i : 2 * i + 2].tobytes()
        for i, name in enumerate(names)
    }
    file = tmp_path / "cifar.tar.gz"
    file.write_bytes(archive(parts))
    data = cifar10([file])
    assert len(data) == 12
    entry = datasets.describe("cifar10")
    assert (data.shape, len(data.classes)) == (entry.shape, entry.classes)
    assert data.labels.tolist() == made[:, 0].tolist()
    assert data.pictures[7, 1, 2, 3] == made[7, 1 + 1024 + 2 * 32 + 3]
    assert len(data.split().held_out) == 2
    del parts["cifar-10-batches-bin/test_batch.bin"]
    for wrong in (archive(parts), file.read_bytes()[:200], b"nonsense", b""):
        file.write_bytes(wrong)
        with pytest.raises(DataSetError, match=r"cifar.tar.gz is damaged or is not CIFAR-10"):
            cifar10([file])


@pytest.mark.parametrize("data", [b"", b"\0" * 3072, b"\x0a" + b"\0" * 3072])
def test_records_that_cannot_be_are_one_sentence(data):
    with pytest.raises(DataSetError, match="part is damaged: it "):
        read_records(data, "part")


def test_checksums_are_those_that_the_publishers_state():
    sums = [remote.checksum for remote in (*MNIST, *FASHION_MNIST, *CIFAR10)]
    assert len(set(sums)) == 9
    assert all(text.startswith("md5:") and len(text) == 36 for text in sums)
    addresses = [address for remote in (*MNIST, *FASHION_MNIST) for address in remote.addresses]
    assert all(address.endswith("-ubyte.gz") for address in addresses)


def test_who_comes_second_waits_and_can_be_stopped(site, served, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "_GLANCE", 0.01)
    begun, go_on, loaded = threading.Event(), threading.Event(), []

    def hold(done: int, total: int) -> None:
        begun.set()
        assert go_on.wait(20)

    first = threading.Thread(
        target=lambda: loaded.append(datasets.load("mnist", hold, tmp_path)), daemon=True
    )
    first.start()
    assert begun.wait(20)

    def stop(done: int, total: int) -> None:
        assert (done, total) == (0, 0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        datasets.load("mnist", stop, tmp_path)
    go_on.set()
    first.join(20)
    assert datasets.load("mnist", folder=tmp_path) is loaded[0]
    assert len(site.asked) == len(MNIST)
