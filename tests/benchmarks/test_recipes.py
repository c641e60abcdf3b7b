"""What the recipes and their benchmarks say where the pictures are not."""

import pytest

from assets.networks import make


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
