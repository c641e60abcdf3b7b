"""Where Chromium is, and how every test and benchmark starts it."""

import os
import shutil
from pathlib import Path

USUAL_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the path of the browser that CONVOSCOPE_CHROMIUM names, or of an installed one."""
    named = os.environ.get("CONVOSCOPE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    if Path("/usr/bin/chromium").exists():
        return "/usr/bin/chromium"
    return next((path for name in USUAL_NAMES if (path := shutil.which(name))), None)


def launch(playwright):
    """Start a headless Chromium; close it when done."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
