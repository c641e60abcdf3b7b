"""The row of pictures: picture → convolution → activation → pooling."""

from app.components.shared.mount import Component

_component = Component("pipeline_view", saves="the pictures")


def pipeline_view(payload: bytes, key: str) -> None:
    """Show one run; `payload` is made by `app.kernel_lab.payload.build`."""
    _component.show(payload, key)
