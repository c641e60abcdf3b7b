"""Programs that draw the history that a learner has downloaded: with NumPy and with PyTorch."""

_FIGURE = """
figure, panels = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
for axes, what in zip(panels, ("loss", "accuracy")):
    for number, run in enumerate(runs):
        steps, values = curve(run, f"training {what}")
        axes.plot(steps, values, color=f"C{number}", label=f"{run}, training")
        steps, values = curve(run, f"validation {what}")
        axes.plot(steps, values, "--o", color=f"C{number}", label=f"{run}, validation")
        if len(values):
            best = values.min() if what == "loss" else values.max()
            print(f"{run}: best validation {what} {best:.4g}")
    axes.set(title=what.capitalize(), xlabel="step")
    axes.legend()
plt.show()
"""

_PROGRAM = '''\
import csv

import matplotlib.pyplot as plt
import {module}

with open("history.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
runs = list(dict.fromkeys(row["run"] for row in rows))


def curve(run, column):
    """Return steps and values of a run, where the column has a value."""
    known = [row for row in rows if row["run"] == run and row[column]]
    steps = {make}([int(row["step"]) for row in known])
    return steps, {make}([float(row[column]) for row in known])

'''


def numpy_code() -> str:
    """Return a program for history.csv that ends in the figure of the page."""
    return _PROGRAM.format(module="numpy as np", make="np.array") + _FIGURE


def torch_code() -> str:
    """Return the same by PyTorch."""
    return _PROGRAM.format(module="torch", make="torch.tensor") + _FIGURE
