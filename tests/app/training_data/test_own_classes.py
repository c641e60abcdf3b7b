"""Classes of the learner's own: named, filled, emptied, and made into a data set."""

from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from app.training_data import own_classes as mine
from engine.datasets import DataSetError
from tests.app.session import Session
from tests.engine.images.picture_bytes import encode


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    new = Session()
    monkeypatch.setattr(st, "session_state", new)
    return new


def file(shade: int, name: str = "picture.png") -> SimpleNamespace:
    data = encode(Image.new("RGB", (90, 70), (shade, shade, shade)), "PNG")
    return SimpleNamespace(name=name, getvalue=lambda: data)


def take(session: Session, *files: SimpleNamespace) -> None:
    session.upload = list(files)
    mine.take("upload")


def names() -> list[str]:
    return [one.name for one in mine.classes()]


def counts() -> list[int]:
    return [len(one.shots) for one in mine.classes()]


def test_pictures_go_into_the_class_that_is_chosen_each_once(session) -> None:
    take(session, file(1), file(2), file(1))
    assert counts() == [2, 0]
    mine.choose(1)
    take(session, file(1))
    assert counts() == [2, 1]
    mine.take("upload")  # the callback was broken off and begins again
    assert counts() == [2, 1]
    assert mine.problem() == ""
    session.camera = file(9)  # a camera gives one picture, or none
    mine.take("camera")
    session.camera = None
    mine.take("camera")
    assert counts() == [2, 2]


def test_a_file_that_is_no_picture_is_reported_and_the_others_are_taken(session) -> None:
    diary = SimpleNamespace(name="diary.png", getvalue=lambda: b"Dear diary")
    take(session, diary, file(3))
    assert counts() == [1, 0]
    assert mine.problem().startswith("diary.png is not a PNG")
    take(session, file(4))
    assert mine.problem() == ""


def test_a_class_has_a_limit(session, monkeypatch) -> None:
    monkeypatch.setattr(mine, "MOST_PICTURES", 2)
    take(session, file(1), file(2), file(3))
    assert counts() == [2, 0]
    assert mine.problem() == "A class has at most 2 pictures; the rest were ignored."


def test_names_can_be_changed_and_nonsense_leaves_the_old_one(session) -> None:
    mine.rename("  cup \n of tea ")
    assert names() == ["cup of tea", "Class 2"]
    for wrong, sentence in (
        (" ", "A class needs a name."),
        ("Class 2", "There is already a class “Class 2”."),
        ("x" * 31, "A name has at most 30 characters."),
    ):
        mine.rename(wrong)
        assert names() == ["cup of tea", "Class 2"]
        assert mine.problem() == sentence
    mine.rename("cup")
    assert mine.problem() == ""


def test_classes_are_added_and_removed(session) -> None:
    mine.add_class()
    assert names() == ["Class 1", "Class 2", "Class 3"]
    assert mine.chosen() == 2
    mine.choose(0)
    mine.remove_class()
    assert names() == ["Class 2", "Class 3"]
    mine.add_class()
    assert names() == ["Class 2", "Class 3", "Class 4"]
    for _ in range(20):
        mine.add_class()
    assert len(names()) == mine.MOST_CLASSES
    assert len(set(names())) == mine.MOST_CLASSES
    for _ in range(20):
        mine.remove_class()
    assert len(names()) == 1


def test_pictures_can_be_removed(session) -> None:
    take(session, file(1), file(2), file(3))
    first, second, third = mine.classes()[0].shots
    mine.remove_shot(second.digest)
    mine.remove_shot(second.digest)  # the callback was broken off and begins again
    assert mine.classes()[0].shots == (first, third)
    mine.choose(1)
    mine.remove_shot(first.digest)
    assert counts() == [2, 0]


def test_the_data_set_is_the_same_until_something_changes(session) -> None:
    with pytest.raises(DataSetError, match="Add some pictures to each class"):
        mine.data_set(32)
    take(session, file(10), file(20))
    with pytest.raises(DataSetError, match="The class “Class 2” has no picture yet"):
        mine.data_set(32)
    mine.choose(1)
    take(session, file(200))
    data = mine.data_set(32)
    assert data.pictures.shape == (3, 3, 32, 32)
    assert data.counts == (2, 1)
    assert [int(picture.mean()) for picture in data.pictures] == [10, 20, 200]
    assert mine.data_set(32) is data
    assert mine.data_set(16).shape == (3, 16, 16)
    mine.rename("cup")
    assert mine.data_set(32).classes == ("Class 1", "cup")
    mine.remove_class()
    with pytest.raises(DataSetError, match="holds one class only"):
        mine.data_set(32)
    assert np.array_equal(data.labels, [0, 0, 1])
