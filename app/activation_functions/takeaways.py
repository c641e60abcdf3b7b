"""What a learner takes along from the curve: programs, and a figure to print."""

from app import code_box, figures
from app.activation_functions import functions, printing, snippets
from app.activation_functions.functions import TITLES
from app.activation_functions.state import store
from engine.explain.activation_curves import draw


def code() -> None:
    """Show the programs, once they are opened, and offer the figure that they draw."""
    now = store.current()
    asked = functions.function(now.function, now), TITLES[now.function]
    box = code_box.show(
        store, lambda: snippets.numpy_code(*asked), lambda: snippets.torch_code(*asked)
    )
    if not box.open:
        return
    function, title = asked
    with box:
        figures.offer(title, now.function, lambda: printing.figure({title: draw(function)}))
