"""How the networks that ship are trained, on digits, and what is said without the pictures."""

import numpy as np
import pytest

from assets.networks import make
from engine import datasets, networks
from engine.datasets.digits import digits


@pytest.mark.parametrize("there", [None, "here"])
def test_without_the_pictures_it_ends_with_one_sentence(there, tmp_path, monkeypatch):
    monkeypatch.delenv("CONVOSCOPE_DATA", raising=False)
    if there:
        (tmp_path / "cifar10-train.zip").touch()
        monkeypatch.setenv("CONVOSCOPE_DATA", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        make.digits()
    assert str(ended.value).startswith("CONVOSCOPE_DATA must name a folder with cifar10-")
    assert ("cifar10-train.zip" in str(ended.value)) == (there is None)


RECIPE = make.Recipe(
    "Digits",
    lambda: digits().split(),
    lambda seed: networks.Sequential(
        (1, 8, 8), networks.pattern((1, 8, 8), 10, 1, 1, 0, (4,), 3, 1, batch_norm=True), seed
    ),
    epochs=3,
    batch=256,
    rate=0.1,
    augmentation=datasets.Augmentation(shift=1),
)


@pytest.mark.trains
def test_a_run_that_was_broken_off_goes_on_as_if_nothing_had_been(tmp_path, monkeypatch):
    whole = make.train("digits", RECIPE, None)
    write = make.write_state

    def break_off(state, path):
        write(state, path)
        if state.epochs == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(make, "write_state", break_off)
    with pytest.raises(KeyboardInterrupt):
        make.train("digits", RECIPE, tmp_path)
    monkeypatch.undo()
    resumed = make.train("digits", RECIPE, tmp_path)
    assert resumed.epochs == whole.epochs == 3
    for name, array in whole.network.state.items():
        np.testing.assert_array_equal(resumed.network.state[name], array, err_msg=name)
