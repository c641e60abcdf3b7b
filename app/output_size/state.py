"""The page's store, and what its exercises keep of a browser session."""

from app.output_size.grading import Grade
from app.output_size.schema import SizeState
from app.state.session import SessionValue
from app.state.store import PageStore

store = PageStore("output-size", SizeState)

Key = tuple[str, int]
"""An exercise: its name and its seed."""

solved = SessionValue[set[Key]]("output-size solved", set)
verdict = SessionValue[tuple[Key, Grade] | None]("output-size verdict", lambda: None)
