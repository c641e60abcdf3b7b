"""An editable matrix, of a kernel or of other numbers."""

from collections.abc import Callable

from app.cells import Numbers, Problem, Texts
from app.components.shared.mount import Component

_component = Component("kernel_grid")


def kernel_grid(
    texts: Texts,
    weights: Numbers,
    problems: tuple[Problem, ...],
    key: str,
    on_asked: Callable[[], None],
    label: str,
    most: int,
    tools: str,
    of: int,
    answers: int,
) -> None:
    """Show the matrix and its buttons.

    When the learner has changed something, `on_asked` is called, and `asked` of the component's
    state has the "number" of the request, "of" which matrix it is asked, and what
    `app.state.matrix_edits.apply` takes. It is sent again until `answers`, the number of the last
    one that was heard, has come as far. Where `of` changes, all cells are written anew. `tools`
    says what stands under the matrix: its "sides", of at most `most` cells, and the "operations" on
    a kernel.
    """
    wrong = [vars(problem) for problem in problems]
    _component.show([texts, weights, wrong, answers, label, most, tools, of], key, on_asked)
