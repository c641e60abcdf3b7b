"""The two commands make their own environment, once, and say plainly when they cannot."""

import json
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import pytest

from app import environment
from app.start import ROOT, server_command
from tests.conftest import IN_CI
from tests.serving import running_server


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose app needs nothing, with its environment made."""
    root = tmp_path_factory.mktemp("project")
    (root / "needs.txt").write_text("# nothing\n")
    environment.ready("needs.txt", root=root)
    return root


def forbid_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(command: list[str], **_: object) -> None:
        raise AssertionError(f"{command} was run")

    monkeypatch.setattr(environment.subprocess, "run", refuse)


def test_environment_has_its_own_python(project: Path) -> None:
    python = environment.ready("needs.txt", root=project)
    program = "import sys; print(sys.prefix); print(*sys.version_info[:2])"
    prefix, version = subprocess.check_output([python, "-c", program], text=True).splitlines()
    assert Path(prefix).resolve() == (project / ".venv").resolve()
    assert version == f"{sys.version_info[0]} {sys.version_info[1]}"


def test_nothing_is_run_when_all_is_installed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_commands(monkeypatch)
    environment.ready("needs.txt", root=project)


def test_changed_requirements_are_installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "more.txt").write_text("# nothing yet\n")
    environment.ready("needs.txt", "more.txt", root=project)
    (project / "more.txt").write_text("# still nothing\n")
    environment.ready("more.txt", root=project)
    forbid_commands(monkeypatch)
    environment.ready("needs.txt", "more.txt", root=project)


def test_failed_installation_leaves_no_stamp(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "broken.txt").write_text("./no-such-package\n")
    with pytest.raises(environment.SetUpError, match="Start again"):
        environment.ready("needs.txt", "broken.txt", root=project)
    assert "no-such-package" in capfd.readouterr().err
    assert not (project / ".venv" / "installed.json").exists()
    (project / "broken.txt").unlink()
    environment.ready("needs.txt", root=project)
    stamp = json.loads((project / ".venv" / "installed.json").read_text())
    assert list(stamp) == ["needs.txt"]


def test_environment_of_another_python_is_made_anew(project: Path) -> None:
    settings = project / ".venv" / "pyvenv.cfg"
    settings.write_text(settings.read_text().replace("version = 3.", "version = 2."))
    left_behind = project / ".venv" / "left-behind"
    left_behind.write_text("")
    environment.ready("needs.txt", root=project)
    assert "version = 3." in settings.read_text()
    assert not left_behind.exists()


def test_two_starts_at_once_install_once(tmp_path: Path) -> None:
    (tmp_path / "needs.txt").write_text("# nothing\n")
    program = (
        "import sys, pathlib; from app import environment;"
        "environment.ready('needs.txt', root=pathlib.Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    starts = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    printed = [start.communicate(timeout=120)[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0]
    assert sum("Making a virtual environment" in text for text in printed) == 1


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_unsuitable_python_is_told_so(version: tuple[int, int]) -> None:
    with pytest.raises(environment.SetUpError, match=r"needs Python 3\.11 to 3\.13"):
        environment._check_version(version)


def test_missing_venv_module_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(environment.SetUpError, match="apt install python3-venv"):
        environment.ready(root=tmp_path)


def test_folder_that_cannot_be_written_is_told_so(tmp_path: Path) -> None:
    (tmp_path / ".venv").write_text("a file where the folder should be")
    with pytest.raises(environment.SetUpError, match="could not be made"):
        environment.ready(root=tmp_path)


def test_arguments_reach_the_server_last() -> None:
    command = server_command("python", ["--server.port=8600"])
    assert command[:5] == ["python", "-m", "streamlit", "run", "app/server.py"]
    assert command[-1] == "--server.port=8600"


def test_server_answers_without_a_terminal() -> None:
    with running_server() as server:
        with urllib.request.urlopen(f"{server.url}/_stcore/health") as answer:
            assert answer.read() == b"ok"
        with urllib.request.urlopen(server.url) as page:
            assert b"<title>" in page.read()
        assert "Traceback" not in server.log()


@pytest.mark.skipif(not IN_CI, reason="only CI installs the reference libraries (CI=true)")
def test_reference_libraries_are_installed() -> None:
    assert find_spec("torch") is not None
