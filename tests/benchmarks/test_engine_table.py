"""The tables of the engine's benchmark."""

from tests.benchmarks.engine_reasons import reason
from tests.benchmarks.write_results import section

ROW = {
    "group": "ReLU, out=", "name": "2×3", "ms": 0.5, "judge": "PyTorch", "judge_ms": 0.25,
    "ratio": 0.5, "paired_ratio": 0.6, "others": {"NumPy": 3.0}, "error": 0.0,
    "gflops": 7.0, "share_of_limit": 0.4, "judge_share_of_limit": 0.8,
    "misses": "ratio below 1", "reason": "half of it is Python",
}  # fmt: skip
LIMITS = {name: 100.0 for name in ("peak_gflops", "lowest_gflops", "median_gflops")}
LIMITS |= {"read_gb": 45.0, "copy_gb": 40.0, "triad_gb": 50.0}


def document(*rows: dict[str, object]) -> dict[str, object]:
    return {"setting": "two cores", "limits": LIMITS, "rows": [*rows]}


def test_the_last_measurement_of_a_row_stands_in_the_results():
    faster = ROW | {"ratio": 2.0, "misses": "", "reason": ""}
    other = ROW | {"group": "max pooling 2×2/2, out=", "name": "4×4"}
    lines = section([document(ROW, other), document(faster)]).splitlines()
    assert "| ReLU, out= | PyTorch | 1 | 2.00 | 1 | 2.00 | 0 |" in lines
    assert "| max pooling 2×2/2, out= | PyTorch | 1 | 0.50 ✗ | 1 | 0.50 | 1 |" in lines
    assert [line.split(" | ")[0] for line in lines if "2×3" in line] == ["| 2×3"]
    assert sum(line.startswith("<details><summary>") for line in lines) == 2
    assert sum(line.startswith("- two cores. Measured limits: 100 GFLOP/s") for line in lines) == 1


def test_a_row_that_misses_tells_why():
    lines = section([document(ROW)]).splitlines()
    assert any(
        line.endswith("| NumPy 3.0 | ✗ ratio below 1; half of it is Python |") for line in lines
    )
    assert "Python" in reason("ReLU, out=: 32×10×60×60")
    assert reason("convolution forward: an unknown layer") == ""
