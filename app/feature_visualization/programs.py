"""The parts of the PyTorch programs, in which numbers are put."""

IN_LINE = """
def features(x):
    return model[:{count}](x)

"""
HOOKED = """
kept = []
model.get_submodule("{module}").register_forward_hook(
    lambda module, inputs, output: kept.append(output)
)

def features(x):
    kept.clear()
    model(x)
    return kept[0]

"""
PATCHES = """
channel = {channel}
with torch.no_grad():
    maps = features(pictures)[:, channel].numpy()
values = maps.reshape(len(maps), -1).max(axis=1)
cells = [np.unravel_index(one.argmax(), one.shape) for one in maps]

figure, axes = plt.subplots(1, len(pixels), figsize=(2 * len(pixels), 2.4), squeeze=False)
for axis, picture, value, (row, column) in zip(axes[0], pixels, values, cells):
    axis.imshow(picture.transpose(1, 2, 0).squeeze(), cmap="gray")
    axis.set_title(f"{{value:.4g}} at [{{row}}, {{column}}]", fontsize=8)
    axis.axis("off")
plt.show()
"""
_UPHILL = """
def uphill(grad):
    size = grad.double().square().mean().sqrt()
    return grad * (rate / float(size)) if size > 0 else 0 * grad
"""
CLIMB = (
    """
steps, rate, jitter, blur, decay = {steps}, {rate:g}, {jitter}, {blur:g}, {decay:g}
rng = np.random.default_rng({seed})
{begin}

def activation(x):
    return features(x[None])[0, {unit}]{where}

def smooth(x):
    reach = max(1, int(np.ceil(2 * blur)) - 1)
    places = np.arange(-reach, reach + 1)
    line = np.exp(-((places / blur) ** 2) / 2)
    kernel = np.outer(line, line) / np.outer(line, line).sum()
    padded = nn.functional.pad(x[:, None].double(), (reach,) * 4, mode="replicate")
    return nn.functional.conv2d(padded, torch.from_numpy(kernel)[None, None])[:, 0].float()
"""
    + _UPHILL
    + """
values = []
for step in range(steps + 1):
    with torch.no_grad():
        values.append(float(activation(x)))
    if step == steps:
        break
    move = [int(n) for n in rng.integers(-jitter, jitter + 1, 2)]
    moved = x.roll(move, (1, 2)).requires_grad_()
    (grad,) = torch.autograd.grad(activation(moved), moved)
    x = (1 - decay) * (x + uphill(grad.roll([-n for n in move], (1, 2))))
    if blur and step % 4 == 3:
        x = smooth(x)
    x = x.clamp(-1, 1)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
left.imshow(((x + 1) / 2).numpy().transpose(1, 2, 0).squeeze(), cmap="gray")
right.plot(values)
right.set_xlabel("step")
plt.show()
"""
)
DREAM = (
    """
octaves, steps, rate, scale, jitter = {octaves}, {steps}, {rate:g}, 1.4, 4
rng = np.random.default_rng({seed})

def objective(x):
    return features(x[None])[:, {chosen}].square().mean() / 2

def resized(x, size):
    return nn.functional.interpolate(x[None], size=size, mode="bilinear", align_corners=False)[0]
"""
    + _UPHILL
    + """
picture = pictures[0]
sides = picture.shape[1:]
change = torch.zeros_like(picture)
for octave in range(octaves):
    size = [max(1, round(side / scale ** (octaves - 1 - octave))) for side in sides]
    plain = resized(picture, size)
    x = (plain + resized(change, size)).clamp(-1, 1)
    for step in range(steps):
        reach = min(jitter, *size)
        move = [int(n) for n in rng.integers(-reach, reach + 1, 2)]
        moved = x.roll(move, (1, 2)).requires_grad_()
        (grad,) = torch.autograd.grad(objective(moved), moved)
        x = (x + uphill(grad.roll([-n for n in move], (1, 2)))).clamp(-1, 1)
    change = x - plain
with torch.no_grad():
    value = float(objective(x))

figure, axes = plt.subplots(1, 2, figsize=(9, 4))
for axis, shown in zip(axes, (picture, x)):
    axis.imshow(((shown + 1) / 2).numpy().transpose(1, 2, 0).squeeze(), cmap="gray")
plt.show()
"""
)
NEAREST = """
with torch.no_grad():
    rows = features(pictures).flatten(1).double()
rows = rows / rows.norm(dim=1, keepdim=True)
cosines = (rows[1:] @ rows[0]).numpy()  # of the chosen picture, the first, with each of the others

figure, axes = plt.subplots(1, len(pixels), figsize=(2 * len(pixels), 2.4))
titles = ["chosen", *(f"cos {cosine:.3f}" for cosine in cosines)]
for axis, picture, title in zip(axes, pixels, titles):
    axis.imshow(picture.transpose(1, 2, 0).squeeze(), cmap="gray")
    axis.set_title(title, fontsize=8)
    axis.axis("off")
plt.show()
"""
