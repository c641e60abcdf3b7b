"""Weights to go back to: those last known to be good, and those that did best."""

import math

from engine.networks import Graph

DIVERGENCE = 100  # times the first loss (or 1): it will not come back from there by itself
PATIENCE = 5  # epochs without a better loss on the pictures held out, for early stopping


def has_diverged(loss: float, first: float) -> bool:
    """Tell whether a loss is beyond all bounds, for a run that began with the loss `first`."""
    return not math.isfinite(loss) or loss > DIVERGENCE * max(1.0, first)


class Checkpoints:
    """Of one network, whose weights are good when this is made.

    `step` is after which step the good weights were kept, `best_epoch` after which epoch the best.
    """

    def __init__(self, network: Graph) -> None:
        self.keep(network, 0)
        self.forget_best(0)
        self._patient_from = 0

    def keep(self, network: Graph, step: int) -> None:
        """Keep the present weights as the good ones."""
        self._good = {name: array.copy() for name, array in network.state.items()}
        self.step, self.is_current = step, True

    def step_taken(self) -> None:
        """Know that the network's weights are no longer those that were kept."""
        self.is_current = False

    def restore(self, network: Graph) -> None:
        """Go back to the good weights."""
        network.set_state(self._good)
        self.is_current = True

    def forget_best(self, epoch: int) -> None:
        """Forget what was measured of other weights, or by another loss."""
        self._least_loss, self.best_epoch, self._best = math.inf, epoch, self._good

    def begin(self, epoch: int) -> None:
        """Be patient anew, because the run goes on."""
        self._patient_from = epoch

    def compare(self, loss: float, epoch: int) -> bool:
        """Keep the good weights as the best if they are; else tell whether patience is at its end.

        `loss` is theirs on the pictures held out, after so many epochs.
        """
        if loss < self._least_loss:
            self._least_loss, self.best_epoch, self._best = loss, epoch, self._good
            return False
        return epoch >= PATIENCE + max(self.best_epoch, self._patient_from)

    def restore_best(self, network: Graph) -> None:
        """Go back to the best weights, which are then not those last kept."""
        network.set_state(self._best)
