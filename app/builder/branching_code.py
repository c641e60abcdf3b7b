"""The parts of programs that count what each block of a branching network costs."""

from app.builder import cost_charts, wording
from engine.networks.table import Row, Table

_BEGIN = """\
import matplotlib.pyplot as plt
import numpy as np

names, parameters, multiply_adds, memory = [], [], [], []


def layer(block, output, learned=0, products=0):
    \"""Add what a layer costs to its block; output: width, height, depth.\"""
    if block not in names:
        names.append(block)
        for costs in (parameters, multiply_adds, memory):
            costs.append(0)
    parameters[-1] += learned
    multiply_adds[-1] += products
    memory[-1] += 4 * np.prod(output)  # bytes in float32

"""

TORCH_COUNTS = """
model.to("meta").eval()  # from here on sizes alone, no numbers
names, parameters, multiply_adds, memory = [], [], [], []


class Counter(torch.fx.Interpreter):
    \"""Runs the model layer by layer, and adds what each costs to its block.\"""

    def run_node(self, node):
        output = super().run_node(node)
        if node.op in ("placeholder", "output"):
            return output
        block = next(iter(node.meta.get("nn_module_stack", ())), node.name)
        if block == node.target or names[-1:] != [block]:  # a block, or a layer of its own
            names.append(block)
            for costs in (parameters, multiply_adds, memory):
                costs.append(0)
        memory[-1] += 4 * output.numel()  # bytes in float32
        if node.op == "call_module":
            layer, x = self.module.get_submodule(node.target), self.env[node.args[0]]
            parameters[-1] += sum(p.numel() for p in layer.parameters())
            if isinstance(layer, nn.Conv2d):
                multiply_adds[-1] += layer.weight.numel() * output[0, 0].numel()
            elif isinstance(layer, nn.ConvTranspose2d):
                multiply_adds[-1] += layer.weight.numel() * x[0, 0].numel()
            elif isinstance(layer, nn.Linear):
                multiply_adds[-1] += layer.weight.numel()
            elif isinstance(layer, nn.BatchNorm2d):
                multiply_adds[-1] += output.numel()
        return output


Counter(torch.fx.symbolic_trace(model)).run(torch.zeros({shape}, device="meta"))
"""


def numpy_code(made: Table) -> str:
    """Return the part of a program that counts, by the formulas of the table."""
    lines = [_BEGIN]
    for bar in cost_charts.bars(made):
        lines += [_call(bar.name, row) for row in bar.rows]
    return "\n".join(lines)


def _call(block: str, row: Row) -> str:
    volume = row.volume
    _, (_, learned), (_, products), *_ = wording.results(row, None)
    numbers = [f"({volume.width}, {volume.height}, {volume.depth})"]
    numbers += [_formula(learned, row.parameters)] * bool(row.parameters or row.multiply_adds)
    numbers += [_formula(products, row.multiply_adds)] * bool(row.multiply_adds)
    return f'layer("{block}", {", ".join(numbers)})  # {row.name}: {wording.title(row.layer)}'


def _formula(text: str, number: int) -> str:
    """Return a formula of the table as Python writes it; the number where there is none."""
    return text.replace("·", "*") or str(number)
