"""A small class for a few seconds; ``classroom.py`` is the large one for two minutes.

Then a few visitors of every page; ``coming_and_going.py`` lets thousands pass through.
"""

import pytest

from tests.load.classroom import run_class
from tests.load.coming_and_going import Reading, pass_through
from tests.serving import running_server


@pytest.mark.parametrize("visitors", [4])
def test_visitors_see_only_their_own_pictures(visitors: int) -> None:
    with running_server() as server:
        found = run_class(server, visitors, seconds=6)
        before = Reading.of(server, 0)
        assert pass_through(server, 12, batch=4) == []
        held = Reading.of(server, 12).descriptors - before.descriptors
        assert held < 12, f"12 browser sessions that have gone hold {held} descriptors"
        assert "Traceback" not in server.log(), server.log()
    assert found.errors == []
    assert len(found.openings) == visitors
    assert len(found.samples) >= visitors
