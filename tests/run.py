"""Run every check: ``python3 tests/run.py`` (Windows: ``py tests\\run.py``).

The first run makes a virtual environment and installs what the tests need. Arguments go to
pytest: ``python3 tests/run.py -k pooling``. With the environment variable CI=true, PyTorch and the
other reference libraries are installed too, and a test that cannot run here is a failure.

``python3 tests/run.py --all-engines`` runs the engine's tests as plain Python and compiled for
AVX2, and those of its operations for wider vectors where the processor has them; together they must
reach nearly every line of the engine.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import environment  # noqa: E402

REQUIREMENTS = ("requirements.txt", "requirements-test.txt")
REFERENCE = "requirements-reference.txt"

# The slowest are named, so that a run stays short enough to be waited for.
TWO_AT_A_TIME = ["--timeout=600", "-n", "2", "--dist", "loadfile"]
TWO_AT_A_TIME += ["--durations=25", "--durations-min=5"]

CHECKS = (
    ("style", ["-m", "ruff", "check"]),
    ("layout", ["-m", "ruff", "format", "--check"]),
    ("types", ["-m", "mypy"]),
    (
        "imports",
        ["-c", "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports_command())"],
    ),
    # Two at a time, each with a server and a browser of its own: a browser test mostly waits.
    ("tests", ["-m", "pytest", *TWO_AT_A_TIME]),
)

ALL_ENGINES = "--all-engines"
ENGINE_TESTS = ["-m", "pytest", "tests/engine", *TWO_AT_A_TIME, "--cov", "--cov-append"]
ENGINES = [
    # Whole networks, and what trains, would take plain Python far too long; and PyTorch agrees with
    # the definitions elsewhere.
    (
        "engine as plain Python",
        {"NUMBA_DISABLE_JIT": "1"},
        ["--ignore=tests/engine/networks", "-m", "not trains and not torch"],
    ),
    # Whatever this machine has, code for one with AVX2 and no more. The code that writes LLVM's
    # runs only while it compiles, which is here.
    ("engine for AVX2", {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""}, []),
]
# What is made of these operations is the same for every processor.
WIDER = (
    "engine for this processor's vectors",
    {},
    [f"--ignore=tests/engine/{room}" for room in ("networks", "explain", "datasets", "images")],
)
LEAST_COVERAGE = 95  # % of the lines of engine/


def main(arguments: list[str]) -> int:
    """Run all checks, also after one has failed, and return how many failed."""
    reference = (REFERENCE,) if os.environ.get("CI") == "true" else ()
    try:
        python = environment.ready(*REQUIREMENTS, *reference)
    except environment.SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    for_pytest = [argument for argument in arguments if argument != ALL_ENGINES]
    if ALL_ENGINES in arguments and has_avx2():
        for_pytest.append("--ignore=tests/engine")  # they follow, for every engine
    results = {
        name: run(python, name, command + (for_pytest if name == "tests" else []))
        for name, command in CHECKS
    }
    if ALL_ENGINES in arguments:
        results |= run_engines(python)
    failed = [name for name, passed in results.items() if not passed]
    print("Failed: " + ", ".join(failed) if failed else "Every check passed.")
    return len(failed)


def features() -> list[str]:
    """Return what the processor can do, as Linux names it; nothing elsewhere."""
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return []


def has_avx2() -> bool:
    """Tell whether code for AVX2 runs here."""
    return "avx2" in features()


def run_engines(python: Path) -> dict[str, bool]:
    """The engine's tests in every other way to run it, and what share of it they reach."""
    if not has_avx2():
        print(f"\n— no AVX2 known on {platform.machine()}: neither tried nor counted")
        return {
            name: run(python, name, [*ENGINE_TESTS, *options], more)
            for name, more, options in ENGINES[:1]
        }
    with tempfile.TemporaryDirectory() as folder:
        shared = {
            "COVERAGE_FILE": str(Path(folder) / "coverage"),
            "NUMBA_CACHE_DIR": folder,  # an empty one, or nothing would be compiled
        }
        results = {
            name: run(python, name, [*ENGINE_TESTS, *options, "--cov-report="], {**shared, **more})
            for name, more, options in [*ENGINES, *[WIDER] * ("avx512f" in features())]
        }
        report = ["-m", "coverage", "report", "--show-missing", "--skip-covered"]
        name = f"coverage of at least {LEAST_COVERAGE} %"
        results[name] = run(python, name, [*report, f"--fail-under={LEAST_COVERAGE}"], shared)
    return results


def run(
    python: Path, name: str, command: list[str], variables: dict[str, str] | None = None
) -> bool:
    """Run one check in the root of the repository; return whether it passed."""
    print(f"\n— {name}", flush=True)
    start = time.perf_counter()
    done = subprocess.run(
        [str(python), *command], cwd=ROOT, env={**os.environ, **(variables or {})}, check=False
    )
    passed = done.returncode == 0
    print(f"— {name}: {'passed' if passed else 'FAILED'} in {time.perf_counter() - start:.0f} s")
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
