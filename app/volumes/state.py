"""The page's store, and the last result that could be computed."""

from app import own_picture, pictures
from app.markdown_text import sentence
from app.state.session import SessionValue
from app.state.store import PageStore
from app.volumes import compute
from app.volumes.compute import Result
from app.volumes.schema import VolumeState

store = PageStore("volumes", VolumeState, own_picture.arrive)
last_result = SessionValue[Result | None]("volumes result", lambda: None)


def result() -> tuple[Result | None, str | None]:
    """Return all numbers to show, and a sentence where there are none: the last ones stay."""
    store.publish()
    state = store.current()
    picture = pictures.source(state.picture, "colour").pixels
    try:
        last_result.set(compute.run(compute.reduced(picture, state.side), state))
    except ValueError as error:
        return last_result.get(), sentence(str(error))
    return last_result.get(), None
