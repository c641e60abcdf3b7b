"""The one decorator of every compiled kernel."""

import numba

# `contract` lets a multiply and an add become one FMA. Never `fastmath=True`: it assumes that
# there are no NaNs, and a diverged training would go unseen.
compiled = numba.njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})

# For sums whose order may change, so that they can be vectorised.
compiled_reduction = numba.njit(
    nogil=True, cache=True, error_model="numpy", fastmath={"contract", "reassoc"}
)
