"""The server: `streamlit run app/server.py`, or `uvicorn app.server:app`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app import raw_pixels, startup  # noqa: E402
from app.look_inside import weights  # noqa: E402
from app.routes import HonestHealth, NoSuchPage  # noqa: E402
from app.state import streamlit_internals  # noqa: E402
from app.training import route as training  # noqa: E402


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up as soon as the port is open, before anyone has come."""
    streamlit_internals.hold_no_event_loops()
    startup.begin()
    yield


routes = [raw_pixels.route(), weights.route(), *training.routes()]
app = st.App(
    ROOT / "app" / "main.py",
    lifespan=lifespan,
    routes=routes,
    middleware=[Middleware(HonestHealth, startup.trouble), Middleware(NoSuchPage, routes)],
)
