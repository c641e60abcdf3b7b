"""What plain HTTP routes hand out, for as long as anyone in the server holds it."""

import threading
import weakref
from typing import Generic, TypeVar

Holder = TypeVar("Holder")


class Offers(Generic[Holder]):
    """Whoever has something to hand out, by its name; with the last of them it is not found.

    A name stands in an address, and whoever knows it gets what is behind it: it must hold a digest
    of that, which nobody can tell who has not got the thing itself.
    """

    def __init__(self) -> None:
        self._holders = weakref.WeakValueDictionary[tuple[str, int], Holder]()
        self._lock = threading.Lock()

    def add(self, name: str, holder: Holder) -> None:
        """Let `holder` be found for as long as it lives."""
        with self._lock:
            self._holders[name, id(holder)] = holder

    def find(self, name: str) -> Holder | None:
        """Return one of those of this name, while there is any."""
        with self._lock:
            return next((held for key, held in self._holders.items() if key[0] == name), None)
