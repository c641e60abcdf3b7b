"""Local response normalisation, for tables: AlexNet's NORM layers, which are out of use today."""

from dataclasses import dataclass

from engine.networks.layers.base import LayerInfo, Shape, check_maps


@dataclass(frozen=True)
class LocalResponseNorm(LayerInfo):
    """Each number over a root of the squares of its `size` neighbours in depth.

    Krizhevsky et al. (2012), section 3.3; as `torch.nn.LocalResponseNorm`. Nothing is learned.
    """

    size: int = 5

    title = "local response normalisation"

    def output_shape(self, shape: Shape) -> Shape:
        check_maps(shape)
        return shape
