"""Looking at a training, and commands to it, by plain HTTP: no script runs for them.

Whoever knows the token of a training session may use it. It is made of 144 random bits and is
given to the browser session that it belongs to, and to nobody else. It comes in a header and stands
in no address: addresses are written down, in histories and in the logs of servers on the way.
"""

import json
import re
import secrets
import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.routes import base_path, same_origin

if TYPE_CHECKING:  # it needs the engine, and the port opens before that is loaded
    from app.training.session import TrainingSession

MOST_BYTES = 1 << 17  # of a request
NEVER = {"Cache-Control": "no-store"}
TOKEN = "Convoscope-Session"
"""The header that names the training session, here and in shared/training_requests.js."""
PROCESS = secrets.token_urlsafe(6)
"""All tokens of this server begin with it: another one's are of a server that was restarted."""
RESTARTED, ENDED = "restarted", "ended"

_sessions: weakref.WeakValueDictionary[str, "TrainingSession"] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def register(session: "TrainingSession") -> None:
    """Let the browser look at a session, for as long as it lives, and let it be worked on."""
    from app.training.scheduler import scheduler

    with _lock:
        _sessions[session.token] = session
    scheduler.add(session)


def find(token: str) -> "TrainingSession | None":
    """Return the session of this token, while there is one with something in it."""
    with _lock:
        session = _sessions.get(token)
    return session if session is not None and session.runs else None


def access(session: "TrainingSession") -> tuple[str, str]:
    """Return where the browser asks, and the token that it sends in the header `TOKEN`."""
    return _prefix(), session.token


def routes() -> list[Route]:
    """Return the routes that the server adds to Streamlit's own."""
    base = _prefix()
    return [
        Route(f"{base}/frame", same_origin(_frame)),
        Route(f"{base}/command", same_origin(_command), methods=["POST"]),
        Route(f"{base}/predict", same_origin(_predict), methods=["POST"]),
    ]


def _prefix() -> str:
    return f"{base_path()}/training-runs"


def _asked_for(request: Request) -> "TrainingSession | None":
    return find(request.headers.get(TOKEN, ""))


async def _frame(request: Request) -> Response:
    """Send the newest frame, or 204 where the browser has it already.

    404 where there is none of this token, with a word for why: `RESTARTED` or `ENDED`.
    """
    token = request.headers.get(TOKEN, "")
    session = find(token)
    if session is None:
        why = ENDED if token.startswith(PROCESS) else RESTARTED
        return Response(why, status_code=404, headers=NEVER)
    watch(session)
    frame = session.frame
    if not frame or _digest(frame) == request.query_params.get("seen"):
        return Response(status_code=204, headers=NEVER)
    return Response(frame, media_type="application/octet-stream", headers=NEVER)


def watch(session: "TrainingSession") -> None:
    """Something about the session has changed, and somebody will look at it."""
    from app.training.scheduler import scheduler

    session.watch()
    scheduler.wake()


def _digest(frame: bytes) -> str:
    """Read the digest that `pack` has written at the head of a frame."""
    found = re.search(rb'"frame": "([0-9a-f]+)"', frame[:80])
    return found[1].decode() if found else ""


async def _command(request: Request) -> Response:
    """Do what the browser asks for, which is trusted for nothing."""
    session, asked = _asked_for(request), await _json(request)
    if session is None:
        return Response(status_code=404)
    match asked:
        case {"command": str(name)}:
            try:
                await run_in_threadpool(session.command, name)
            except ValueError:
                return Response(status_code=400)
        case {"run": int(number)} if 0 <= number < len(session.runs):
            session.selection = replace(session.selection, run=number)
        case {"picture": int(place)} if 0 <= place < len(session.runs[0].pictures):
            session.selection = replace(session.selection, picture=place)
        case {"cell": None}:
            session.selection = replace(session.selection, cell=None)
        case {"cell": [int(label), int(predicted)]} if {label, predicted} <= set(_classes(session)):
            session.selection = replace(session.selection, cell=(label, predicted))
        case _:
            return Response(status_code=400)
    watch(session)
    return Response(status_code=204)


def _classes(session: "TrainingSession") -> range:
    return range(len(session.runs[0].data.train.classes))


async def _predict(request: Request) -> Response:
    from app.training import predict

    session, asked = _asked_for(request), await _json(request)
    if session is None:
        return Response(status_code=404)
    try:
        question = predict.read(asked)
    except ValueError:
        return Response(status_code=400)
    return JSONResponse(
        await run_in_threadpool(predict.answer, session.runs, question), headers=NEVER
    )


async def _json(request: Request) -> Any:
    """Return what was sent, or None where it is too much or no JSON."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    try:
        return json.loads(bytes(body))
    except (ValueError, RecursionError):
        return None
