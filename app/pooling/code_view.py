"""The programs that compute what a view shows."""

from app import code_box
from app.pooling import snippets, view_snippets
from app.pooling.state import store

_CODE = {
    "numbers": (snippets.numpy_code, snippets.torch_code),
    "picture": (view_snippets.picture_numpy, view_snippets.picture_torch),
    "back": (view_snippets.back_numpy, view_snippets.back_torch),
}


def expander(view: str) -> None:
    """Show the programs of a view, NumPy's and PyTorch's, in a box that opens."""
    now, (numpy, torch) = store.current(), _CODE[view]
    code_box.show(store, lambda: numpy(now), lambda: torch(now))
