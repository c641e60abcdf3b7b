"""The page's state in a browser session."""

from app.linked_state import LinkedState
from app.output_size import link
from app.output_size.link import SizeState

KEPT = LinkedState[SizeState]("output-size", "output_size", link.read, link.write)
restore, publish = KEPT.restore, KEPT.publish
state, put, change = KEPT.current, KEPT.put, KEPT.change
