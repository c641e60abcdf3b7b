"""The experiments with the twins as programs: data, what is done to it, and who learns from it."""

from app.why_convolution.schema import WhyState
from engine.explain import twins
from engine.explain.twins import BATCH, ENDS, RATE, REACH, SIDE, STEPS, TRAINED
from engine.networks import Linear

_DATA = f"""\
digits = load_digits()  # the same digits, 8×8
border = ({SIDE} - 8) // 2
x = np.pad(digits.images, ((0, 0), (border, border), (border, border))) * {3 / 16}
order = rng.permutation(len(x))
x, labels = x[order], digits.target[order]
"""
_SHUFFLE = f"""\
permutation = rng.permutation({SIDE * SIDE})
x = x.reshape(len(x), -1)[:, permutation].reshape(x.shape)  # leave out to see plain images
"""
_FIGURE = """
figure, axes = plt.subplots()
for name, accuracies in found.items():
    axes.plot(shifts, accuracies, label=name)
axes.set(xlabel="shift in pixels", ylabel="accuracy on the test set", ylim=(0, 1))
axes.legend()
plt.show()
"""


def _hidden(end: str) -> int:
    """Return the neurons of the twin's hidden layer."""
    layer = next(one for one in twins.networks(end)[1] if isinstance(one, Linear))
    return layer.out_features


def _images(state: WhyState) -> str:
    return _DATA + (_SHUFFLE if state.experiment == "shuffled" else "")


def _shifts(state: WhyState) -> str:
    """Shuffled images are not shifted."""
    return f"range(-{REACH}, {REACH + 1})" if state.experiment == "shifted" else "[0]"


def twins_numpy(state: WhyState) -> str:
    """Return a program that trains the fully connected twin, each derivative by hand."""
    return (
        "# pip install scikit-learn matplotlib\n"
        "import matplotlib.pyplot as plt\nimport numpy as np\n"
        "from sklearn.datasets import load_digits\n\n"
        f"rng = np.random.default_rng({state.seed})\n"
        f"{_images(state)}"
        "\n"
        f"inputs, hidden = {SIDE * SIDE}, {_hidden(state.end)}\n"
        "parameters = [\n"
        "    rng.normal(0, np.sqrt(2 / inputs), (inputs, hidden)), np.zeros(hidden),\n"
        "    rng.normal(0, np.sqrt(2 / hidden), (hidden, 10)), np.zeros(10),\n"
        "]\n"
        "memory = [np.zeros_like(p) for p in parameters]\n\n"
        "def forward(images):\n"
        "    w1, b1, w2, b2 = parameters\n"
        "    flat = images.reshape(len(images), -1)\n"
        "    active = np.maximum(0, flat @ w1 + b1)\n"
        "    return flat, active, active @ w2 + b2\n\n"
        f"for step in range({STEPS}):\n"
        f"    batch = rng.integers(0, {TRAINED}, {BATCH})\n"
        "    flat, active, scores = forward(x[batch])\n"
        "    grad = np.exp(scores - scores.max(1, keepdims=True))\n"
        "    grad /= grad.sum(1, keepdims=True)\n"
        f"    grad[np.arange({BATCH}), labels[batch]] -= 1  # softmax cross-entropy\n"
        f"    grad /= {BATCH}\n"
        "    back = (grad @ parameters[2].T) * (active > 0)\n"
        "    gradients = [flat.T @ back, back.sum(0), active.T @ grad, grad.sum(0)]\n"
        "    for p, m, g in zip(parameters, memory, gradients):\n"
        "        m[...] = 0.9 * m + g\n"
        "        p -= 0.05 * m\n\n"
        "def accuracy(shift):\n"
        f"    scores = forward(np.roll(x[{TRAINED}:], shift, axis=2))[2]\n"
        f"    return (scores.argmax(1) == labels[{TRAINED}:]).mean()\n\n"
        f"shifts = {_shifts(state)}\n"
        'found = {"fully connected": [accuracy(shift) for shift in shifts]}\n'
        "print(found)\n"
        f"{_FIGURE}"
    )


_CNNS = dict(
    zip(
        ENDS,
        (
            [
                'nn.Conv2d(1, 16, 3, padding="same"), nn.ReLU(),',
                'nn.Conv2d(16, 32, 3, padding="same"), nn.ReLU(),',
                f"nn.MaxPool2d({SIDE}), nn.Flatten(), nn.Linear(32, 10),",
            ],
            [
                'nn.Conv2d(1, 16, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),',
                'nn.Conv2d(16, 32, 3, padding="same"), nn.ReLU(),',
                f"nn.MaxPool2d({SIDE // 2}), nn.Flatten(), nn.Linear(32, 10),",
            ],
            [
                'nn.Conv2d(1, 8, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),',
                'nn.Conv2d(8, 20, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2),',
                f"nn.Flatten(), nn.Linear({20 * (SIDE // 4) ** 2}, 10),",
            ],
        ),
        strict=True,
    )
)


def twins_torch(state: WhyState) -> str:
    """Return a program that trains both networks."""
    hidden = _hidden(state.end)
    layers = "\n".join(f"        {line}" for line in _CNNS[state.end])
    return (
        "# pip install torch scikit-learn matplotlib\n"
        "import matplotlib.pyplot as plt\nimport numpy as np\nimport torch\n"
        "from sklearn.datasets import load_digits\nfrom torch import nn\n\n"
        f"rng = np.random.default_rng({state.seed})\n"
        f"torch.manual_seed({state.seed})\n"
        f"{_images(state)}"
        "x = torch.tensor(x[:, None], dtype=torch.float32)\n"
        "labels = torch.tensor(labels)\n\n"
        "networks = {\n"
        '    "CNN": nn.Sequential(\n'
        f"{layers}\n"
        "    ),\n"
        '    "fully connected": nn.Sequential(\n'
        f"        nn.Flatten(), nn.Linear({SIDE * SIDE}, {hidden}), nn.ReLU(), "
        f"nn.Linear({hidden}, 10),\n"
        "    ),\n"
        "}\n"
        "for network in networks.values():\n"
        f"    optimiser = torch.optim.Adam(network.parameters(), lr={RATE})\n"
        f"    for step in range({STEPS}):\n"
        f"        batch = torch.from_numpy(rng.integers(0, {TRAINED}, {BATCH}))\n"
        "        loss = nn.functional.cross_entropy(network(x[batch]), labels[batch])\n"
        "        optimiser.zero_grad()\n"
        "        loss.backward()\n"
        "        optimiser.step()\n\n"
        "@torch.no_grad()\n"
        "def accuracy(network, shift):\n"
        f"    scores = network(x[{TRAINED}:].roll(shift, dims=3))\n"
        f"    return (scores.argmax(1) == labels[{TRAINED}:]).float().mean().item()\n\n"
        f"shifts = {_shifts(state)}\n"
        "found = {\n"
        "    name: [accuracy(network, shift) for shift in shifts] for name, network in "
        "networks.items()\n"
        "}\n"
        "print(found)\n"
        f"{_FIGURE}"
    )
