"""The colour tables beside Matplotlib's, whose names they have."""

import numpy as np
import pytest

from app.colour_scales import TABLES, Kind
from tests.conftest import IN_CI


@pytest.mark.parametrize(
    ("kind", "name"), [("signed", "RdBu_r"), ("magnitude", "inferno"), ("picture", "gray")]
)
def test_a_scale_is_matplotlibs_between_its_anchors(kind: Kind, name: str) -> None:
    if not IN_CI:
        pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    import matplotlib

    theirs = matplotlib.colormaps[name](np.arange(256))[:, :3] * 255
    assert np.abs(TABLES[kind] - theirs).max() < 8  # straight lines between 17 anchors
    assert np.abs(TABLES[kind][::255] - theirs[::255]).max() <= 1
