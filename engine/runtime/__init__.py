"""The machine: one pool of threads, its cores, its caches."""
