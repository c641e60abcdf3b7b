"""A small class for a few seconds; ``classroom.py`` is the large one for two minutes."""

import pytest

from tests.load.classroom import run_class
from tests.serving import running_server


@pytest.mark.parametrize("visitors", [4])
def test_visitors_see_only_their_own_pictures(visitors: int) -> None:
    with running_server() as server:
        found = run_class(server, visitors, seconds=6)
        assert "Traceback" not in server.log(), server.log()
    assert found.errors == []
    assert len(found.openings) == visitors
    assert len(found.samples) >= visitors
