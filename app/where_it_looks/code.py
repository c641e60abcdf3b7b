"""The programs that compute the heat map on the screen."""

from app import code_box
from app.where_it_looks import numpy_code, torch_code
from app.where_it_looks.analysis import Scene
from app.where_it_looks.state import store


def box(scene: Scene) -> None:
    """Show them in a box that opens."""
    code_box.show(store, numpy_code.program(scene), torch_code.program(scene))
