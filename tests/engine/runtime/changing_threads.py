"""Another thread that changes the number of threads all the time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.runtime import threads


@contextmanager
def changing_threads() -> Iterator[None]:
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.is_set():
            number = number % 4 + 1
            threads.set_num_threads(number)

    changer = threading.Thread(target=change)
    changer.start()
    try:
        yield
    finally:
        stop.set()
        changer.join()
