"""ONNX files: models of other libraries read, and networks of ours written.

The reader is our own, some two hundred lines over the wire format (`wire`), and not the package
`onnx`, for three reasons. It starts sooner: `import onnx` loads 19 MB in 0.13 s, all of this folder
takes 0.05 s. It copies only arrays that do not begin where numbers may, so half a gigabyte of
weights is mostly there once. And it is safe for any file: every length is compared with what is
there before memory is taken, one budget limits the number of entries, and graphs within nodes are
never opened, so nothing can nest deeply. The tests hold it to `onnx` and ONNX Runtime
(`tests.benchmarks.onnx_conformance`, `tests.benchmarks.onnx_hostile`).
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
    types, weights in the file itself. `data` may also be a memoryview, as of a memory map; the
    model's arrays may lie in it.

    Raises
    ------
    ValueError, TypeError
        In one sentence: no ONNX model, or the first node that is not computed here.
    """
    instance(data, "data", (bytes, bytearray, memoryview), "the bytes of a file")
    is_lasting = not isinstance(data, bytearray) and memoryview(data).c_contiguous
    whole = memoryview(data if is_lasting else bytes(data))
    return OnnxModel(read_model(whole.cast("B").toreadonly()))
