"""How a network does on the pictures held out: scores, a confusion matrix, what it got wrong."""

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.datasets.data_set import DataSet, as_input
from engine.networks import Graph
from engine.networks.training import LOSSES
from engine.ops.losses import softmax

MOST = 2000
"""Of a larger set, so many pictures are judged, the first ones, so that it can be done often."""


@dataclass(frozen=True)
class Evaluation:
    """N pictures: their classes, and the share that each class got (N×K)."""

    labels: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    loss: float

    @property
    def predicted(self) -> NDArray[np.intp]:
        """The class with the highest score."""
        predicted: NDArray[np.intp] = self.probabilities.argmax(axis=1)
        return predicted

    @property
    def accuracy(self) -> float:
        """The share of the pictures that are classified correctly."""
        return float((self.predicted == self.labels).mean()) if len(self.labels) else 0.0

    def confusion_matrix(self, classes: int) -> NDArray[np.intp]:
        """How many pictures of class i (rows) are predicted as j (columns)."""
        counts = np.zeros((classes, classes), np.intp)
        np.add.at(counts, (self.labels, self.predicted), 1)
        return counts

    def misclassified(self) -> list[int]:
        """Places of the wrong answers, the most confident first."""
        return self._by_confidence(self.predicted != self.labels)

    def cell(self, label: int, predicted: int) -> list[int]:
        """Places of the pictures that one cell of the matrix counts, the most confident first."""
        return self._by_confidence((self.labels == label) & (self.predicted == predicted))

    def _by_confidence(self, chosen: NDArray[np.bool_]) -> list[int]:
        places = np.flatnonzero(chosen)
        confidence = self.probabilities[places].max(axis=1) if len(places) else np.empty(0)
        return [int(place) for place in places[np.argsort(-confidence, kind="stable")]]


def class_probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores as shares of 1; all 0 where they are no numbers."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(softmax(scores))


def evaluate(
    network: Graph, held_out: DataSet, loss: str, samples: int
) -> Generator[None, None, Evaluation]:
    """Judge `network`, `samples` pictures at a time; yields in between."""
    count = min(MOST, len(held_out))
    labels = held_out.labels[:count]
    if not count:
        none = np.empty((0, *network.table.output), np.float32)
        return Evaluation(labels, none, math.nan)
    parts = []
    for start in range(0, count, samples):
        if start:
            yield
        x = as_input(held_out.pictures[start : min(count, start + samples)])
        trace = network.trace(x, layers=network.scoring_layers)
        parts.append(trace.output)
    scores = np.concatenate(parts)
    return Evaluation(labels, class_probabilities(scores), LOSSES[loss](scores, labels)[0])
