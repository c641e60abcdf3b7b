"""Words of processors that these tests do not run on, as far as they can be read."""

import llvmlite.binding as llvm
import pytest
from llvmlite import ir
from numba.core.registry import cpu_target

from engine.kernels import atomics

llvm.initialize_all_targets()
llvm.initialize_all_asmprinters()


@pytest.mark.parametrize(
    ("machine", "word"),
    [
        ("x86_64-unknown-linux-gnu", "pause"),
        ("x86_64-pc-windows-msvc", "pause"),
        ("aarch64-unknown-linux-gnu", "isb"),
        ("arm64-apple-darwin22.0.0", "isb"),
    ],
)
def test_a_pause_takes_time_on_every_processor(machine, word):
    """Where it is nothing, a thread that looks out for 4000 looks has given up at once."""
    module = ir.Module()
    module.triple = machine
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), []), "once")
    builder = ir.IRBuilder(function.append_basic_block())
    _, generate = atomics.pause._defn(None)
    generate(cpu_target.target_context, builder, None, ())
    builder.ret_void()

    target = llvm.Target.from_triple(machine).create_target_machine()
    lines = target.emit_assembly(llvm.parse_assembly(str(module))).split()
    assert lines.count(word) == 1
