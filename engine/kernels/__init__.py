"""Compiled kernels: serial, `nogil`, cached on disk. They never validate and never raise."""
