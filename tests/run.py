"""Run every check: ``python3 tests/run.py`` (Windows: ``py tests\\run.py``).

The first run makes a virtual environment and installs what the tests need. Arguments go to
pytest: ``python3 tests/run.py -k pooling``. With the environment variable CI=true, PyTorch and the
other judges are installed too, and a test that cannot run here is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import environment  # noqa: E402

REQUIREMENTS = ("requirements.txt", "requirements-test.txt")
JUDGES = "requirements-judges.txt"

CHECKS = (
    ("style", ["-m", "ruff", "check"]),
    ("layout", ["-m", "ruff", "format", "--check"]),
    ("types", ["-m", "mypy"]),
    (
        "imports",
        ["-c", "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports_command())"],
    ),
    ("tests", ["-m", "pytest", "--timeout=300"]),
)


def main(arguments: list[str]) -> int:
    """Run all checks, also after one has failed, and return how many failed."""
    judges = (JUDGES,) if os.environ.get("CI") == "true" else ()
    try:
        python = environment.ready(*REQUIREMENTS, *judges)
    except environment.SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    results = [run(python, name, command, arguments) for name, command in CHECKS]
    failed = [name for (name, _), passed in zip(CHECKS, results, strict=True) if not passed]
    print("Failed: " + ", ".join(failed) if failed else "Every check passed.")
    return len(failed)


def run(python: Path, name: str, command: list[str], pytest_arguments: list[str]) -> bool:
    """Run one check in the root of the repository; return whether it passed."""
    print(f"\n— {name}", flush=True)
    if name == "tests":
        command = command + pytest_arguments
    start = time.perf_counter()
    passed = subprocess.run([str(python), *command], cwd=ROOT, check=False).returncode == 0
    print(f"— {name}: {'passed' if passed else 'FAILED'} in {time.perf_counter() - start:.0f} s")
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
