"""All maps of the network as a PyTorch program, with the picture in it."""

import base64

from app.code_box import Program
from app.look_inside.analysis import Scene
from app.trained_networks import saved
from engine.networks import pytorch_code

_END_OF_MODEL = "model.eval()"
_REST = """
# The picture as the network takes it, C×H×W, 0 to 255.
pixels = np.frombuffer(base64.b64decode("{pixels}"), np.uint8).reshape{shape}
x = torch.from_numpy(pixels / np.float32(127.5) - np.float32(1))[None]

# What every layer makes of it.
maps = {{}}

def keep(name):
    def hook(module, inputs, output):
        maps[name] = output[0]

    return hook

for name, module in model.named_modules():
    if not list(module.children()):
        module.register_forward_hook(keep(name))
with torch.no_grad():
    probabilities = model(x)[0]

for name, output in maps.items():
    ends = f"{{output.min():.4g}} to {{output.max():.4g}}"
    print(name, tuple(output.shape), ends, f"{{(output == 0).float().mean():.1%}} zeros")

name, first = next(iter(maps.items()))
figure, axes = plt.subplots(1, len(first), squeeze=False)
for number, one in enumerate(axes[0]):
    one.imshow(first[number], cmap="RdBu_r", vmin=-first.abs().max(), vmax=first.abs().max())
    one.set_title(f"{{name}}, map {{number}}")
plt.show()
"""


def program(scene: Scene) -> Program:
    """Return what writes the program."""
    return lambda: _written(scene)


def _written(scene: Scene) -> str:
    file, note = saved.file_and_note(scene)
    model = pytorch_code(scene.network, file).partition(_END_OF_MODEL)[0]
    rest = _REST.format(
        pixels=base64.b64encode(scene.subject.pixels.tobytes()).decode(),
        shape=scene.subject.pixels.shape,
    )
    imports = "import base64\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
    return f"{note}\n{imports}{model}{_END_OF_MODEL}\n{rest}"
