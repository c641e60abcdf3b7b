"""What Streamlit's file uploader lacks for screen readers."""

from app.components.shared.mount import Component
from app.state.streamlit_internals import PAGE_ELEMENTS

_component = Component("uploader_role")


def uploader_role(key: str) -> None:
    """Call the drop zone of every file uploader on the page a group; nothing is shown."""
    _component.show([PAGE_ELEMENTS["drop_zone"]], key, height=0)
