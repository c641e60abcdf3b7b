"""The weights of networks by HTTP: all of them, kept by the browser, and nobody else's."""

import gc
import json
import struct

import numpy as np
import pytest

from app.look_inside import payload, weights
from engine import networks
from tests.app.look_inside.networks import shipped
from tests.app.trained_networks import models
from tests.app.training.asgi import Client

CLIENT = Client([weights.route()])


def numbers(packed: bytes) -> np.ndarray:
    """Return the numbers of the one stage of a packed frame."""
    (length,) = struct.unpack_from("<I", packed)
    (stage,) = json.loads(packed[4 : 4 + length])["stages"]
    start = 4 + length + stage["offset"]
    return np.frombuffer(packed[start : start + stage["length"]], "<f4")


def test_the_browser_gets_all_weights_and_may_keep_them() -> None:
    network = networks.trained("lenet_digits")
    answer = CLIENT.get(weights.offered(network))
    expected = np.concatenate([one.ravel() for one in network.state.values()])
    np.testing.assert_array_equal(numbers(answer.content), expected)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


def test_the_same_weights_have_one_address_also_after_a_restart_and_others_another() -> None:
    one, same = models.small(), models.small()
    assert weights.offered(one) == weights.offered(same)
    for array in same.state.values():
        array.flat[0] += 1
    other = models.small()
    other.set_state(same.state)
    assert weights.offered(other) != weights.offered(one)


def test_a_picture_brings_no_weights_and_another_one_the_same_address() -> None:
    scene = shipped("lenet_cifar10")
    packed = payload.maps(scene)
    assert len(packed) < 4 * sum(one.size for one in scene.outputs) + 50_000
    assert weights.offered(scene.network).encode() in packed


def test_weights_go_with_the_last_who_holds_the_network() -> None:
    one, other = models.small(), models.small()
    address = weights.offered(one)
    weights.offered(other)
    del one
    gc.collect()
    assert CLIENT.get(address).status_code == 200
    del other
    gc.collect()
    assert CLIENT.get(address).status_code == 404


@pytest.mark.parametrize("digest", ["0" * 64, "lenet_digits", "a" * 5000, "%00"])
def test_who_does_not_know_the_digest_gets_nothing(digest: str) -> None:
    own = models.small()
    assert weights.offered(own).startswith("/weights/")
    answer = CLIENT.get(f"/weights/{digest}")
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_page_of_another_site_gets_nothing() -> None:
    own = models.small()
    headers = {"Origin": "https://evil.example", "Host": "localhost:8501"}
    assert Client(CLIENT.routes, headers).get(weights.offered(own)).status_code == 403
