"""The box "Show me the code" on every page: closed it writes nothing, open it has both programs."""

import re

import pytest

from app import code_box
from tests.app.lab_app import opened_page

BOXES = [
    ("kernel_lab", {}),
    *(("pooling", {"view": view}) for view in ("numbers", "picture", "back")),
    *(("matrices", {"view": view}) for view in ("im2col", "sparse", "fc", "cost")),
    *(("why_convolution", {"view": view}) for view in ("weights", "filters", "channels", "twins")),
    *(("back_propagation", {"view": view}) for view in ("chain", "jacobians")),
    ("activation_functions", {}),
]


@pytest.mark.parametrize(("page", "query"), BOXES, ids=str)
def test_programs_are_written_when_the_box_is_opened(page: str, query: dict[str, str]) -> None:
    app = opened_page(page, query)
    assert not app.exception
    assert [one.label for one in app.expander].count("Show me the code") == 1
    assert not app.code
    app.session_state[f"{page.replace('_', '-')}-{code_box.NAME}"] = True
    app.run()
    assert not app.exception
    has_torch = [re.search("^(import|from) torch", one.value, re.MULTILINE) for one in app.code]
    assert [bool(one) for one in has_torch] == [False, True]
    headings = [one.value for one in app.markdown if one.value in ("**NumPy**", "**PyTorch**")]
    assert headings == ["**NumPy**", "**PyTorch**"]
