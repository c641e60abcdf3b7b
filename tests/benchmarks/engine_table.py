"""The benchmark's results as Markdown tables and as a plot."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.engine_rows import Row
from tests.benchmarks.limits import Limits

# What each group must reach in geometric mean.
GROUPS = {
    "convolution forward": 2.0,
    "convolution backward": 1.5,
    "picture filter": 1.5,
    "separable filter": 1.0,
    "max pooling 2×2/2": 1.0,
    "ReLU, out=": 1.0,
}
LARGEST_ERROR = 1e-4
# Where PyTorch itself runs at this share of the peak, nine tenths of its speed are enough.
CLOSE_TO_PEAK, ENOUGH_THERE = 0.85, 0.90


@dataclass(frozen=True)
class Result:
    row: Row
    missing: str = ""
    judge: str = ""
    seconds: float = 0.0
    judge_seconds: float = 0.0
    paired: float = 0.0
    rounds: int = 0
    others: dict[str, float] = field(default_factory=dict)
    error: float = 0.0
    flops_now: float = 0.0

    @property
    def ratio(self) -> float:
        return self.judge_seconds / self.seconds

    def share(self, limits: Limits, seconds: float) -> float:
        """Of what the machine can do: of its arithmetic or its memory, whichever limits more."""
        memory = max(limits.bandwidth.values())
        return max(self.row.flops / limits.peak, self.row.bytes / memory) / seconds

    def misses(self, limits: Limits) -> str:
        """What it was to reach and did not; empty where all is reached."""
        if self.missing:
            return f"{self.missing} is missing"
        least = self.row.least_ratio
        if self.row.flops / limits.peak / self.judge_seconds > CLOSE_TO_PEAK:
            least = min(least, ENOUGH_THERE)
        found = []
        if self.ratio < least:
            found.append(f"ratio below {least:g}")
        if self.share(limits, self.seconds) < self.row.least_share:
            found.append(f"below {self.row.least_share:.0%} of the limit")
        if self.error > LARGEST_ERROR:
            found.append(f"error {self.error:.0e}")
        return ", ".join(found)

    def as_dict(self, limits: Limits) -> dict[str, Any]:
        if self.missing:
            return {"group": self.row.group, "name": self.row.name, "missing": self.missing}
        return {
            "group": self.row.group,
            "name": self.row.name,
            "ms": 1e3 * self.seconds,
            "judge": self.judge,
            "judge_ms": 1e3 * self.judge_seconds,
            "ratio": self.ratio,
            "paired_ratio": self.paired,
            "rounds": self.rounds,
            "others": self.others,
            "error": self.error,
            "gflops": self.row.flops / self.seconds / 1e9,
            "share_of_limit": self.share(limits, self.seconds),
            "peak_gflops_after": self.flops_now / 1e9,
            "misses": self.misses(limits),
        }


def print_result(result: Result) -> None:
    """One line while the benchmark runs."""
    if result.missing:
        print(f"{result.row.title}: {result.missing} is missing", flush=True)
        return
    print(
        f"{result.row.title}: {1e3 * result.seconds:.3f} ms, {result.judge}"
        f" {1e3 * result.judge_seconds:.3f} ms, {result.ratio:.2f} times as fast"
        f" ({result.paired:.2f} in pairs, {result.rounds} rounds)",
        flush=True,
    )


def print_tables(results: list[Result], limits: Limits) -> None:
    peaks = np.array(limits.flops_seen) / 1e9
    copy, triad = (limits.bandwidth[name] / 1e9 for name in ("copy", "triad"))
    print(
        f"\nMeasured limits: {peaks.max():.0f} GFLOP/s (lowest between rows {peaks.min():.0f},"
        f" median {np.median(peaks):.0f}); copy {copy:.1f} GB/s, triad {triad:.1f} GB/s."
    )
    for group in dict.fromkeys(result.row.group for result in results):
        _print_group(group, [result for result in results if result.row.group == group], limits)
    print("\n| group | rows | geometric mean | at least | lowest | rows that miss |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for group in dict.fromkeys(result.row.group for result in results):
        members = [result for result in results if result.row.group == group]
        timed = [result.ratio for result in members if not result.missing]
        missed = sum(bool(result.misses(limits)) for result in members)
        mean = float(np.exp(np.mean(np.log(timed)))) if timed else float("nan")
        mark = "" if mean >= GROUPS[group] else " ✗"
        lowest = min(timed, default=float("nan"))
        print(
            f"| {group} | {len(members)} | {mean:.2f}{mark} | {GROUPS[group]:g} | {lowest:.2f}"
            f" | {missed} |"
        )


def _print_group(group: str, results: list[Result], limits: Limits) -> None:
    judge = next((result.judge for result in results if result.judge), "other")
    print(f"\n### {group}\n")
    print(f"| | ours, ms | {judge}, ms | ratio | in pairs | GFLOP/s | of the limit |", end="")
    print(f" {judge} of it | others | |\n| --- |" + " ---: |" * 7 + " --- | --- |")
    for result in results:
        if result.missing:
            print(f"| {result.row.name} |" + " |" * 8 + f" ✗ {result.missing} is missing |")
            continue
        misses = result.misses(limits)
        others = ", ".join(f"{name} {ratio:.1f}" for name, ratio in result.others.items())
        print(
            f"| {result.row.name} | {1e3 * result.seconds:.3f} | {1e3 * result.judge_seconds:.3f}"
            f" | {result.ratio:.2f} | {result.paired:.2f}"
            f" | {result.row.flops / result.seconds / 1e9:.0f}"
            f" | {result.share(limits, result.seconds):.0%}"
            f" | {result.share(limits, result.judge_seconds):.0%}"
            f" | {others} | {'✗ ' + misses if misses else ''} |"
        )


def plot(results: list[Result], limits: Limits, machine: str, file: Path) -> None:
    """One bar for each row: how many times the other library's speed, on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    timed = [result for result in results if not result.missing]
    groups = list(dict.fromkeys(result.row.group for result in timed))
    counts = [sum(result.row.group == group for result in timed) for group in groups]
    figure, panels = pyplot.subplots(
        len(groups), 1, figsize=(11, 1.2 * len(groups) + 0.19 * len(timed)), squeeze=False,
        gridspec_kw={"height_ratios": [count + 2 for count in counts]}, layout="constrained",
    )  # fmt: skip
    for panel, group in zip(panels[:, 0], groups, strict=True):
        members = [result for result in timed if result.row.group == group]
        colours = ["#c0392b" if result.misses(limits) else "#2a6f97" for result in members]
        panel.barh(
            range(len(members)), [result.ratio - 1 for result in members], left=1, color=colours
        )
        for y, result in enumerate(members):
            text = f" {result.ratio:.2f}× · {result.share(limits, result.seconds):.0%} of the limit"
            panel.text(max(result.ratio, 1), y, text, va="center", fontsize=6)
        panel.set_xscale("log")
        panel.set_yticks(range(len(members)), [result.row.name for result in members], fontsize=6)
        panel.invert_yaxis()
        panel.margins(x=0.35, y=0.01)
        panel.axvline(1, color="black", linewidth=0.8)
        judge = members[0].judge
        panel.set_title(f"{group}: times the speed of {judge} (red misses its target)", fontsize=9)
    figure.suptitle(machine, fontsize=10)
    figure.savefig(file, dpi=110)
