"""What all plain HTTP routes of the app share: where they lie, who may ask, and what else is there.

A page of another site, open in the same browser, can send requests here. It gets what Streamlit's
own connection would give it: nothing, unless the server's settings name it.
"""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.state.streamlit_internals import HEALTH_CHECKS, ROUTES_OF_STREAMLIT, is_host_allowed

Handler = Callable[[Request], Awaitable[Response]]

NO_SUCH_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>No such page · Convoscope</title>
<meta name="viewport" content="width=device-width">
<body style="font: 1.25rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; \
padding: 0 1rem; color-scheme: light dark">
<h1>There is no page at this address.</h1>
<p>A part of the link may be missing, or there is something too much at its end.
<a href="%s/">Open Convoscope</a></p>"""


def base_path() -> str:
    """Return what stands before every path of the server: "" or, for example, "/lectures"."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def same_origin(answer: Handler) -> Handler:
    """Wrap a handler so that pages of other sites, and other host names, get the status 403."""

    async def checked(request: Request) -> Response:
        if not is_from_here(request.headers.get("origin"), request.headers.get("host")):
            return Response(status_code=403)
        return await answer(request)

    return checked


def unchanging(content: bytes | None, seconds: int) -> Response:
    """Return an answer that can never be another one, which the browser keeps; 404 for None."""
    if content is None:
        return Response(status_code=404)
    headers = {"Cache-Control": f"private, max-age={seconds}, immutable"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def is_from_here(origin: str | None, host: str | None) -> bool:
    """Tell whether a request comes from a page of this server.

    `origin` and `host` are the headers of those names. A program sends no origin, and a browser
    none when a page asks its own server for something to read.
    """
    if not is_host_allowed(host):
        return False
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    return urlsplit(origin).netloc == host or origin in st.get_option("server.corsAllowedOrigins")


class HonestHealth:
    """Lets Streamlit's health check fail, with the reason, where the engine cannot compute."""

    def __init__(self, app: ASGIApp, trouble: Callable[[], str | None]) -> None:
        """Stand before `app`; `trouble` gives the reason, None where all is well."""
        self._app, self._trouble = app, trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all requests but health checks that have to fail."""
        app: ASGIApp = self._app
        if scope["type"] == "http" and scope["path"].removeprefix(base_path()) in HEALTH_CHECKS:
            reason = self._trouble()
            if reason is not None:
                app = PlainTextResponse(reason, status_code=503)
        await app(scope, receive, send)


class NoSuchPage:
    """Answers what lies below a page's address, for which Streamlit would send an empty page.

    Streamlit sends its own page for every unknown path, and that page looks for its scripts beside
    itself: one level deeper, in vain.
    """

    def __init__(self, app: ASGIApp, own: Sequence[Route]) -> None:
        """Stand before `app`; `own` are the routes that the app adds to Streamlit's."""
        self._app, self._own = app, own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all requests but those for a page that cannot be."""
        app: ASGIApp = self._app
        if scope["type"] == "http" and scope["method"] == "GET" and self._is_nowhere(scope):
            app = HTMLResponse(NO_SUCH_PAGE % base_path(), status_code=404)
        await app(scope, receive, send)

    def _is_nowhere(self, scope: Scope) -> bool:
        base = base_path()
        if not scope["path"].startswith(f"{base}/"):
            return False
        first, _, rest = scope["path"].removeprefix(f"{base}/").partition("/")
        if not first or not rest.strip("/") or first in ROUTES_OF_STREAMLIT:
            return False
        return all(route.matches(scope)[0] is Match.NONE for route in self._own)
