r"""Start Convoscope: ``python3 app/start.py`` (Windows: ``py app\start.py``).

The first start makes a virtual environment and installs what the app needs. Arguments go to
Streamlit: ``python3 app/start.py --server.port=8600 --server.headless=true``.
"""

from __future__ import annotations

import os
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


def main(arguments: list[str]) -> int:
    """Start the server in the repository's virtual environment and stay until it ends."""
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
