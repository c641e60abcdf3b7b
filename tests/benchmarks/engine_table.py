"""The engine's benchmark as Markdown tables, from the plain data of `engine_results`."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

# What each group must reach in geometric mean.
GROUPS = {
    "convolution forward": 2.0,
    "convolution backward": 1.5,
    "picture filter": 1.5,
    "separable filter": 1.0,
    "max pooling 2×2/2, out=": 1.0,
    "ReLU, out=": 1.0,
}


def tables(rows: Sequence[dict[str, Any]], folded: bool = False) -> Iterator[str]:
    """Lines of Markdown: every group of rows (`as_dict`), to be unfolded or not, and a summary."""
    groups = {row["group"]: [r for r in rows if r["group"] == row["group"]] for row in rows}
    if folded:
        yield from _summary(groups)
    for group, members in groups.items():
        if folded:
            yield f"\n<details><summary>{group}: {len(members)} rows</summary>\n"
        else:
            yield f"\n### {group}\n"
        yield from _table(members)
        if folded:
            yield "\n</details>"
    if not folded:
        yield ""
        yield from _summary(groups)


def _summary(groups: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    yield "| group | beside | rows | geometric mean | at least | lowest | rows that miss |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for group, members in groups.items():
        timed = [row["ratio"] for row in members]
        missed = sum(bool(row["misses"]) for row in members)
        mean = float(np.exp(np.mean(np.log(timed))))
        mark = "" if mean >= GROUPS[group] else " ✗"
        yield (
            f"| {group} | {_judge(members)} | {len(members)} | {mean:.2f}{mark}"
            f" | {GROUPS[group]:g} | {min(timed):.2f} | {missed} |"
        )


def _judge(rows: list[dict[str, Any]]) -> str:
    return str(rows[0]["judge"])


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    judge = _judge(rows)
    yield (
        f"| | ours, ms | {judge}, ms | ratio | in pairs | GFLOP/s | of the limit | {judge} of it"
        " | error | others | |"
    )
    yield "| --- |" + " ---: |" * 8 + " --- | --- |"
    for row in rows:
        others = ", ".join(f"{name} {ratio:.1f}" for name, ratio in row["others"].items())
        missed = row["misses"] and f"✗ {row['misses']}"
        remarks = [remark for remark in (missed, row["reason"]) if remark]
        yield (
            f"| {row['name']} | {row['ms']:.3f} | {row['judge_ms']:.3f} | {row['ratio']:.2f}"
            f" | {row['paired_ratio']:.2f} | {row['gflops']:.0f} | {row['share_of_limit']:.0%}"
            f" | {row['judge_share_of_limit']:.0%} | {row['error']:.0e} | {others}"
            f" | {'; '.join(remarks)} |"
        )


def limits_line(limits: dict[str, float]) -> str:
    return (
        f"Measured limits: {limits['peak_gflops']:.0f} GFLOP/s (lowest between rows"
        f" {limits['lowest_gflops']:.0f}, median {limits['median_gflops']:.0f}); read"
        f" {limits['read_gb']:.1f} GB/s, copy {limits['copy_gb']:.1f} GB/s, triad"
        f" {limits['triad_gb']:.1f} GB/s. GFLOP/s count every product of the definition; others:"
        " their time over ours."
    )
