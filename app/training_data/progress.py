"""How far a long piece of work is."""

from typing import Any


class Bar:
    """A progress bar that is moved a hundred times and not ten thousand times."""

    def __init__(self, bar: Any, text: str) -> None:
        self.bar, self.text, self.reported = bar, text, -1

    def show(self, done: int, total: int) -> None:
        """Show how far it is, with every piece; raise where the learner has done something else."""
        share = round(100 * done / total) if total else 0
        if share != self.reported or not total:
            self.reported = share
            self.bar.progress(share / 100, f"{self.text}: {share}%")
