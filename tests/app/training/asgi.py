"""Requests to routes without a server."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route


@dataclass
class Answer:
    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True)
class Client:
    """Asks the given routes as a browser would."""

    routes: list[Route]
    headers: dict[str, str] = field(default_factory=dict)
    middleware: list[Middleware] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        return _run(self._ask("GET", path, b""))

    def post(self, path: str, content: bytes = b"", json: Any = None) -> Answer:
        return _run(self._ask("POST", path, content or _dumped(json)))

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "root_path": "",
            "query_string": query.encode(),
            "headers": [
                (name.lower().encode(), text.encode()) for name, text in self.headers.items()
            ],
        }
        answer = Answer()

        async def receive() -> dict:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict) -> None:
            answer.status_code = message.get("status", answer.status_code)
            for name, value in message.get("headers", ()):
                answer.headers[name.decode()] = value.decode()
            answer.content += message.get("body", b"")

        await Starlette(routes=self.routes, middleware=self.middleware)(scope, receive, send)
        return answer


def _run(asked: Coroutine[Any, Any, Answer]) -> Answer:
    # In a thread of its own: after tests in a browser, Playwright keeps a loop in the main one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


def _dumped(content: Any) -> bytes:
    return json.dumps(content).encode()
