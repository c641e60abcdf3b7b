"""The networks that come with the app: what their cards say, and what they can do."""

import pytest

from engine import datasets, networks
from engine.datasets.digits import digits, like_mnist
from engine.networks.shipped import FOLDER

LARGEST = 8_000_000  # bytes of all together


@pytest.mark.parametrize("name", networks.shipped())
def test_the_card_belongs_to_the_network(name: str) -> None:
    network, card = networks.trained(name), networks.card(name)
    assert card.parameters == network.table.parameters
    assert network.table.output == (len(card.classes),) == (len(card.by_class),)
    assert 0 < min(card.by_class) <= card.accuracy <= max(card.by_class) <= 100
    assert name in card.command
    counts = [count for _, _, count in card.mistakes]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) <= round(card.tested * (100 - card.accuracy) / 100)
    assert all(what != taken for what, taken, _ in card.mistakes)


@pytest.mark.parametrize("name", networks.shipped())
def test_nobody_changes_what_all_share(name: str) -> None:
    network = networks.trained(name)
    assert networks.trained(name) is network
    for array in network.state.values():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_the_files_are_those_that_are_named_and_small() -> None:
    files = {file.stem for file in FOLDER.glob("*.safetensors")}
    assert files == {*networks.shipped()} == {file.stem for file in FOLDER.glob("*.json")}
    assert sum(file.stat().st_size for file in FOLDER.iterdir() if file.is_file()) <= LARGEST
    readme = (FOLDER / "README.md").read_text("utf-8")
    assert all(f"| `{name}` |" in readme for name in networks.shipped())


def test_an_unknown_network_is_refused_in_one_sentence() -> None:
    for ask in (networks.trained, networks.card):
        with pytest.raises(ValueError, match="the network") as refused:
            ask("alexnet")  # type: ignore[operator]
        assert "lenet_digits" in str(refused.value)


def test_lenet_reads_digits_of_another_collection() -> None:
    """The bundled 8×8 digits, by other writers, put into the middle of 28×28."""
    small = digits()
    large = like_mnist(small.pictures[:400])
    scores = networks.trained("lenet_digits")(datasets.as_input(large))
    assert (scores.argmax(axis=1) == small.labels[:400]).mean() > 0.85
