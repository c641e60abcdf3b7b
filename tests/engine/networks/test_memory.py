"""Memory that training steps take over from each other."""

import copy
import weakref

import numpy as np

from engine.networks import SGD, Sequential, pattern, step
from engine.networks.memory import Memory

SHAPE = (3, 32, 32)
RNG = np.random.default_rng(0)


def place(array):
    return array.__array_interface__["data"][0]


def test_an_array_comes_back_when_nobody_holds_a_view_of_it():
    memory, shape, kind = Memory(), (100, 400), np.dtype(np.float32)
    one, two = memory.empty(shape, kind), memory.empty(shape, kind)
    assert place(one) != place(two)
    row, where = one.reshape(-1)[7:9].T, place(one)
    del one
    three = memory.empty(shape, kind)
    assert place(three) not in (where, place(two))
    del row
    assert place(memory.empty(shape, kind)) == where
    assert place(memory.empty(shape, np.dtype(np.int32))) not in (place(two), place(three))


def test_no_more_is_kept_than_many_sessions_can_spare():
    memory, shape, kind = Memory(), (5 << 20,), np.dtype(np.float32)
    held = [memory.empty(shape, kind) for _ in range(5)]  # 20 MB each
    references = [weakref.ref(array.base) for array in held]
    del held
    assert [reference() is not None for reference in references] == [True] * 3 + [False] * 2
    memory.begin(7)
    assert not any(reference() is not None for reference in references)


def steps(network, sizes, keep=False):
    for size in sizes:
        x = RNG.standard_normal((size, *SHAPE), dtype=np.float32)
        target = RNG.integers(0, 3, size)
        yield step(network, SGD(0.1), x, target, keep=keep)


def network():
    return Sequential(SHAPE, pattern(SHAPE, 3, 2, 2, 1, (8, 16), padding=1, batch_norm=True))


def test_a_step_takes_over_the_memory_of_the_last():
    places = []
    for done in steps(network(), [16] * 4, keep=True):
        arrays = [*done.activations, *done.gradients.activations]
        places.append({place(array) for array in arrays if array.nbytes > 1 << 16})
        del done, arrays
    assert places[0] == places[1] == places[2] == places[3]


def test_what_is_held_is_never_written_over():
    made = network()
    held = list(steps(made, [16, 16, 9, 16], keep=True))
    arrays = [a for done in held for a in (*done.activations, *done.gradients.activations)]
    before = [array.copy() for array in arrays]
    for _ in steps(made, [16, 9, 16]):
        pass
    made(RNG.standard_normal((16, *SHAPE), dtype=np.float32))
    for array, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_a_copy_of_a_network_trains_on_alone():
    made = network()
    next(steps(made, [16]))
    other = copy.deepcopy(made)
    state = {name: array.copy() for name, array in made.state.items()}
    next(steps(other, [16]))
    for name, array in made.state.items():
        np.testing.assert_array_equal(array, state[name])
    assert not np.array_equal(other.parameters["0.weight"], made.parameters["0.weight"])
