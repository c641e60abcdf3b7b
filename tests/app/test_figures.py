"""Figures to keep: the files of each kind, and when Plotly and Matplotlib are loaded."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from app import figures
from app.start import ROOT


def drawn() -> object:
    figure = figures.empty(3, 2)
    figure.subplots().plot([1, 2, 4])
    return figure


@pytest.mark.parametrize("kind", figures.KINDS)
def test_a_file_has_its_title_and_no_date(kind: str) -> None:
    made = figures.file(drawn(), kind, "Costs & more")
    if kind == "png":
        picture = Image.open(BytesIO(made))
        assert picture.size == (600, 400)
        assert picture.text["Title"] == "Costs & more"
    elif kind == "pdf":
        assert made.startswith(b"%PDF-")
        assert b"(Costs & more)" in made
    else:
        assert b"<svg" in made
        assert b"<dc:title>Costs &amp; more</dc:title>" in made
    assert b"Date>" not in made
    assert b"CreationDate" not in made


LOADED = """
import sys
from tests.app.lab_app import opened, opened_page

def loaded():
    # Streamlit itself loads a little of Plotly for its theme, but no figure.
    modules = {"Plotly": "plotly.graph_objs._figure", "Matplotlib": "matplotlib"}
    return [name for name, module in modules.items() if module in sys.modules]

pages = {"builder": "costs", "kernel_lab": "response", "training": "history"}
for page in pages:
    opened_page(page, {})
print(loaded())
opened_page("builder", {"costs": "yes"})
print(loaded())
app = opened({"response": "yes"})
buttons = [one.proto.label for one in app.get("download_button")]
print([label for label in buttons if "response as" in label], loaded())
"""


def test_a_page_loads_plotly_with_its_charts_and_matplotlib_with_a_press() -> None:
    asked = [sys.executable, "-c", LOADED]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    closed, opened, offered = said.splitlines()
    assert closed == "[]"
    assert opened == "['Plotly']"
    labels = [f"Frequency response as {kind}" for kind in ("SVG", "PNG", "PDF")]
    assert offered == f"{labels} ['Plotly']"
