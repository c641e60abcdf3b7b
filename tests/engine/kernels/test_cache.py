"""The kernels' cache on disk: never stale, where the user wants it, and of bounded size."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from engine.kernels import cache

ROOT = Path(__file__).parents[3]
SCRIPT = """
import numpy as np
from engine.kernels.activations import relu
x, out, board = np.full(1024, -1.0, np.float32), np.empty(1024, np.float32), np.zeros(40, np.int64)
relu(board.ctypes.data, 1, x.size, x, out, False)
print(out[512], "compiled" if relu.stats.cache_misses else "cached")
"""

needs_compiler = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled here")


@pytest.fixture
def copied(tmp_path):
    """A copy of the engine that may be edited."""
    folder = tmp_path / "copied"
    shutil.copytree(
        ROOT / "engine", folder / "engine", ignore=shutil.ignore_patterns("__pycache__")
    )
    return folder


def run(folder: Path, **environment: str) -> str:
    """What the script prints in a fresh process; the engine of `folder` runs."""
    variables = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=folder,
        env={**variables, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def edit(folder: Path, before: str, after: str) -> None:
    """Change the tile that ReLU's kernel, which stands in another file, is made of."""
    file = folder / "engine" / "kernels" / "row_tiles.py"
    source = file.read_text("utf-8")
    assert source.count(before) == 1
    file.write_text(source.replace(before, after), "utf-8")


@needs_compiler
@pytest.mark.parametrize("given", [False, True])
def test_an_edited_tile_runs_at_once_and_the_old_one_is_still_there(copied, tmp_path, given):
    environment = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")} if given else {}
    assert run(copied, **environment) == "0.0 compiled"
    assert run(copied, **environment) == "0.0 cached"
    right, wrong = 'fcmp_ordered("<=", value, zero)', 'fcmp_ordered(">=", value, zero)'
    edit(copied, right, wrong)
    assert run(copied, **environment) == "-1.0 compiled"
    edit(copied, wrong, right)
    assert run(copied, **environment) == "0.0 cached"
    kept = list((tmp_path / "cache" if given else copied).rglob("sources-*"))
    assert len(kept) == 2
    assert all(any(folder.glob("*.nbc")) for folder in kept)


@needs_compiler
def test_a_folder_that_cannot_be_written_sends_the_cache_to_the_users_own(copied, tmp_path):
    (copied / "engine" / "kernels" / "__pycache__").touch()  # so that there can be no such folder
    environment = {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    environment |= {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    assert run(copied, **environment) == "0.0 compiled"
    assert run(copied, **environment) == "0.0 cached"
    nowhere = tmp_path / "file"
    nowhere.touch()
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        environment[name] = str(nowhere)
    assert run(copied, **environment) == run(copied, **environment) == "0.0 compiled"


@needs_compiler
def test_several_processes_may_begin_at_once(copied, tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=copied,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    outputs = [process.communicate()[0] for process in processes]
    assert [output.split()[0] for output in outputs] == ["0.0"] * 3
    assert run(copied, NUMBA_CACHE_DIR=str(tmp_path / "cache")) == "0.0 cached"


def test_names_and_contents_of_all_files_count(tmp_path):
    digests = set()
    for name, content in (("a.py", "1"), ("a.py", "2"), ("b.py", ""), ("b.py", "2"), ("c.py", "")):
        (tmp_path / name).write_text(content)
        digests.add(cache.digest_of(tmp_path))
    assert len(digests) == 5
    (tmp_path / "c.txt").touch()
    assert cache.digest_of(tmp_path) in digests


def test_folders_that_were_not_used_for_longest_go(tmp_path):
    names = [f"sources-{number}" for number in (5, 1, 4, 2, 3, 6)]
    for age, name in enumerate(names):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kernel.nbc").touch()
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    (tmp_path / "another").mkdir()
    os.utime(tmp_path / "another", (0, 0))
    cache._begin.cache_clear()
    cache._begin(tmp_path / "sources-6")  # not new: nothing goes, and it counts as used
    assert len(list(tmp_path.iterdir())) == 7
    cache._begin(tmp_path / "sources-new")
    assert {folder.name for folder in tmp_path.iterdir()} == {
        "another", "sources-new", "sources-6", "sources-5", "sources-1"
    }  # fmt: skip


def compiled(function):
    """A kernel with a cache of its own, as a fresh process has it."""
    kernel = numba.njit(function)
    kernel._cache = cache.cache_for(function)
    return kernel


@pytest.fixture
def told(monkeypatch, tmp_path, caplog):
    """What the log is told; the kernels' cache is in an empty folder."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(cache, "_told", set())
    return caplog


@needs_compiler
def test_a_folder_removed_meanwhile_is_made_again_and_a_full_disk_stops_nothing(monkeypatch, told):
    kernel = compiled(lambda x: x + 1)
    shutil.rmtree(kernel._cache.cache_path)
    assert kernel(1) == 2
    assert len(list(Path(kernel._cache.cache_path).glob("*.nbc"))) == 1
    assert cache.is_kept()

    def full(*arguments):
        raise OSError("no space left on device")

    monkeypatch.setattr(cache._CheckedFile, "save", full)
    assert compiled(lambda x: x + 2)(1) == 3
    assert compiled(lambda x: x + 3)(1) == 4
    (sentence,) = told.messages
    assert "cannot be kept on disk (OSError: no space left on device)" in sentence
    assert not cache.is_kept()


def one_more(x):
    return x + 1


@needs_compiler
@pytest.mark.parametrize("suffix", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", ["empty", "half", "all but one byte", "a flipped bit"])
def test_a_damaged_file_is_compiled_again_and_mended(told, suffix, damage):
    kernel = compiled(one_more)
    assert (kernel(1), kernel(1.5)) == (2, 2.5)
    for file in Path(kernel._cache.cache_path).glob(f"*.{suffix}"):
        whole = file.read_bytes()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        broken = {"empty": b"", "half": whole[:middle], "all but one byte": whole[:-1]}
        file.write_bytes(broken.get(damage, flipped))
    again = compiled(one_more)
    assert (again(1), again(1.5)) == (2, 2.5)
    if (suffix, damage) != ("nbi", "a flipped bit"):  # which may just be another entry's name
        (sentence,) = told.messages
        assert "cannot be read" in sentence
        assert "it is compiled again" in sentence
    mended = compiled(one_more)
    assert (mended(1), mended(1.5)) == (2, 2.5)
    assert not mended.stats.cache_misses
    assert cache.is_kept()


@needs_compiler
def test_two_processes_that_keep_two_types_at_once_do_not_mix_them_up(told):
    first, second = compiled(one_more), compiled(one_more)
    index = Path(first._cache._cache_file._index_path)
    assert first(1) == 2
    before = index.read_bytes()
    index.unlink()
    assert second(1.5) == 2.5
    index.write_bytes(before)  # the index of the first, which knew nothing of the second
    again = compiled(one_more)
    assert (again(1), again(1.5)) == (2, 2.5)
    assert len(list(index.parent.glob("*.nbc"))) == 2
