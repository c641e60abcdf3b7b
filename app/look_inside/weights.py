"""The weights of a network for the browser, by plain HTTP: once, and not with every picture.

The address holds a digest of them. Whoever knows it gets the weights, and nobody can tell it who
has not got them: so the weights of a learner's own model stay with the learner. With the last
session that holds such a model its weights are not found any more.
"""

import hashlib
import weakref
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.offers import Offers
from app.routes import base_path, same_origin, unchanging
from app.wire_format import floats, pack

if TYPE_CHECKING:  # it needs the engine, and the port opens before that is loaded
    from engine.networks.graph import Graph

_KEPT = 365 * 24 * 60 * 60  # seconds
_offers = Offers["Graph"]()
_digests = weakref.WeakKeyDictionary["Graph", str]()


def offered(network: "Graph") -> str:
    """Return where the browser gets a network's weights, for as long as anyone holds it.

    The weights may not change after that.
    """
    digest = _digests.get(network)
    if digest is None:
        digest = _digests[network] = _digest(network)
    _offers.add(digest, network)
    return f"{_prefix()}/{digest}"


def packed(digest: str) -> bytes | None:
    """Return all weights one after the other, as float32 in one stage; None where nobody has them.

    In the order of `network.state`.
    """
    network = _offers.find(digest)
    if network is None:
        return None
    return pack({}, [({}, floats(network.state.values()))], digest.encode())


def _digest(network: "Graph") -> str:
    return hashlib.sha256(floats(network.state.values()).tobytes()).hexdigest()


def route() -> Route:
    """Return the route that the server adds to Streamlit's own."""
    return Route(f"{_prefix()}/{{digest}}", same_origin(_answer))


def _prefix() -> str:
    return f"{base_path()}/weights"


async def _answer(request: Request) -> Response:
    return unchanging(await run_in_threadpool(packed, request.path_params["digest"]), _KEPT)
