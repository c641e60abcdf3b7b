"""The page's store, and the last model that could be computed."""

from typing import Any

from app.back_propagation import network, notes, payload
from app.back_propagation.schema import BackState
from app.state.session import SessionValue
from app.state.store import PageStore

store = PageStore("back-propagation", BackState)
last_model = SessionValue[dict[str, Any] | None]("back-propagation model", lambda: None)


def compute() -> tuple[dict[str, Any] | None, str | None]:
    """Return the model to show, or None and a sentence where the settings give no output."""
    store.publish()
    now = store.current()
    try:
        chain = network.build(now)
        made = payload.build(chain, float(now.rate))
        made |= {"notes": notes.of(chain), "definitions": notes.DEFINITIONS}
    except ValueError as error:
        return None, str(error)
    last_model.set(made)
    return made, None
