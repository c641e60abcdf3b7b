"""Texts on their way to the screen."""

import re

# Addresses become links, :material/…: an icon after the escapes are gone: an invisible character
# takes them apart.
_JOINED = re.compile(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: str) -> str:
    """`text` as Streamlit's Markdown shows it literally: what a learner wrote is never markup."""
    line = " ".join(text.split())  # a new line could begin a heading, a list or a block of code
    return _SPECIAL.sub(r"\\\1", _JOINED.sub(_JOINER, line))


def sentence(text: str) -> str:
    """Make a whole sentence of what the engine says in half a one."""
    return text[:1].upper() + text[1:].rstrip(".") + "."
