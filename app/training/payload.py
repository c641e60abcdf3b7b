"""What the browser shows of a session's runs, as one string of bytes."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training import gradient_flow, inspector, overfitting, report
from app.training.history import History, means, starts
from app.training.inspector import Maps, Selection, Spread
from app.training.run import Run
from app.wire_format import Stage, pack
from engine.images.reduction import to_indices

MOST_PREDICTIONS = 8
_EXACT = 1200  # so many weights of the first layer are sent as numbers too
Array = NDArray[Any]


def build(runs: Sequence[Run], selection: Selection, notes: Sequence[str] = ()) -> bytes:
    """Pack the curves of all runs, and one of them from inside, with `notes` on its layers."""
    run = runs[selection.run]
    with run.lock:
        inside = inspector.inspect(run, selection.picture, notes)
        evaluation = run.evaluation
        heads = [_run(one) for one in runs]
        flow = _gradient_flow(runs)
    stages = [_filters(inside.filters), *(_maps(one) for one in inside.maps)]
    stages.append(_picture("picture", inside.picture))
    classes = run.data.train.classes
    content = {
        "runs": heads,
        "selected": selection.run,
        "flow": flow,
        "classes": classes,
        "layers": [
            {
                "title": layer.title,
                "note": layer.note,
                "activations": _spread(layer.activations),
                "gradients": _spread(layer.gradients),
            }
            for layer in inside.layers
        ],
        "picture": {
            "place": min(selection.picture, len(run.pictures) - 1),
            "of": len(run.pictures),
            "label": inside.label,
            "probabilities": _rounded(inside.probabilities),
            "scores": [_number(float(score), 8) for score in inside.scores],
        },
        "matrix": None,
        "cell": selection.cell,
        "predictions": [],
    }
    if evaluation is not None:
        content["matrix"] = evaluation.confusion_matrix(len(classes)).tolist()
        content["evaluated"] = len(evaluation.labels)
        chosen = evaluation.cell(*selection.cell) if selection.cell else evaluation.misclassified()
        places = chosen[:MOST_PREDICTIONS]
        content["predictions"] = [
            {
                "place": place,
                "label": int(evaluation.labels[place]),
                "probabilities": _rounded(evaluation.probabilities[place]),
            }
            for place in places
        ]
        pictures = run.data.held_out.pictures
        stages += [_picture("predictions", pictures[place]) for place in places]
    return pack(content, stages, b"".join(pixels.tobytes() for _, pixels in stages))


def _run(run: Run) -> dict[str, Any]:
    with run.lock:
        steps = run.history.steps
        ghost = run.ghost
        # Both curves with points for the same steps, so that they can lie on each other.
        points = starts(max(steps, ghost.steps if ghost else 0))
        return {
            "title": run.title,
            "state": run.state,
            "problem": run.problem,
            "note": run.note,
            "standing": report.standing(run),
            "untrained": run.is_untrained,
            "gap": _gap(run),
            "step": steps,
            "goal": steps + run.steps_left if run.goal.epochs else None,
            "planned": run.settings.epochs * run.steps_per_epoch,
            "epoch": run.epoch_number,
            "perEpoch": run.steps_per_epoch,
            "slow": run.slow,
            "parameters": run.network.table.parameters,
            "rate": f"{run.settings.rate:g}",
            "starts": points,
            "curve": _curve(run.history, points),
            "ghost": _curve(ghost, points) if ghost else None,
            "identicalSteps": run.identical_steps,
        }


def _gap(run: Run) -> dict[str, Any] | None:
    found = overfitting.gap(run)
    if found is None:
        return None
    return {
        "step": found.step,
        "training": round(found.training, 4),
        "validation": round(found.validation, 4),
        "overfitting": found.is_overfitting,
        "sentence": found.sentence,
    }


def _gradient_flow(runs: Sequence[Run]) -> dict[str, Any] | None:
    """Where the runs differ in their activation function, what it does to the gradient."""
    if len({run.settings.activation for run in runs}) < 2:
        return None
    flows = [gradient_flow.arrivals(run) for run in runs]
    return {
        "sentence": gradient_flow.explanation(runs, flows),
        "layers": [one.title for one in flows[0]],
        "shares": [gradient_flow.shares(flow) for flow in flows],
    }


def _curve(history: History, points: list[int]) -> dict[str, Any]:
    return {
        "steps": history.steps,
        "losses": means(history.losses, points),
        "accuracies": means(history.accuracies, points),
        "validation": [
            (point.step, _number(point.loss), round(point.accuracy, 4))
            for point in history.validation
        ],
        "changes": history.changes,
    }


def _number(value: float, digits: int = 4) -> float | None:
    """None for what is no finite number: JSON has no word for it."""
    return float(f"{value:.{digits}g}") if math.isfinite(value) else None


def _rounded(scores: Array) -> list[float]:
    return [round(float(score), 6) for score in scores]


def _spread(spread: Spread) -> dict[str, Any]:
    return {"counts": spread.counts, "low": _number(spread.low), "high": _number(spread.high)}


def _filters(filters: Array) -> Stage:
    """Signed numbers about 0; those of three channels as colours about grey."""
    count, channels, height, width = filters.shape
    head: dict[str, Any] = {"kind": "filters", "count": count, "height": height, "width": width}
    limit = float(np.abs(filters[np.isfinite(filters)]).max(initial=0.0)) or 1.0
    head |= {"channels": 3 if channels == 3 else 1, "of": channels, "limit": limit}
    shown = filters if channels == 3 else filters[:, :1]
    if shown.size <= _EXACT:
        head["numbers"] = [float(f"{value:.3g}") for value in np.nan_to_num(shown).ravel()]
    return head, to_indices(shown, -limit, limit)


def _maps(maps: Maps) -> Stage:
    values = maps.maps[np.isfinite(maps.maps)]
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if low < 0:
        low = -(high := max(high, -low))
    high = high if high > low else low + 1.0
    count, height, width = maps.maps.shape
    head = {
        "kind": "maps",
        "title": maps.title,
        "count": count,
        "height": height,
        "width": width,
        "low": low,
        "high": high,
    }
    return head, to_indices(maps.maps, low, high)


def _picture(kind: str, pixels: Array) -> Stage:
    channels, height, width = pixels.shape
    return {"kind": kind, "channels": channels, "height": height, "width": width}, pixels
