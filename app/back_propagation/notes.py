"""What the numbers alone do not tell, in plain sentences."""

from engine.explain.back_propagation import Chain, forward


def of(chain: Chain) -> list[str]:
    """Return the sentences for a network."""
    neurons = forward(chain)["y"][0].size
    texts = [
        f"All {neurons} neurons of a depth slice share one kernel and one bias: their gradients "
        "add up. With a bias for each position, ∂C/∂B would be ∂C/∂Y itself."
    ]
    if chain.relu:
        texts.append("ReLU's derivative at 0 is taken as 0.")
    if max(chain.stride) > 1:
        texts.append(
            f"Stride {chain.stride[0]}: {_zeros(chain.stride[0] - 1)} between the gradients of "
            "neighbouring outputs."
        )
    return texts


def _zeros(count: int) -> str:
    return "one zero stands" if count == 1 else f"{count} zeros stand"
