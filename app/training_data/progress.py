"""How far a long piece of work is."""

import time
from typing import Any

_SECONDS = 0.5  # between two looks whether anybody is still there


class Bar:
    """A progress bar that is moved a hundred times and not ten thousand times."""

    def __init__(self, bar: Any, text: str) -> None:
        self.bar, self.text, self.reported, self.at = bar, text, -1, 0.0

    def show(self, done: int, total: int) -> None:
        """Show how far it is, with every piece; raise where the learner has done something else."""
        share, now = round(100 * done / total) if total else 0, time.monotonic()
        # Also now and then: whoever has gone is noticed only when something is shown.
        if share != self.reported or not total or now - self.at > _SECONDS:
            self.reported, self.at = share, now
            self.bar.progress(share / 100, f"{self.text}: {share}%")
