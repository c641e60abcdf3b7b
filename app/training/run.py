"""One network that learns: it is worked on slice by slice, by whoever calls `work`."""

import threading
from collections.abc import Generator, Sequence

import numpy as np

from app.training import report
from app.training import settings as hyper
from app.training.checkpoints import PATIENCE, Checkpoints, has_diverged
from app.training.evaluation import Evaluation, evaluate
from app.training.goal import Goal
from app.training.history import History, ValidationPoint, identical_steps
from app.training.settings import Settings
from engine.datasets.data_set import DataSet, Split
from engine.networks import BatchNorm2d, Graph, LayerInfo, Node, Optimiser
from engine.networks.microbatch import accumulate_step
from engine.networks.nodes import as_nodes
from engine.networks.onnx import to_onnx
from engine.networks.saving import load_weights, to_bytes

SLICE = 96_000_000
"""Multiply-adds of a forward pass in one slice: with the backward pass three times as many, which
took 4 to 12 ms on one core of the machine at hand. A number and not a time, because the parts in
which a batch is taken decide the last bits of the sums: so they are the same under any load."""

LEAST_BATCH_NORM_SAMPLES = 32  # samples: batch normalisation needs some to have statistics
_DROPOUT = 2  # what a random stream is for; the batches have 0 and 1


class Run:
    """A network, what it learns from, and how far it is.

    Commands may come from any thread. The weights are changed in `work` only, under `lock`, which
    is held for one slice at a time.
    """

    network: Graph
    optimiser: Optimiser
    history: History
    evaluation: Evaluation | None
    problem: str | None
    """Why it has stopped, in sentences."""
    goal: Goal
    checkpoints: Checkpoints
    learned_from: int
    """The step from which on the weights have only been learned: a file or a return sets it."""
    _slices: Generator[bool | None, None, None]

    def __init__(
        self,
        data: Split,
        network: Sequence[LayerInfo] | Sequence[Node],
        settings: Settings,
        title: str,
    ) -> None:
        self.data, self.title, self.settings = data, title, settings
        self.nodes = as_nodes(network)
        self.lock = threading.RLock()
        self.ghost: History | None = None
        self.slow = False
        self._start()

    # What the learner asks for.

    def run(self) -> None:
        """Go on for as many epochs as are set."""
        self.epochs(self.settings.epochs, is_run=True)

    def pause(self) -> None:
        """Stop after the step that is being taken."""
        with self.lock:
            self.goal = Goal()

    def step(self) -> None:
        """Take one step, then pause."""
        self._begin(Goal(steps=1))

    def epoch(self) -> None:
        """Go on to the end of the epoch, then pause."""
        self.epochs(1)

    def epochs(self, count: int, is_run: bool = False) -> None:
        """Go on for so many epochs, the one that has begun included."""
        with self.lock:
            self._begin(Goal(self.epoch_number, count, is_run=is_run))

    def rewind(self) -> None:
        """Begin again from the seed with the settings of now; the old curve stays as a ghost."""
        with self.lock:
            if self.history.steps:
                self.ghost = self.history
            self._start()

    def change(self, settings: Settings) -> None:
        """Other settings from the next step on; the weights stay what they are."""
        with self.lock:
            changes = hyper.changes(self.settings, settings)
            before, self.settings = self.settings, settings
            if settings.activation != before.activation:
                self._discard_unfinished()
                weights = self.network.state
                self.network = self._new_network()
                self.network.set_state(weights)
            if (settings.activation, settings.loss) != (before.activation, before.loss):
                self._invalidate_evaluation()
            if settings.optimiser != before.optimiser:
                self.optimiser = hyper.optimiser(settings)
            self.optimiser.lr = settings.rate
            self._rebatch()
            if settings.epochs != before.epochs and self.goal.is_run and self.steps_left:
                self.goal = self.goal.of(settings.epochs, self.batch, self.steps_per_epoch)
            if changes and self.history.steps:
                self.history.changes.append((self.history.steps, changes))

    def load(self, data: bytes) -> None:
        """Take over weights from a file.

        Raises ValueError, in one sentence, if they are of another network, and changes nothing.
        """
        with self.lock:
            self._discard_unfinished()
            load_weights(self.network, data)
            self.goal, self.problem = Goal(), None
            self.note, self.is_loaded = "The weights were loaded from your file.", True
            self.optimiser = hyper.optimiser(self.settings)
            self.learned_from = self.history.steps
            self.checkpoints.keep(self.network, self.history.steps)
            self._invalidate_evaluation()

    # What can be asked.

    @property
    def layers(self) -> tuple[LayerInfo, ...]:
        """The network's layers as it was built, whatever activation function is set."""
        return tuple(node.layer for node in self.nodes)

    def save(self) -> bytes:
        """Return the network as a safetensors file."""
        with self.lock:
            return to_bytes(self.network)

    def save_onnx(self) -> bytes:
        """Return the network as an ONNX file."""
        with self.lock:
            return to_onnx(self.network)

    @property
    def state(self) -> str:
        """In one word."""
        if self.problem:
            return "diverged"
        return "running" if self.steps_left else "paused"

    @property
    def is_untrained(self) -> bool:
        """Whether the weights are still the random ones."""
        return not self.history.steps and not self.is_loaded

    @property
    def steps_left(self) -> int:
        """Until it pauses by itself."""
        return self.goal.left(self.batch, self.batches.per_epoch)

    @property
    def samples(self) -> int:
        """Pictures that go through the network in one slice."""
        is_normalised = any(isinstance(layer, BatchNorm2d) for layer in self.layers)
        least = LEAST_BATCH_NORM_SAMPLES if is_normalised else 1
        return max(least, SLICE // max(1, self.network.table.multiply_adds))

    @property
    def pictures(self) -> DataSet:
        """Those that are shown: held out, or trained on where there are no others."""
        return self.data.held_out if len(self.data.held_out) else self.data.train

    @property
    def steps_per_epoch(self) -> int:
        return self.batches.per_epoch

    @property
    def epoch_number(self) -> int:
        """How many epochs are complete."""
        return self.batch // self.batches.per_epoch

    @property
    def identical_steps(self) -> int | None:
        """How many first steps are exactly those of the ghost; None without one."""
        return None if self.ghost is None else identical_steps(self.ghost, self.history)

    @property
    def version(self) -> tuple[object, ...]:
        """Changes with everything that can be seen of the run."""
        past = self.history
        learned = id(past), past.steps, len(past.validation), id(self.evaluation), self.state
        return *learned, self.goal, self.slow, self.problem, self.note, self.settings

    @property
    def has_work(self) -> bool:
        """Whether `work` would do anything."""
        is_evaluated = self._evaluated_step == self.history.steps
        return self.steps_left > 0 or not is_evaluated or self._is_mid_step

    def work(self) -> bool:
        """Do one slice; returns whether a step was finished with it."""
        with self.lock, np.errstate(all="ignore"):
            if not self.has_work:
                return False
            try:
                return bool(next(self._slices))
            except ValueError as error:  # a batch that a layer cannot be trained on
                self._stop(f"This step failed: {error}. Choose another batch size.")
                return True
            except Exception:
                self._stop("An internal error stopped this run; its weights are unchanged.")
                self._evaluated_step = self.history.steps
                raise

    def close(self) -> None:
        """Give up what was begun, and the memory with it."""
        with self.lock:
            self.goal, self._evaluated_step = Goal(), self.history.steps
            self._discard_unfinished()

    # How it is done.

    def _discard_unfinished(self) -> None:
        """Drop a step or an evaluation that is under way: it changes nothing and starts again."""
        self._slices.close()
        self._is_mid_step = False
        self._slices = self._make_slices()

    def _invalidate_evaluation(self) -> None:
        """Forget what was measured: it is no measure for the present weights, or loss."""
        self._evaluated_step = -1
        self.checkpoints.forget_best(self.epoch_number)

    def _start(self) -> None:
        self.network = self._new_network()
        self.optimiser = hyper.optimiser(self.settings)
        self.history = History()
        self.evaluation = None
        self.problem, self.note, self.is_loaded = None, "", False
        self.goal, self.learned_from = Goal(), 0
        self.batches, self.batch = hyper.batches(self.data.train, self.settings), 0
        self._is_mid_step = False
        self.checkpoints = Checkpoints(self.network)
        self._evaluated_step = -1
        self._slices = self._make_slices()

    def _begin(self, goal: Goal) -> None:
        with self.lock:
            self.problem, self.note, self.goal = None, "", goal
            self.checkpoints.begin(self.epoch_number)

    def _new_network(self) -> Graph:
        return hyper.network(self.data.train.shape, self.nodes, self.settings)

    def _rebatch(self) -> None:
        """After other settings: go on at the same place of the epoch."""
        epoch, place = divmod(self.batch, self.batches.per_epoch)
        pictures = place * self.batches.size
        self.batches = hyper.batches(self.data.train, self.settings)
        self.batch = epoch * self.batches.per_epoch + pictures // self.batches.size

    def _make_slices(self) -> Generator[bool | None, None, None]:
        """Take steps and evaluate, one after the other, for ever; yield after every slice."""
        while True:
            due = self.steps_left <= 0 or self.batch % self.steps_per_epoch == 0
            if due and self._evaluated_step != self.history.steps:
                yield from self._validate()
            elif self.steps_left > 0:
                yield from self._step()
            else:
                yield False

    def _step(self) -> Generator[bool | None, None, None]:
        self._is_mid_step = True
        settings, batch = self.settings, self.batches.batch(self.batch)
        rng = np.random.default_rng((settings.seed, _DROPOUT, self.batch))
        x, labels, samples = batch.x, batch.labels, self.samples
        outcome = yield from accumulate_step(
            self.network, self.optimiser, x, labels, samples, settings.loss, rng
        )
        self._is_mid_step = False
        self.goal = self.goal.after_step()
        accuracy = float((outcome.scores.argmax(axis=1) == labels).mean())
        self.checkpoints.step_taken()
        if self._has_diverged(outcome.loss):
            self._restore_checkpoint(self.history.steps + 1)
        else:
            self.history.add(outcome.loss, accuracy)
            self.batch += 1
        yield True

    def _has_diverged(self, loss: float) -> bool:
        return has_diverged(loss, self.history.losses[0] if self.history.steps else loss)

    def _stop(self, problem: str) -> None:
        """Nothing more until something else is asked for."""
        self._discard_unfinished()
        self.goal, self.problem = Goal(), problem

    def _restore_checkpoint(self, step: int) -> None:
        """Go back to the last weights that were good: the loss has diverged."""
        self.problem = report.diverged(step, self.settings.rate, self.checkpoints.step)
        self.checkpoints.restore(self.network)
        self._goes_back()

    def _goes_back(self) -> None:
        """Pause with other weights than the last step's, which are to be evaluated."""
        self.goal, self._evaluated_step = Goal(), -1
        self.learned_from = self.history.steps
        self.optimiser = hyper.optimiser(self.settings)

    def _validate(self) -> Generator[bool | None, None, None]:
        """Look at the pictures held out; stop early if that was asked for."""
        self._is_mid_step = True
        steps = self.history.steps
        held_out, loss, samples = self.data.held_out, self.settings.loss, 2 * self.samples
        found = yield from evaluate(self.network, held_out, loss, samples)
        self._is_mid_step = False
        is_new = not self.checkpoints.is_current
        if len(found.labels) and self._has_diverged(found.loss) and is_new:
            self._restore_checkpoint(steps)
        else:
            self._accept(found)
        yield False

    def _accept(self, found: Evaluation) -> None:
        """Keep these weights, which are good, and the best ones, for early stopping."""
        self.evaluation, self._evaluated_step = found, self.history.steps
        self.history.validation.append(
            ValidationPoint(self.history.steps, found.loss, found.accuracy)
        )
        self.checkpoints.keep(self.network, self.history.steps)
        is_over = self.checkpoints.compare(found.loss, self.epoch_number)
        if is_over and self.settings.stop_early and self.steps_left > 0:
            self._stop_early()

    def _stop_early(self) -> None:
        self.checkpoints.restore_best(self.network)
        self.note = report.stopped_early(PATIENCE, self.checkpoints.best_epoch)
        self._goes_back()
