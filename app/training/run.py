"""One network that learns: it is worked on slice by slice, by whoever calls `work`."""

import math
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np

from app.training import settings as hyper
from app.training.evaluation import Evaluation, evaluate
from app.training.history import History, ValidationPoint, identical_steps
from app.training.settings import Settings
from engine.checks import Array
from engine.datasets.batches import Batches
from engine.datasets.data_set import DataSet, Split
from engine.networks import BatchNorm2d, Layer, Optimiser, Sequential
from engine.networks.microbatch import accumulate_step
from engine.networks.saving import load_weights, to_bytes

SLICE = 96_000_000
"""Multiply-adds of a forward pass in one slice: with the backward pass three times as many, which
took 4 to 12 ms on one core of the machine at hand. A number and not a time, because the parts in
which a batch is taken decide the last bits of the sums: so they are the same under any load."""

LEAST_BATCH_NORM_SAMPLES = 32  # samples: batch normalisation needs some to have statistics
PATIENCE = 5  # epochs without a better loss on the pictures held out, for early stopping
DIVERGENCE = 100  # times the first loss (or 1): it will not come back from there by itself
_DROPOUT = 2  # what a random stream is for; the batches have 0 and 1
SLOW = 0.6  # s between two steps in slow motion


class Run:
    """A network, what it learns from, and how far it is.

    Commands may come from any thread. The weights are changed in `work` only, under `lock`, which
    is held for one slice at a time.
    """

    network: Sequential
    optimiser: Optimiser
    history: History
    evaluation: Evaluation | None
    problem: str | None
    """Why it has stopped, in sentences."""
    steps_left: float
    _checkpoint: dict[str, Array]
    _slices: Generator[bool, None, None]

    def __init__(
        self, data: Split, layers: Sequence[Layer], settings: Settings, title: str
    ) -> None:
        self.data, self.title, self.settings = data, title, settings
        self.layers = tuple(layers)
        self.lock = threading.RLock()
        self.ghost: History | None = None
        self.slow = False
        self._start()

    # What the learner asks for.

    def run(self) -> None:
        """Go on until `pause`."""
        self._begin(math.inf)

    def pause(self) -> None:
        """Stop after the step that is being taken."""
        with self.lock:
            self.steps_left = 0

    def step(self) -> None:
        """Take one step, then pause."""
        self.steps(1)

    def steps(self, count: int) -> None:
        """Take so many steps, then pause."""
        self._begin(count)

    def epoch(self) -> None:
        """Go on to the end of the epoch, then pause."""
        self.epochs(1)

    def epochs(self, count: int) -> None:
        """Go on for so many epochs, the one that has begun included."""
        with self.lock:
            self._begin(count * self.steps_per_epoch - self.batch % self.steps_per_epoch)

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
            if changes and self.history.steps:
                self.history.changes.append((self.history.steps, changes))

    def load(self, data: bytes) -> None:
        """Take over weights from a file.

        Raises ValueError, in one sentence, if they are of another network, and changes nothing.
        """
        with self.lock:
            self._discard_unfinished()
            load_weights(self.network, data)
            self.steps_left, self.problem = 0, None
            self.note = "The weights were loaded from your file."
            self.optimiser = hyper.optimiser(self.settings)
            self._save_checkpoint()
            self._invalidate_evaluation()

    # What can be asked.

    def save(self) -> bytes:
        """Return the network as a safetensors file."""
        with self.lock:
            return to_bytes(self.network)

    @property
    def state(self) -> str:
        """In one word."""
        if self.problem:
            return "diverged"
        return "running" if self.steps_left else "paused"

    @property
    def samples(self) -> int:
        """Pictures that go through the network in one slice."""
        if any(isinstance(layer, BatchNorm2d) for layer in self.layers):
            return max(LEAST_BATCH_NORM_SAMPLES, self._samples_per_slice)
        return self._samples_per_slice

    @property
    def _samples_per_slice(self) -> int:
        return max(1, SLICE // max(1, self.network.table.multiply_adds))

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
    def progress(self) -> int:
        """Who has less of it is behind."""
        return self.history.steps

    @property
    def version(self) -> tuple[object, ...]:
        """Changes with everything that can be seen of the run."""
        return (
            id(self.history),
            self.history.steps,
            len(self.history.validation),
            id(self.evaluation),
            self.state,
            self.slow,
            self.problem,
            self.note,
            self.settings,
        )

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
            self.steps_left, self._evaluated_step = 0, self.history.steps
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
        self._best, self._best_weights = (math.inf, self.epoch_number), self._checkpoint

    def _save_checkpoint(self) -> None:
        """Keep the present weights as those to go back to."""
        self._checkpoint, self._checkpoint_step = self._copy_weights(), self.history.steps
        self._is_checkpointed = True

    def _start(self) -> None:
        self.network = self._new_network()
        self.optimiser = hyper.optimiser(self.settings)
        self.history = History()
        self.evaluation = None
        self.problem, self.note = None, ""
        self.steps_left = 0
        self._patience_epoch = 0
        self.batches, self.batch = self._batches(), 0
        self._is_mid_step = False
        self._save_checkpoint()
        self._invalidate_evaluation()
        self._slices = self._make_slices()

    def _begin(self, steps: float) -> None:
        with self.lock:
            self.problem, self.note = None, ""
            self.steps_left = max(1, steps)
            self._patience_epoch = self.epoch_number

    def _new_network(self) -> Sequential:
        layers = hyper.activated(self.layers, self.settings.activation)
        initialisation = hyper.initialisation(self.settings)
        return Sequential(self.data.train.shape, layers, self.settings.seed, initialisation)

    def _batches(self) -> Batches:
        settings = self.settings
        return Batches(self.data.train, settings.batch, settings.seed, settings.augmentation)

    def _rebatch(self) -> None:
        """After other settings: go on at the same place of the epoch."""
        epoch, place = divmod(self.batch, self.batches.per_epoch)
        pictures = place * self.batches.size
        self.batches = self._batches()
        self.batch = epoch * self.batches.per_epoch + pictures // self.batches.size

    def _copy_weights(self) -> dict[str, Array]:
        return {name: array.copy() for name, array in self.network.state.items()}

    def _make_slices(self) -> Generator[bool, None, None]:
        """Take steps and evaluate, one after the other, for ever; yield after every slice."""
        while True:
            due = self.steps_left <= 0 or self.batch % self.steps_per_epoch == 0
            if due and self._evaluated_step != self.history.steps:
                yield from self._validate()
            elif self.steps_left > 0:
                yield from self._step()
            else:
                yield False

    def _step(self) -> Generator[bool, None, None]:
        self._is_mid_step = True
        settings, batch = self.settings, self.batches.batch(self.batch)
        rng = np.random.default_rng((settings.seed, _DROPOUT, self.batch))
        taking = accumulate_step(
            self.network,
            self.optimiser,
            batch.x,
            batch.labels,
            self.samples,
            settings.loss,
            rng,
        )
        while True:
            try:
                next(taking)
            except StopIteration as end:
                outcome = end.value
                break
            yield False
        self._is_mid_step = False
        self.steps_left = max(0, self.steps_left - 1)
        accuracy = float((outcome.scores.argmax(axis=1) == batch.labels).mean())
        self._is_checkpointed = False
        if self._has_diverged(outcome.loss):
            self._restore_checkpoint(self.history.steps + 1)
        else:
            self.history.add(outcome.loss, accuracy)
            self.batch += 1
        yield True

    def _has_diverged(self, loss: float) -> bool:
        first = self.history.losses[0] if self.history.steps else loss
        return not math.isfinite(loss) or loss > DIVERGENCE * max(1.0, first)

    def _stop(self, problem: str) -> None:
        """Nothing more until something else is asked for."""
        self._discard_unfinished()
        self.steps_left, self.problem = 0, problem

    def _restore_checkpoint(self, step: int) -> None:
        """Go back to the last weights that were good: the loss has diverged."""
        self.problem = (
            f"The loss diverged at step {step}: the learning rate {self.settings.rate:g} is too"
            f" high. The weights are back to those after step {self._checkpoint_step}; choose a"
            " smaller learning rate and continue, or rewind."
        )
        self.steps_left, self._is_checkpointed, self._evaluated_step = 0, True, -1
        self.network.set_state(self._checkpoint)
        self.optimiser = hyper.optimiser(self.settings)

    def _validate(self) -> Generator[bool, None, None]:
        """Look at the pictures held out; stop early if that was asked for."""
        self._is_mid_step = True
        steps = self.history.steps
        judging = evaluate(self.network, self.data.held_out, self.settings.loss, 2 * self.samples)
        while True:
            try:
                next(judging)
            except StopIteration as end:
                found = end.value
                break
            yield False
        self._is_mid_step = False
        if len(found.labels) and self._has_diverged(found.loss) and not self._is_checkpointed:
            self._restore_checkpoint(steps)
        else:
            self._accept(found)
        yield False

    def _accept(self, found: Evaluation) -> None:
        """Keep these weights, which are good, and the best ones, for early stopping."""
        steps, epoch = self.history.steps, self.epoch_number
        self.evaluation, self._evaluated_step = found, steps
        self.history.validation.append(ValidationPoint(steps, found.loss, found.accuracy))
        self._save_checkpoint()
        if found.loss < self._best[0]:
            self._best, self._best_weights = (found.loss, epoch), self._checkpoint
        elif self.settings.stop_early and epoch >= PATIENCE + max(
            self._best[1], self._patience_epoch
        ):
            self._stop_early()

    def _stop_early(self) -> None:
        if self.steps_left <= 0:
            return
        self.steps_left = 0
        self.network.set_state(self._best_weights)
        self.optimiser = hyper.optimiser(self.settings)
        self.note = (
            f"Early stopping: the validation loss has not improved for {PATIENCE} epochs. The"
            f" weights are those of the best epoch, {self._best[1]}."
        )
        self._evaluated_step = -1


def with_settings(run: Run, **changed: object) -> None:
    """Change single settings of a run."""
    run.change(replace(run.settings, **changed))  # type: ignore[arg-type]
