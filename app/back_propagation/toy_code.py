"""The 1-D convolution as NumPy and PyTorch programs ("Show me the code"); the tests run them."""

from app.back_propagation.code import figure
from app.back_propagation.schema import BackState, numbers

_FIGURE = f"""
shown = {{"dO/dI": by_input, "dO/dW": by_weight, "dC/dI": dI[None], "dC/dW": dW[None]}}
{figure("g")}
"""


def numpy_code(state: BackState) -> str:
    """Write both Jacobians cell by cell, and the gradients of C = g1·O1 + g2·O2 by them."""
    return f"""import matplotlib.pyplot as plt
import numpy as np

{_numbers(state, "np.array({}, dtype=float)")}
by_input, by_weight = np.zeros((2, 4)), np.zeros((2, 3))
for i in range(2):
    by_input[i, i : i + 3] = W  # dO[i]/dI[i + j] = W[j]
    by_weight[i] = I[i : i + 3]  # dO[i]/dW[j] = I[i + j]
O = by_input @ I
dI, dW = g @ by_input, g @ by_weight  # the chain rule
print("O =", O)
{_FIGURE}"""


def torch_code(state: BackState) -> str:
    """Write the same by autograd."""
    return f"""import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F

{_numbers(state, "torch.tensor({}, dtype=torch.float64)")}
def outputs(I, W):
    return F.conv1d(I[None, None], W[None, None])[0, 0]

by_input, by_weight = torch.autograd.functional.jacobian(outputs, (I, W))
I.requires_grad_(), W.requires_grad_()
O = outputs(I, W)
C = (g * O).sum()
C.backward()
dI, dW = I.grad, W.grad
print("O =", O.detach())
{_FIGURE}"""


def _numbers(state: BackState, array: str) -> str:
    given = {"I": state.points, "W": state.weights, "g": state.upstream}
    lines = (f"{name} = {array.format(list(numbers((row,))[0]))}\n" for name, row in given.items())
    return "".join(lines)
