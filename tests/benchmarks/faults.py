"""Make deliberate faults and see which test notices: ``python -m tests.benchmarks.faults``.

One sign, one bound or one number each, at places that chance has chosen (draw_faults.py), made one
after the other in a copy of the repository. For each, the tests are run that lie nearest to its
file, then wider ones, up to the first that fails; that test must pass without the fault.
With the name of a list, ``second``, that one is taken; with numbers, only these faults of it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTS = Path(__file__).parent / "fault_lists"
LEAST_SHARE = 38 / 40
TIMEOUT = 1500  # s for one run of tests
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".*_cache")

BROWSER_TESTS = {
    "chain_table": "test_output_size",
    "class_map": "test_matrices",
    "copy_link": "test_kernel_lab test_output_size",
    "gradient_chain": "test_back_propagation",
    "jacobians": "test_back_propagation",
    "kernel_grid": "test_kernel_lab",
    "layer_picture": "test_output_size",
    "learned_kernel": "test_kernel_lab",
    "matrix_product": "test_matrix_product test_matrices",
    "network_table": "test_builder",
    "picture_list": "test_training_data",
    "pipeline_view": "test_lens test_kernel_lab",
    "receptive_field": "test_receptive_field",
    "shared": "test_step_by_step test_volumes test_lens test_exports",
    "size_axis": "test_output_size",
    "slider_panel": "test_kernel_lab",
    "sparse_matrix": "test_matrices",
    "stepper": "test_step_by_step",
    "training_view": "test_training",
    "try_out": "test_training",
    "uploader_role": "test_accessibility",
    "volume_view": "test_volumes",
}
"""For each component, the browser tests of the page on which it stands."""

Fault = dict[str, str]


def suites(file: str) -> Iterator[list[str]]:
    """What to run for a fault in this file, the nearest first; arguments of pytest."""
    *folders, name = Path(file).parts
    if folders[:2] == ["app", "components"]:
        where = folders[2]
        yield ["tests/components"]
        if name.endswith(".js"):
            yield [f"tests/browser/{test}.py" for test in BROWSER_TESTS[where].split()]
            return
        yield ["tests/app"]
        return
    own = ROOT / "tests" / Path(*folders)
    while not own.exists():
        own = own.parent
    yield from (near for near in (named(own, Path(name).stem),) if near)
    nearest = own.relative_to(ROOT).as_posix()
    if nearest not in ("tests/app", "tests/engine"):
        yield [nearest, "-m", "not browser"]
    yield [f"tests/{folders[0]}", "-m", "not browser"]


def named(folder: Path, module: str) -> list[str]:
    """The test files that are called after a module, then those in the folder that name it."""
    everywhere = ROOT.joinpath(*folder.relative_to(ROOT).parts[:2])
    files = [path for path in sorted(everywhere.rglob("test_*.py")) if module in path.stem]
    word = re.compile(rf"\b{module}\b")
    for path in sorted(folder.rglob("test_*.py")):
        if path not in files and word.search(path.read_text(encoding="utf-8")):
            files.append(path)
    return [path.relative_to(ROOT).as_posix() for path in files]


def misplaced(faults: Sequence[Fault], copy: Path) -> list[str]:
    """The faults whose place is no longer there, or there twice."""
    lost = []
    for fault in faults:
        path = copy / fault["file"]
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        if source.count(fault["old"]) != 1:
            lost.append(f"{fault['file']}: {fault['old'].splitlines()[-1].strip()}")
    return lost


def make(fault: Fault, copy: Path) -> None:
    """Write the fault into its file."""
    path = copy / fault["file"]
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace(fault["old"], fault["new"]), encoding="utf-8")


def first_failure(arguments: list[str], copy: Path) -> str | None:
    """The first test that fails, or the first file where a run breaks down; None if all pass."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-xq", "--timeout=300", "-p", "no:cacheprovider"]
    try:
        run = subprocess.run(
            [*command, *arguments],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return arguments[0]  # a fault may never come to an end
    if run.returncode in (0, 5):  # 5: there is no test
        return None
    found = re.search(r"^(?:FAILED|ERROR) ([^\s\[]+)", run.stdout, re.MULTILINE)
    return found[1] if found else arguments[0]  # pytest itself broke down


def noticed_by(fault: Fault, copy: Path, sound: set[str]) -> str | None:
    """Make the fault, find the test that notices, and unmake it.

    `sound` gathers the tests of which it is known that they pass without a fault. An edited
    kernel, and whatever calls it, is compiled anew: engine/kernels/cache.py sees to that.
    """
    original = shutil.copy2(copy / fault["file"], copy.parent)
    try:
        make(fault, copy)
        for arguments in suites(fault["file"]):
            if failure := first_failure(arguments, copy):
                break
        else:
            return None
    finally:
        shutil.copy2(original, copy / fault["file"])
    if failure not in sound and first_failure([failure], copy) is not None:
        raise RuntimeError(f"{failure} fails without any fault too")
    sound.add(failure)
    return failure


def main(arguments: list[str]) -> int:
    """Make all faults of a list, print who noticed, and return 0 if enough were."""
    name = next((word for word in arguments if not word.isdigit()), "first")
    faults = json.loads((LISTS / f"{name}.json").read_text(encoding="utf-8"))["faults"]
    chosen = [int(word) for word in arguments if word.isdigit()] or range(len(faults))
    noticed, sound = 0, set[str]()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"  # with what is compiled there, and the files' times
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        if lost := misplaced([faults[number] for number in chosen], copy):
            print("\n".join(["No longer found exactly once:", *lost]))
            return 2
        for number in chosen:
            fault, started = faults[number], time.perf_counter()
            by = noticed_by(fault, copy, sound)
            noticed += by is not None
            changed = fault["new"].strip().splitlines()[-1].strip()
            seconds = time.perf_counter() - started
            print(f"{number:2} {fault['file']}: {changed}", flush=True)
            print(f"   → {by or 'NOT NOTICED'} ({seconds:.0f} s)", flush=True)
    print(f"{noticed} of {len(chosen)} noticed")
    return 0 if noticed >= LEAST_SHARE * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
