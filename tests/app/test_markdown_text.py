"""A learner's words on their way into Streamlit's Markdown."""

import re

import pytest

from app.markdown_text import plain


@pytest.mark.parametrize(
    "text", ["[a](b)", "**a**", "`a`", "<b>", "$x$", ":red[a]", "a_b_c", "# a"]
)
def test_marks_are_escaped(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", plain(text)).replace("\u2060", "") == text
    assert not re.search(r"(?<!\\)[\[\]()*`<>$:_#]", plain(text))


@pytest.mark.parametrize(
    "text", ["http://example.org", "WWW.example.org", "me@example.org", ":material/home:"]
)
def test_an_address_is_taken_apart_and_looks_the_same(text: str) -> None:
    shown = re.sub(r"\\(.)", r"\1", plain(text))
    assert shown.replace("\u2060", "") == text
    assert not re.search(r"https?://|www\.|\w@\w|:material", shown, re.IGNORECASE)


def test_ordinary_words_stay() -> None:
    assert plain("kernel 5×5 ist größer, 3 − 2") == "kernel 5×5 ist größer, 3 − 2"
