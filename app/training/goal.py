"""How far a run goes before it pauses by itself."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Goal:
    """So many `epochs` after the first `begun`, or so many single `steps`; nothing at all at first.

    Epochs and not steps, because the batch size may change on the way. `is_run`: it was asked for
    by Run, which takes as many epochs as are set.
    """

    begun: int = 0
    epochs: int = 0
    steps: int = 0
    is_run: bool = False

    @property
    def last_epoch(self) -> int:
        """At whose end it pauses; counted from 1, and 0 where steps are counted."""
        return self.begun + self.epochs if self.epochs else 0

    def left(self, batch: int, per_epoch: int) -> int:
        """Return the steps to go after `batch` of them, of which an epoch has `per_epoch`."""
        if self.epochs:
            return max(0, self.last_epoch * per_epoch - batch)
        return self.steps

    def after_step(self) -> "Goal":
        """Return what is left of it after a step."""
        return replace(self, steps=max(0, self.steps - 1))

    def of(self, epochs: int, batch: int, per_epoch: int) -> "Goal":
        """Return a Run's goal where `epochs` are set now; never before the end of this one."""
        this_one = -(-batch // per_epoch) - self.begun
        return replace(self, epochs=max(1, epochs, this_one))
