"""What is said of a run, in sentences: where it stands, and why it has stopped."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.training.run import Run


def standing(run: "Run") -> str:
    """Say whether the run is untrained, trained, or at it, and what Run does now."""
    epochs, steps = run.settings.epochs, run.history.steps
    more = f"{epochs} more {_epochs(epochs)}"
    if run.problem or run.note:
        return ""
    if run.state == "running":
        return _going_on(run)
    if run.is_untrained:
        count = len(run.data.train.classes)
        return (
            "Untrained: the weights are random, so the accuracy is that of guessing, about"
            f" {1 / count:.0%} with {count} {'class' if count == 1 else 'classes'}. Run trains"
            f" for {epochs} {_epochs(epochs)} ({epochs * run.steps_per_epoch:,} steps) and stops."
        )
    if not steps:
        return f"Run trains for {epochs} {_epochs(epochs)}."
    if run.goal.is_run:
        done = run.goal.epochs
        return (
            f"Trained: Run has stopped after {done} {_epochs(done)}, as set. Run again trains for"
            f" {more}."
        )
    return f"Paused after step {steps:,}. Run trains for {more}."


def _going_on(run: "Run") -> str:
    if not run.goal.epochs:
        return "Taking one step."
    last = run.goal.last_epoch
    return f"Training: it stops at the end of epoch {last}."


def _epochs(count: int) -> str:
    return "epoch" if count == 1 else "epochs"


def diverged(step: int, rate: float, back_to: int) -> str:
    """Why it has stopped, and what the weights are now."""
    return (
        f"The loss diverged at step {step}: the learning rate {rate:g} is too high. The weights"
        f" are back to those after step {back_to}; choose a smaller learning rate and continue,"
        " or rewind."
    )


def stopped_early(patience: int, best_epoch: int) -> str:
    """Why it has stopped, and what the weights are now."""
    return (
        f"Early stopping: the validation loss has not improved for {patience} epochs. The weights"
        f" are those of the best epoch, {best_epoch}."
    )
