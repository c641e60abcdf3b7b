"""What the numbers alone do not tell, in plain sentences."""

from engine.explain.back_propagation import Chain, forward


def of(chain: Chain) -> list[str]:
    """Return the sentences for a network."""
    out = forward(chain)["y"]
    texts = [_sharing(chain, out[0].size), _parameters(chain, out.size)]
    if chain.relu:
        texts.append("ReLU's derivative at 0 is taken as 0.")
    if max(chain.stride) > 1:
        texts.append(
            f"Stride {chain.stride[0]}: {_zeros(chain.stride[0] - 1)} between the gradients of "
            "neighbouring outputs."
        )
    return texts


def _sharing(chain: Chain, neurons: int) -> str:
    every = f"All {neurons} neurons of a depth slice share one kernel"
    if chain.has_bias_per_position:
        return f"{every}: their gradients add up. Each has a bias of its own: ∂C/∂B equals ∂C/∂Y."
    return f"{every} and one bias: their gradients add up."


def _parameters(chain: Chain, positions: int) -> str:
    weights, filters, here = chain.kernels.size, len(chain.kernels), chain.bias.size
    if chain.has_bias_per_position:
        other, count = "one bias for each filter", filters
    else:
        other, count = "a bias for each position", positions
    return (
        f"The convolution has {weights} weights + {here} {'bias' if here == 1 else 'biases'} = "
        f"{weights + here} parameters; with {other}, {weights} + {count} = {weights + count}."
    )


def _zeros(count: int) -> str:
    return "one zero stands" if count == 1 else f"{count} zeros stand"


DEFINITIONS = (
    ("Forward, filter i and channels j", "Y_i = B_i + Σ_j X_j ⋆ K_ij"),
    ("Kernel", "∂C/∂K_ij = X_j ⋆ ∂C/∂Y_i, the correlation of input and gradient"),
    ("Input", "∂C/∂X_j = Σ_i ∂C/∂Y_i ⋆ rot180(K_ij), in full: zeros all around ∂C/∂Y_i"),
    ("Bias", "∂C/∂B_i = Σ_y Σ_x ∂C/∂Y_i[y, x]; one bias for each position: ∂C/∂B_i = ∂C/∂Y_i"),
)
"""A name, and the formula; ⋆ is cross-correlation."""
