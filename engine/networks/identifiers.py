"""Names of nodes as names in a Python program."""

import keyword
import re
from collections.abc import Iterable

TAKEN = {
    *("T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init"),
    *("children", "compile", "cpu", "cuda", "double", "dump_patches", "eval"),
    *("extra_repr", "float", "forward", "get_buffer", "get_extra_state"),
    *("get_parameter", "get_submodule", "half", "ipu", "load_state_dict", "modules"),
    *("mtia", "named_buffers", "named_children", "named_modules", "named_parameters"),
    *("parameters", "register_backward_hook", "register_buffer"),
    *("register_forward_hook", "register_forward_pre_hook"),
    *("register_full_backward_hook", "register_full_backward_pre_hook"),
    *("register_load_state_dict_post_hook", "register_load_state_dict_pre_hook"),
    *("register_module", "register_parameter", "register_state_dict_post_hook"),
    *("register_state_dict_pre_hook", "requires_grad_", "set_extra_state"),
    *("set_submodule", "share_memory", "state_dict", "to", "to_empty", "train"),
    *("training", "type", "xpu", "zero_grad", "x", "self", "torch", "nn"),
}
"""What an `nn.Module` has already, or the program around it."""


def identifiers(names: Iterable[str], taken: Iterable[str] = TAKEN) -> list[str]:
    """Return a Python identifier for each name, the name itself where it is one; all different."""
    used, found = set(taken), []
    for name in names:
        text = re.sub(r"[^0-9A-Za-z_]", "_", name).lstrip("_") or "layer"
        text = f"layer_{text}" if text[0].isdigit() else text
        while keyword.iskeyword(text) or text in used:
            text += "_"
        used.add(text)
        found.append(text)
    return found
