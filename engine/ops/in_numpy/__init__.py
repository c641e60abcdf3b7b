"""What operations are in NumPy alone: it draws the pages until kernels are compiled.

Sums are taken in float64. Arguments are validated by the operation that asks; what it saves for the
way back is the same, whoever computed it.
"""
