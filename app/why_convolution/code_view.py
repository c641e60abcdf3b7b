"""The programs that compute what a view shows."""

from app import code_box
from app.why_convolution import snippets
from app.why_convolution.state import store

_NEEDS = {"twins": "Both programs need scikit-learn, which brings the digits."}


def expander(view: str) -> None:
    """Show the programs of a view, NumPy's and PyTorch's, in a box that opens."""
    now, (numpy, torch) = store.current(), snippets.CODE[view]
    box = code_box.show(store, lambda: numpy(now), lambda: torch(now))
    if box.open and view in _NEEDS:
        box.caption(_NEEDS[view])
