"""The decorators of all compiled kernels."""

import numba

# `contract` lets a multiply and an add become one FMA. Never `fastmath=True`: it assumes that
# there are no NaNs, and a diverged training would go unseen.
compiled = numba.njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})

# For sums whose order may change, so that they can be vectorised.
compiled_reduction = numba.njit(
    nogil=True, cache=True, error_model="numpy", fastmath={"contract", "reassoc"}
)

# For what only other kernels call, of several types: it is kept in the cache as a part of them, and
# has no file of its own there, which two processes could write at once for different types.
compiled_inside = numba.njit(nogil=True, error_model="numpy", fastmath={"contract"})
