"""What the server does once when it starts."""

from app import startup
from engine.warmup import warmup


def test_the_second_process_is_asked_for_steps_that_there_are() -> None:
    told: list[str] = []
    warmup(lambda _, name: told.append(name), only=startup._BESIDE)
    assert told == [*startup._BESIDE, "ready"]
