"""ONNX files: models of other libraries read, and networks of ours written.

The reader is our own, some two hundred lines over the wire format (`wire`), and not the package
`onnx`, for three reasons. It starts at once, where `import onnx` loads 19 MB and takes a third of a
second. It copies nothing: the weights of a model of half a gigabyte are there once. And it is safe
for any file: every length is compared with what is there before memory is taken, one budget limits
the number of entries, and graphs within nodes are never opened, so nothing can nest deeply. The
tests hold it to `onnx` and ONNX Runtime (`tests.benchmarks.onnx_conformance`).
"""

from engine.checks import instance
from engine.networks.onnx.messages import read_model
from engine.networks.onnx.model import OnnxModel
from engine.networks.onnx.parts import OnnxNode, TensorInfo
from engine.networks.onnx.writing import to_onnx

__all__ = ["OnnxModel", "OnnxNode", "TensorInfo", "load_onnx", "to_onnx"]


def load_onnx(data: bytes) -> OnnxModel:
    """Return the model of an ONNX file.

    Opsets 6 to 25, the operators of convolutional networks (`operators`), on numbers of NumPy's
    types, weights in the file itself. `data` may also be a memory map of the file.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no ONNX model, or the first node that is not computed here.
    """
    instance(data, "data", (bytes, bytearray, memoryview), "the bytes of a file")
    return OnnxModel(read_model(memoryview(data).cast("B").toreadonly()))
