"""The decorators of all compiled kernels."""

import numba
from numba.core.dispatcher import Dispatcher

from engine.kernels.cache import cache_for
from engine.kernels.readiness import waiting

# `contract` lets a multiply and an add become one FMA. Never `fastmath=True`: it assumes that
# there are no NaNs, and a diverged training would go unseen.
_CONTRACT = {"contract"}


def _cached(flags):
    """Return a decorator that compiles a kernel, and keeps its machine code on disk."""
    compiler = numba.njit(nogil=True, error_model="numpy", fastmath=flags)

    def decorate(function):
        kernel = compiler(function)
        if isinstance(kernel, Dispatcher):  # not with NUMBA_DISABLE_JIT=1
            kernel._cache = cache_for(function)
            kernel._compile_for_args = waiting(kernel._compile_for_args)
        return kernel

    return decorate


compiled = _cached(_CONTRACT)

# For sums whose order may change, so that they can be vectorised.
compiled_reduction = _cached(_CONTRACT | {"reassoc"})

# For what only other kernels call, of several types: it is kept in the cache as a part of them, and
# has no file of its own there, which two processes could write at once for different types.
compiled_inside = numba.njit(nogil=True, error_model="numpy", fastmath=_CONTRACT)
