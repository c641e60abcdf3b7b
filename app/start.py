r"""Start Convoscope: ``python3 app/start.py`` (Windows: ``py app\start.py``).

The first start makes a virtual environment and installs what the app needs. Arguments go to
Streamlit: ``python3 app/start.py --server.port=8600 --server.headless=true``.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import environment  # noqa: E402

DEFAULTS = (
    # No question about an e-mail address: it would hold up a start without a terminal.
    "--server.showEmailPrompt=false",
    # Otherwise a start without a display asks a web service for its own address, and waits.
    "--browser.serverAddress=localhost",
)


def server_command(python: str, arguments: list[str], script: str = "app/server.py") -> list[str]:
    """Return the command that serves `script`, to be run in the root of the repository."""
    return [python, "-m", "streamlit", "run", script, *DEFAULTS, *arguments]


def problem_with_address(arguments: list[str]) -> str | None:
    """Say in a sentence why nothing can be served where the arguments say; None where it can.

    Streamlit ends with a traceback there. A port that is in use it tells of itself.
    """
    address = _given("server.address", arguments) or "0.0.0.0"
    port = _given("server.port", arguments) or "0"
    try:
        number = int(port)
    except ValueError:
        return None  # Streamlit says what a number is
    if address.startswith("unix:"):
        return None
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as attempt:
            attempt.bind((address, number))
    except OverflowError:
        shown = port if len(port) <= 12 else port[:12] + "…"
        return f"The port {shown} cannot be: ports are numbered from 1 to 65535."
    except (socket.gaierror, UnicodeError):
        return f"There is no computer with the address {address}; --server.address is wrong."
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            return f"{address} is not an address of this computer; --server.address is wrong."
        if error.errno == errno.EACCES:
            return f"This user may not serve at the port {port}; take another, above 1023."
    return None


def _given(option: str, arguments: list[str]) -> str | None:
    """Return what is given for an option of Streamlit, at last on the command line."""
    found = os.environ.get("STREAMLIT_" + option.upper().replace(".", "_"))
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == f"--{option}":
            found = value if equals else "".join(arguments[index + 1 : index + 2])
    return found


def main(arguments: list[str]) -> int:
    """Start the server in the repository's virtual environment and stay until it ends."""
    problem = problem_with_address(arguments)
    if problem is not None:
        print(problem, file=sys.stderr)
        return 1
    try:
        python = environment.ready("requirements.txt")
    except environment.SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    command = server_command(str(python), arguments)
    os.chdir(ROOT)
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
