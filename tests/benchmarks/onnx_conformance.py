"""Our ONNX reader beside the ONNX project's own cases, and beside ONNX Runtime.

``python -m tests.benchmarks.onnx_conformance [MODEL.onnx …]``: the node tests of the operators
that are read and the models converted from PyTorch, which come with the package `onnx`; its light
models with random weights, and the models whose paths are given, beside ONNX Runtime.

A case passes where its outputs have ONNX's shapes, types and numbers (relative tolerance 1e-3, as
in ONNX's own runner; 1e-4 of the largest number beside ONNX Runtime). What is refused is listed
with its reason; a case of one or three dimensions or of a type that NumPy lacks is out of scope
and only counted. The status is 1 where any number is wrong, or more than 5 % are refused.
"""

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from PIL import Image, ImageDraw

from engine.networks import load_onnx
from engine.networks.onnx import TensorInfo
from engine.networks.onnx.operators import OPERATORS
from engine.networks.onnx.tensors import TYPES

onnxruntime.set_default_logger_severity(3)  # errors only
DATA = Path(onnx.__file__).parent / "backend" / "test" / "data"
LIGHT = ("squeezenet", "resnet50", "vgg19", "bvlc_alexnet", "densenet121", "inception_v1",
         "inception_v2", "shufflenet", "zfnet512")  # fmt: skip
MOST_REFUSED = 0.05
WINDOWED = {"Conv", "ConvTranspose", "MaxPool", "AveragePool"}


@dataclass
class Verdicts:
    """What became of the cases of one kind."""

    passed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    out_of_scope: Counter[str] = field(default_factory=Counter)

    def report(self, title: str) -> int:
        judged = len(self.passed) + len(self.refused) + len(self.wrong)
        print(f"\n{title}: {len(self.passed)} of {judged} pass, {len(self.refused)} refused,"
              f" {len(self.wrong)} wrong")  # fmt: skip
        for name, why in self.refused.items():
            print(f"  refused  {name}: {why}")
        for name, why in self.wrong.items():
            print(f"  WRONG    {name}: {why}")
        for why, count in self.out_of_scope.items():
            print(f"  out of scope: {count} {why}")
        return bool(self.wrong) or len(self.refused) > MOST_REFUSED * judged


def scope(model: onnx.ModelProto) -> str:
    """Why a case is none of ours; nothing where it is."""
    graph = model.graph
    if not {node.op_type for node in graph.node} <= OPERATORS.keys():
        return "with an operator that is not read"
    values = [*graph.input, *graph.output]
    if not all(value.type.HasField("tensor_type") for value in values):
        return "with a list or an optional value for an array"
    kinds = {value.type.tensor_type.elem_type for value in values}
    kinds |= {
        a.i for n in graph.node for a in n.attribute if n.op_type == "Cast" and a.name == "to"
    }
    if not kinds <= TYPES.keys():
        return "of a type that NumPy lacks (bfloat16, 8 bits and less)"
    shapes = [len(value.type.tensor_type.shape.dim) for value in values]
    if WINDOWED & {node.op_type for node in graph.node} and not {2, 4} & {*shapes[:1]}:
        return "of windows in one or three dimensions"
    return ""


def load_array(path: Path) -> np.ndarray:
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def difference(found: np.ndarray, wanted: np.ndarray, tolerance: float) -> str:
    if found.shape != wanted.shape or found.dtype != wanted.dtype:
        return f"{found.dtype} {found.shape} instead of {wanted.dtype} {wanted.shape}"
    with np.errstate(all="ignore"):
        if np.allclose(found, wanted, rtol=tolerance, atol=1e-7, equal_nan=True):
            return ""
        return f"off by {np.nanmax(np.abs(found.astype(np.float64) - wanted)):.3g}"


def try_case(folder: Path, verdicts: Verdicts) -> None:
    data = (folder / "model.onnx").read_bytes()
    name, outside = folder.name.removeprefix("test_"), scope(onnx.load_from_string(data))
    if outside:
        verdicts.out_of_scope[outside] += 1
        return
    try:
        model = load_onnx(data)
        for case in sorted(folder.glob("test_data_set_*")):
            inputs = {one.name: load_array(case / f"input_{k}.pb")
                      for k, one in enumerate(model.inputs)}  # fmt: skip
            found = model.run(inputs)
            for k, one in enumerate(model.outputs):
                wanted = load_array(case / f"output_{k}.pb")
                if problem := difference(found[one.name], wanted, 1e-3):
                    verdicts.wrong[name] = problem
                    return
    except ValueError as error:
        verdicts.refused[name] = str(error)
        return
    except Exception as error:
        verdicts.wrong[name] = repr(error)
        return
    verdicts.passed.append(name)


def cases(kind: str, title: str) -> int:
    verdicts = Verdicts()
    for folder in sorted((DATA / kind).glob("test_*")):
        try_case(folder, verdicts)
    return verdicts.report(title)


def with_random_weights(path: Path, rng: np.random.Generator) -> bytes:
    """A light model, whose constant weights are replaced: else all outputs are equal."""
    model = onnx.load(path)
    graph = model.graph
    shapes = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    kept = []
    variances = {node.input[4] for node in graph.node if node.op_type == "BatchNormalization"}
    for node in graph.node:
        if node.op_type != "ConstantOfShape":
            kept.append(node)
            continue
        shape = tuple(shapes[node.input[0]].tolist())
        fan = np.prod(shape[1:]) if len(shape) > 1 else 100
        values = rng.standard_normal(shape) * np.sqrt(2 / fan)
        if node.output[0] in variances:
            values = 1 + np.abs(values)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), node.output[0]))
    del graph.node[:]
    graph.node.extend(kept)
    return model.SerializeToString()


def page_of_text(shape: list[int], rng: np.random.Generator) -> np.ndarray:
    """Pictures N×C×H×W with words and some noise, from −1 to 1: detectors shall find something."""
    page = Image.new("L", (shape[3], shape[2]), 230)
    for line in range(0, shape[2], 24):
        ImageDraw.Draw(page).text((3, line), "Feature map 42" * 3, fill=20, font_size=18)
    grey = np.asarray(page, np.float32) / 127.5 - 1
    return grey + 0.1 * rng.standard_normal(shape)


def lengths(one: TensorInfo) -> list[int]:
    """A shape for an input: where a length may vary, as good as any."""
    usual = (2, 3, 96, 128)
    return [n if isinstance(n, int) else usual[k] for k, n in enumerate(one.shape or ())]


def beside_runtime(data: bytes, rng: np.random.Generator) -> float:
    """The largest difference of any output, as a share of its largest number."""
    model = load_onnx(data)
    inputs = {one.name: page_of_text(lengths(one), rng).astype(one.dtype) for one in model.inputs}
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    names = [one.name for one in model.outputs]
    wanted = dict(zip(names, session.run(names, inputs), strict=True))
    found = model.run(inputs)
    worst = 0.0
    for name in names:
        assert found[name].shape == wanted[name].shape
        spread = np.abs(wanted[name]).max()
        assert np.isfinite(spread)
        assert wanted[name].std() > 0
        worst = max(worst, float(np.abs(found[name] - wanted[name]).max() / spread))
    return worst


def models(entries: dict[str, bytes]) -> int:
    verdicts, rng = Verdicts(), np.random.default_rng(0)
    for name, data in entries.items():
        try:
            off = beside_runtime(data, rng)
        except ValueError as error:
            verdicts.refused[name] = str(error)
            continue
        print(f"  {name:40} off by {off:.2g}")
        if off > 1e-4:
            verdicts.wrong[name] = f"off by {off:.3g}"
        else:
            verdicts.passed.append(name)
    verdicts.report("Whole models beside ONNX Runtime")
    return bool(verdicts.wrong)


def main() -> int:
    failed = cases("node", "ONNX's node tests")
    failed |= cases("pytorch-converted", "ONNX's models converted from PyTorch")
    failed |= cases("pytorch-operator", "ONNX's operators of PyTorch")
    failed |= cases("simple", "ONNX's simple models")
    rng = np.random.default_rng(0)
    light = {n: with_random_weights(DATA / "light" / f"light_{n}.onnx", rng) for n in LIGHT}
    failed |= models(light | {Path(path).name: Path(path).read_bytes() for path in sys.argv[1:]})
    return failed


if __name__ == "__main__":
    sys.exit(main())
