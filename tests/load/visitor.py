"""One browser session without a browser: Streamlit's protocol over a real WebSocket."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

LONGEST_RUN = 120  # s; the first also waits for kernels that are being compiled
SLIDERS = "convoscope.slider_panel"


class PageError(Exception):
    """The page showed an exception, or its script did not end well."""


@dataclass(frozen=True)
class Handle:
    """Where a slider is: its component, the fragment that it reruns, and its name in there."""

    component: str
    fragment: str
    name: str


@dataclass
class Run:
    """What one run of the page sent: its duration, and the bytes of its one picture row."""

    seconds: float
    frame: bytes | None = None


@dataclass
class Visitor:
    """Remembers what a browser tab remembers: address, widgets, and their values."""

    socket: websockets.ClientConnection
    query: str = ""
    page: str = ""
    page_name: str = ""  # as it stands in the address; empty: the first page
    sliders: dict[str, Handle] = field(default_factory=dict)  # by label
    found: dict[str, Any] = field(default_factory=dict)  # what other components were given
    alerts: list[str] = field(default_factory=list)  # sentences in boxes, of errors and others

    async def open(self) -> Run:
        """Run the page for the first time."""
        return await self._run("")

    async def move(self, label: str, value: int) -> Run:
        """Move a slider; return what the page did about it."""
        slider = self.sliders[label]
        asked = {"event": "asked", "value": {"slider": slider.name, "value": value}}
        trigger = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{slider.component}__events")
        trigger.json_trigger_value = json.dumps([asked])
        # A browser sends a component's own state too, which here is empty.
        state = WidgetState(id=slider.component, json_value="{}")
        return await self._run(slider.fragment, state, trigger)

    async def _run(self, fragment: str, *widgets: WidgetState) -> Run:
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_script_hash = self.query, self.page
        client.page_name = "" if self.page else self.page_name
        client.fragment_id = fragment
        client.widget_states.widgets.extend(widgets)
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        run = Run(0.0)
        async with asyncio.timeout(LONGEST_RUN):
            while not self._take(await self._receive(), run):
                pass
        run.seconds = time.perf_counter() - start
        return run

    async def _receive(self) -> ForwardMsg:
        message = ForwardMsg()
        message.ParseFromString(await self.socket.recv())
        return message

    def _take(self, message: ForwardMsg, run: Run) -> bool:
        """Take one message in; return whether the run has ended with it."""
        match message.WhichOneof("type"):
            case "new_session":
                self.page = message.new_session.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta":
                self._take_element(message.delta, run)
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise PageError("the page does not compile")
                return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _take_element(self, delta: Delta, run: Run) -> None:
        element = delta.new_element
        match element.WhichOneof("type"):
            case "bidi_component" if element.bidi_component.component_name == SLIDERS:
                component = element.bidi_component
                for slider in json.loads(component.json)[0]:
                    handle = Handle(component.id, delta.fragment_id, slider["name"])
                    self.sliders[slider["label"]] = handle
            case "bidi_component" if element.bidi_component.WhichOneof("data") == "bytes":
                run.frame = element.bidi_component.bytes
            case "bidi_component" if element.bidi_component.WhichOneof("data") == "json":
                component = element.bidi_component
                self.found[component.component_name] = json.loads(component.json)
            case "alert":
                self.alerts.append(element.alert.body)
            case "exception":
                raise PageError(f"{element.exception.type}: {element.exception.message}")


async def connect(url: str, query: dict[str, str]) -> Visitor:
    """Open the page at `url` with a query in its address, as a browser's script does."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    socket = await websockets.connect(
        address, subprotocols=["streamlit"], compression=None, max_size=None
    )
    return Visitor(socket, query=urlencode(query))
