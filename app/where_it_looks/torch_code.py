"""The heat map on the screen as a PyTorch program, with the picture in it."""

import base64

from app.code_box import Program
from app.trained_networks import saved
from app.where_it_looks import wording
from app.where_it_looks.analysis import Scene
from app.where_it_looks.schema import LAST
from engine.explain.heat_maps.class_maps import WEIGHTED
from engine.networks import pytorch_code
from engine.networks.graph import Graph
from engine.networks.model import Sequential
from engine.networks.onnx.whole import WholeModel

_END_OF_MODEL = "model.eval()"
_BRANCHES = (
    "In a network that branches, the program takes the maps before global average pooling: choose "
    "the last layer before pooling."
)
_WHOLE = "There is no program for a model whose layers are not known here."
_START = """
# The picture as the network takes it, C×H×W, 0 to 255.
pixels = np.frombuffer(base64.b64decode("{pixels}"), np.uint8).reshape{shape}
x = torch.from_numpy(pixels / np.float32(127.5) - np.float32(1))[None]
target = {target}  # "{label}"

# The score stands before softmax.
for module in model.modules():
    for name, child in list(module.named_children()):
        if isinstance(child, (nn.Softmax, nn.Sigmoid)):
            setattr(module, name, nn.Identity())
"""
_FIGURE = """
plt.imshow(pixels.transpose(1, 2, 0).squeeze(), cmap="gray", extent=(0, 1, 0, 1))
plt.imshow({shown}, cmap="inferno", alpha={strength}, extent=(0, 1, 0, 1))
plt.colorbar()
plt.title({title!r})
plt.show()
"""
_HOOKED = """
maps = []
{hook}
score = model(x)[0, target]
(gradients,) = torch.autograd.grad(score, maps[0])
A, g = maps[0][0].detach(), gradients[0]
{weights}
heat_map = torch.einsum("k,kij->ij", weights, A).numpy()  # before ReLU
"""
_GAP = "next(module for module in model.modules() if isinstance(module, nn.AdaptiveAvgPool2d))"
_WEIGHTS = {
    "cam": "weights = [module for module in model.modules() if isinstance(module, nn.Linear)]"
    "[-1].weight[target].detach()",
    "grad_cam": "weights = g.mean(dim=(1, 2))",
    "grad_cam_plus_plus": "below = 2 * g**2 + g**3 * A.sum(dim=(1, 2), keepdim=True)\n"
    "alpha = g**2 / torch.where(below == 0, torch.ones_like(below), below)\n"
    "weights = (alpha * g.clamp(min=0)).sum(dim=(1, 2))",
}
_GRADIENT = """
def gradient(x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(model(x)[0, target], x)[0][0]
"""
_OTHERS = {
    "saliency": _GRADIENT + "\nheat_map = gradient(x).abs().amax(dim=0).numpy()\n",
    "smooth_grad": _GRADIENT
    + """
rng = np.random.default_rng(0)
spread = 0.15 * float(x.max() - x.min())
total = np.zeros(x.shape[1:])
for _ in range(50):
    noise = spread * rng.standard_normal(x.shape)
    total += gradient((x + torch.from_numpy(noise)).float()).numpy()
heat_map = np.abs(total / 50).max(axis=0)
""",
    "guided_backprop": _GRADIENT
    + """
for module in model.modules():
    if isinstance(module, nn.ReLU):  # passes only what is positive in the gradient too
        module.register_full_backward_hook(lambda module, grads, out: (grads[0].clamp(min=0),))
heat_map = gradient(x).abs().amax(dim=0).numpy()
""",
    "occlusion": """
patch, stride = {patch}, {stride}
height, width = x.shape[2:]
drops, counts = np.zeros((height, width)), np.zeros((height, width))
with torch.no_grad():
    before = model(x)[0, target]
    for top in range(0, height - patch + stride, stride):
        for left in range(0, width - patch + stride, stride):
            here = np.s_[top:top + patch, left:left + patch]
            covered = x.clone()
            covered[0, :, here[0], here[1]] = 0
            drops[here] += float(before - model(covered)[0, target])
            counts[here] += 1
heat_map = drops / counts  # with its sign
""",
}


def program(scene: Scene) -> Program:
    """Return what writes the program, or why there is none."""
    state = scene.state
    is_line = isinstance(scene.network, Sequential)
    if any(isinstance(layer, WholeModel) for layer in scene.network.layers):
        return _WHOLE
    if state.method in WEIGHTED and not is_line and state.layer != LAST:
        return _BRANCHES
    return lambda: _written(scene, is_line)


def _written(scene: Scene, is_line: bool) -> str:
    state, network = scene.state, scene.network
    file, note = saved.file_and_note(scene)
    model = pytorch_code(network, file).partition(_END_OF_MODEL)[0]
    label = scene.card.classes[scene.target]
    start = _START.format(
        pixels=base64.b64encode(scene.subject.pixels.tobytes()).decode(),
        shape=scene.subject.pixels.shape,
        target=scene.target,
        label=label,
    )
    if state.method in WEIGHTED:
        body = _HOOKED.format(
            hook=_hook(network, scene.layer, is_line), weights=_WEIGHTS[state.method]
        )
    else:
        body = _OTHERS[state.method]
        if state.method == "occlusion":
            body = body.format(patch=scene.patch, stride=scene.stride)
    figure = _FIGURE.format(
        shown="np.maximum(heat_map, 0)" if wording.has_relu(state.method) else "heat_map",
        strength=state.strength / 100,
        title=f'{wording.METHODS[state.method]} for "{label}"',
    )
    imports = "import base64\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
    return f"{note}\n{imports}{model}{_END_OF_MODEL}\n{start}{body}{figure}"


def _hook(network: Graph, layer: str, is_line: bool) -> str:
    """Return the line that keeps the maps on their way."""
    if not is_line:
        keep = "lambda module, inputs: maps.append(inputs[0])"
        return f"{_GAP}.register_forward_pre_hook({keep})"
    number = [node.name for node in network.nodes].index(layer)
    keep = "lambda module, inputs, output: maps.append(output)"
    return f"model[{number}].register_forward_hook({keep})"
