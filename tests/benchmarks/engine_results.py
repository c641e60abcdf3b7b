"""What the engine's benchmark has measured: beside its goals, as plain data, and as a plot."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.engine_reasons import reason
from tests.benchmarks.engine_rows import Row
from tests.benchmarks.limits import Limits

LARGEST_ERROR = 1e-4
# Where PyTorch itself runs at this share of the peak, nine tenths of its speed are enough.
CLOSE_TO_PEAK, ENOUGH_THERE = 0.85, 0.90


@dataclass(frozen=True)
class Result:
    row: Row
    judge: str = ""
    seconds: float = 0.0
    judge_seconds: float = 0.0
    paired: float = 0.0
    rounds: int = 0
    others: dict[str, float] = field(default_factory=dict)
    error: float = 0.0  # the largest difference from the judge's, beside the largest number
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
            "judge_share_of_limit": self.share(limits, self.judge_seconds),
            "peak_gflops_after": self.flops_now / 1e9,
            "misses": self.misses(limits),
            "reason": reason(self.row.title) if self.misses(limits) else "",
        }


def print_result(result: Result) -> None:
    """One line while the benchmark runs."""
    print(
        f"{result.row.title}: {1e3 * result.seconds:.3f} ms, {result.judge}"
        f" {1e3 * result.judge_seconds:.3f} ms, {result.ratio:.2f} times as fast"
        f" ({result.paired:.2f} in pairs, {result.rounds} rounds)",
        flush=True,
    )


def limits_document(limits: Limits) -> dict[str, float]:
    peaks = np.array(limits.flops_seen) / 1e9
    return {
        "peak_gflops": float(peaks.max()),
        "lowest_gflops": float(peaks.min()),
        "median_gflops": float(np.median(peaks)),
        **{f"{name}_gb": value / 1e9 for name, value in limits.bandwidth.items()},
    }


def plot(results: list[Result], limits: Limits, machine: str, file: Path) -> None:
    """One bar for each row: how many times the other library's speed, on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    groups = list(dict.fromkeys(result.row.group for result in results))
    counts = [sum(result.row.group == group for result in results) for group in groups]
    figure, panels = pyplot.subplots(
        len(groups), 1, figsize=(11, 1.2 * len(groups) + 0.19 * len(results)), squeeze=False,
        gridspec_kw={"height_ratios": [count + 2 for count in counts]}, layout="constrained",
    )  # fmt: skip
    for panel, group in zip(panels[:, 0], groups, strict=True):
        members = [result for result in results if result.row.group == group]
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
