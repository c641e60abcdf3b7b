"""What a run of an experiment shows, judged from its numbers."""

from collections.abc import Mapping, Sequence
from statistics import median, quantiles

from app.activation_functions.experiment_charts import CLAIM
from engine.explain.activation_cost import COUNT
from engine.explain.convergence import MOST, Race
from engine.explain.dying_units import STEPS, UNITS, Count
from engine.explain.vanishing_gradients import Flow
from engine.explain.zig_zag import NEAR, Descent
from engine.explain.zig_zag import STEPS as MOST_STEPS

_VANISHES, _FADES = 100.0, 10.0
_COSTLY = 1.5
_STRAIGHT = 2.0  # a path shorter than this many straight lines does not zig-zag


def flows(found: Mapping[str, Flow]) -> str:
    """Say what is left of the gradient in the first layer."""
    return " ".join(f"{title[:1].upper()}{title[1:]}: {_flow(one)}" for title, one in found.items())


def _flow(flow: Flow) -> str:
    last = len(flow.sizes)
    if flow.shrinks == float("inf"):
        return "no gradient reaches layer 1."
    if flow.shrinks < 1 / _FADES:
        grown = f"{_times(1 / flow.shrinks)} times larger"
        return f"the gradient of layer 1 is {grown} than that of layer {last}: it explodes."
    if flow.shrinks < _FADES:
        return f"layer 1 gets {_times(1 / flow.shrinks)} of the gradient of layer {last}: it lives."
    word = "vanishes" if flow.shrinks >= _VANISHES else "fades"
    smaller = f"{_times(flow.shrinks)} times smaller"
    return f"the gradient of layer 1 is {smaller} than that of layer {last}: it {word}."


def _times(ratio: float) -> str:
    return f"{float(f'{ratio:.2g}'):,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def descents(raw: Descent, centred: Descent) -> str:
    """Say whether gradients share a sign, and what that costs."""
    steps = [_arrival(one) for one in (raw, centred)]
    same = "no step changes both weights"
    if raw.both:
        same = f"{_share(raw)} steps that change both weights move them in the same direction"
    told = (
        f"As they come, {same}, and the goal is reached {steps[0]}; zero-centred "
        f"{_share(centred) if centred.both else 'none'}, {steps[1]}."
    )
    return f"{told} {_signs(raw, centred)}".rstrip()


def _share(descent: Descent) -> str:
    return f"{descent.same_sign:.0%} of the {descent.both}"


def _signs(raw: Descent, centred: Descent) -> str:
    """Judge the signs that all steps of `raw` share, or the path that they leave free."""
    if raw.both and raw.same_sign < 1:
        told = "These inputs have both signs"
        if raw.detour < _STRAIGHT:
            return f"{told}: no zig-zag."
        longer = f"the path is {_times(raw.detour)} times as long as the straight line"
        return f"{told}: they force no zig-zag, but {longer}."
    if not raw.both or raw.arrival is None or centred.arrival is None:
        return ""
    cost = raw.arrival / max(1, centred.arrival)
    if cost < _COSTLY:
        return "Here the zig-zag costs hardly any steps; try another seed."
    return f"Without opposite signs in a sample, it takes {cost:.1f} times as many steps."


def _arrival(descent: Descent) -> str:
    if descent.arrival is None:
        return f"not within {MOST_STEPS} steps"
    return f"in {descent.arrival} steps (to within {NEAR:g})"


def deaths(
    counts: Sequence[Sequence[Count]], rates: tuple[float, float], is_over: bool = True
) -> str:
    """Say how many units have died, and what the leak has saved.

    `counts` are ReLU's at the smaller and at the larger of both `rates`, and the leak's there.
    """
    if not all(counts):
        return "Training …"
    small, large, leaky = counts
    low, high = rates
    end = ", when the loss diverged" if is_over and _diverged(large) else ""
    first = (
        f"At learning rate {high:g}, {large[-1].dead} of {UNITS} ReLU units are dead after "
        f"{large[-1].step} steps{end}; at {low:g}, {small[-1].dead}."
    )
    last = leaky[-1]
    if is_over and _diverged(leaky):
        return f"{first} With the leak the loss diverged: the learning rate is too high."
    saved = "none is" if last.dead == 0 else f"{last.dead} are"
    off = f" ({last.negative} are negative on all images, but still learn)" if last.negative else ""
    return f"{first} With a leak of 0.1 at learning rate {high:g} {saved} dead{off}."


def _diverged(counts: Sequence[Count]) -> bool:
    """Whether a run that is over has ended before its last step."""
    return counts[-1].step < STEPS


def races(found: Sequence[Race], titles: tuple[str, str]) -> str:
    """Judge the claim by the ratios of all seeds."""
    ratios = [race.ratio for race in found if race.ratio is not None]
    if not ratios:
        return f"Neither reaches the loss within {MOST:,} steps: try another learning rate."
    slow, fast = titles
    arrived = [race.first for race in found if race.first is not None]
    late = len(ratios) - len(arrived)
    least = "at least " if late > len(ratios) / 2 else ""
    middle = median(ratios)
    low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else [middle] * 3
    seeds = "1 seed" if len(ratios) == 1 else f"{len(ratios)} seeds"
    told = (
        f"{slow} takes {least}{_times(middle)} times as many steps as {fast} to the same loss "
        f"(median of {seeds}; the middle half: {_times(low)} to {_times(high)})."
    )
    if late:
        told += f" In {late} of them {slow} does not get there within {MOST:,} steps."
    return f"{told[:1].upper()}{told[1:]} {_judged(low, middle, high)}"


def _judged(low: float, middle: float, high: float) -> str:
    claim = f"“{CLAIM} times faster”"
    if low <= CLAIM <= high:
        return f"The claim {claim} holds here."
    if middle > CLAIM:
        return f"Here that is more than the claim {claim}."
    return (
        f"The claim {claim} does not hold here: it was made for tanh in a four-layer "
        "convolutional network, up to 25% training error on CIFAR-10."
    )


def costs(rounds: Sequence[Sequence[float]], titles: Sequence[str]) -> str:
    """Say which function is the slowest, and how many times slower than ReLU."""
    best = dict(zip(titles, map(min, zip(*rounds, strict=True)), strict=True))
    slowest, relu = max(best, key=best.__getitem__), best["ReLU"]
    return (
        f"Measured now on this machine ({COUNT:,} numbers in float32, the fastest of "
        f"{len(rounds)} rounds): ReLU takes {relu:.2g} ns per number, sigmoid "
        f"{_times(best['sigmoid'] / relu)} times as long, {slowest} "
        f"{_times(best[slowest] / relu)} times."
    )
