"""NumPy's products of matrices, which are BLAS's.

BLAS's own threads go on looking for work for some milliseconds after a product and so take the
cores from our pool, and from the compilers: beside those a small product takes ten times as long on
two threads as on one. From the first product on it keeps to one thread in this process.
"""

from functools import lru_cache

from threadpoolctl import threadpool_limits


@lru_cache(maxsize=1)
def keep_to_one_thread() -> None:
    """Let BLAS compute in the calling thread, from now on."""
    threadpool_limits(limits=1, user_api="blas")
