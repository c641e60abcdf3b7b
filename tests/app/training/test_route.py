"""Frames, commands, predictions and weights by plain HTTP; nonsense is refused."""

import base64
import gc
import json

import numpy as np
import pytest

from app.training import route
from app.training.inspector import Selection
from app.training.payload import MOST_PREDICTIONS, build
from app.training.session import TrainingSession
from tests.app.training.asgi import Client
from tests.app.training.test_run import finish, new_run
from tests.app.training.test_scheduler import until
from tests.load.classroom import header_of


@pytest.fixture
def session() -> TrainingSession:
    one = TrainingSession([new_run(), new_run(activation="Sigmoid")])
    route.register(one)
    return one


@pytest.fixture
def client(session: TrainingSession) -> Client:
    return Client(route.routes(), {route.TOKEN: session.token})


def test_commands_and_frames(session, client):
    url, _ = route.access(session)
    until(lambda: client.get(f"{url}/frame").status_code == 200)
    assert client.post(f"{url}/command", json={"command": "epoch"}).status_code == 204
    steps = session.runs[0].steps_per_epoch

    def frame():
        answer = client.get(f"{url}/frame")
        return header_of(answer.content)[0]

    until(lambda: frame()["runs"][0]["step"] == steps and frame()["matrix"] is not None)
    header = frame()
    assert [run["title"] for run in header["runs"]] == ["Bars", "Bars"]
    assert header["runs"][1]["curve"]["losses"] == pytest.approx(
        list(session.runs[1].history.losses), rel=1e-3
    )
    until(lambda: client.get(f"{url}/frame?seen={frame()['frame']}").status_code == 204)
    assert client.post(f"{url}/command", json={"run": 1}).status_code == 204
    assert client.post(f"{url}/command", json={"picture": 3}).status_code == 204
    until(lambda: (frame()["selected"], frame()["picture"]["place"]) == (1, 3))
    until(lambda: "% saturated on 48 images" in frame()["layers"][0]["note"])
    picture = frame()["picture"]
    powers = np.exp(picture["scores"])
    np.testing.assert_allclose(powers / powers.sum(), picture["probabilities"], atol=1e-6)


def test_a_cell_of_the_matrix_opens_the_pictures_that_it_counts(session, client):
    (url, _), run = route.access(session), session.runs[0]
    run.epoch()
    finish(run)
    counts = run.evaluation.confusion_matrix(2)
    for label, predicted in np.ndindex(2, 2):
        answer = client.post(f"{url}/command", json={"cell": [int(label), int(predicted)]})
        assert answer.status_code == 204
        header, _ = header_of(build(session.runs, session.selection))
        assert header["cell"] == [label, predicted]
        predictions = header["predictions"]
        assert len(predictions) == min(MOST_PREDICTIONS, counts[label, predicted])
        assert [one["label"] for one in predictions] == [label] * len(predictions)
        assert {int(np.argmax(one["probabilities"])) for one in predictions} <= {predicted}
        confidence = [max(one["probabilities"]) for one in predictions]
        assert confidence == sorted(confidence, reverse=True)
    assert client.post(f"{url}/command", json={"cell": None}).status_code == 204
    header, _ = header_of(build(session.runs, session.selection))
    assert all(one["label"] != np.argmax(one["probabilities"]) for one in header["predictions"])


def test_a_loss_beyond_all_numbers_is_still_a_frame():
    run = new_run()
    finish(run)
    weights = {name: array * np.float32(1e30) for name, array in run.network.state.items()}
    run.network.set_state(weights)
    run.load(run.save())
    finish(run)
    assert not np.isfinite(run.history.validation[-1].loss)
    head = build([run], Selection())
    length = int.from_bytes(head[:4], "little")
    header = json.loads(head[4 : 4 + length], parse_constant=pytest.fail)
    assert header["runs"][0]["curve"]["validation"][-1][:2] == [0, None]


def test_every_run_answers_a_prediction(session, client):
    url, _ = route.access(session)
    pixels = base64.b64encode(bytes(8 * 8 * 3)).decode()
    asked = {"pixels": pixels, "side": 8, "drawn": False, "move": [0, 0]}
    answer = client.post(f"{url}/predict", json=asked)
    assert len(answer.json()["runs"]) == 2


@pytest.mark.parametrize(
    "nonsense",
    [b"{", b"[" * 100_000, b"x" * 200_000, b'{"command": "close"}', b'{"run": 2}', b'{"run": -1}',
     b'{"picture": 1000}', b'{"picture": 0.5}', b"null", b'{"cell": [0, 2]}', b'{"cell": [-1, 0]}',
     b'{"cell": [0]}', b'{"cell": "01"}'],
)  # fmt: skip
def test_nonsense_is_refused(session, client, nonsense):
    url, _ = route.access(session)
    for path in ("command", "predict"):
        assert client.post(f"{url}/{path}", content=nonsense).status_code == 400


@pytest.mark.parametrize("change", [lambda _: {}, lambda token: {route.TOKEN: f"{token}x"}])
def test_who_does_not_know_the_token_gets_nothing(session, change):
    url, token = route.access(session)
    stranger = Client(route.routes(), change(token))
    assert stranger.get(f"{url}/frame").status_code == 404
    assert stranger.get(f"{url}/frame?token={token}").status_code == 404
    assert stranger.post(f"{url}/command", json={"command": "run"}).status_code == 404
    assert len(token) >= 24
    assert token not in url


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://class.example:8501", "class.example:8501", 204),
        ("https://evil.example", "class.example:8501", 403),
        ("http://class.example:8502", "class.example:8501", 403),
        ("http://class.example.evil.example:8501", "class.example:8501", 403),
        ("null", "class.example:8501", 403),
    ],
)
def test_pages_of_other_sites_command_nothing_though_they_know_the_token(
    session, origin, host, status
):
    url, token = route.access(session)
    client = Client(route.routes(), {route.TOKEN: token, "Origin": origin, "Host": host})
    assert client.post(f"{url}/command", json={"command": "pause"}).status_code == status


def test_a_session_that_is_gone_cannot_be_found():
    one = TrainingSession([new_run()])
    route.register(one)
    token = one.token
    assert route.find(token) is one
    del one
    gc.collect()
    until(lambda: route.find(token) is None)


def test_the_browser_is_told_whether_its_training_has_ended_or_the_server_was_restarted():
    one = TrainingSession([new_run()])
    route.register(one)
    url, token = route.access(one)
    one.replace_runs([])
    answer = Client(route.routes(), {route.TOKEN: token}).get(f"{url}/frame")
    assert (answer.status_code, answer.content) == (404, b"ended")
    for foreign in ("", "x" * len(token), token[1:]):
        answer = Client(route.routes(), {route.TOKEN: foreign}).get(f"{url}/frame")
        assert (answer.status_code, answer.content) == (404, b"restarted")


def test_a_frame_stays_small_and_says_what_the_run_knows():
    run = new_run()
    run.epochs(4)
    finish(run)
    session = TrainingSession([run])
    frame = build(session.runs, session.selection)
    header, start = header_of(frame)
    assert len(frame) < 30_000
    assert header["matrix"] == run.evaluation.confusion_matrix(2).tolist()
    assert np.sum(header["matrix"]) == header["evaluated"] == len(run.data.held_out)
    filters, maps = header["stages"][:2]
    weights = run.network.parameters["0.weight"]
    np.testing.assert_allclose(filters["numbers"], weights.ravel(), rtol=6e-3)
    shown = np.frombuffer(frame[start + maps["offset"] :][: maps["length"]], np.uint8)
    one = run.data.held_out.pictures[:1].astype(np.float32) / 127.5 - 1
    expected = run.network.activations(one)[1][0]
    values = maps["low"] + shown / 255 * (maps["high"] - maps["low"])
    np.testing.assert_allclose(
        values.reshape(expected.shape), expected, atol=(maps["high"] - maps["low"]) / 500
    )
    assert [layer["title"] for layer in header["layers"]] == ["CONV1 + ReLU", "FC1 + ReLU", "FC2"]
    assert [layer["note"] for layer in header["layers"]] == ["", "", ""]  # nothing counted yet
