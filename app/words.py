"""Texts on their way to the screen."""

import re

# Addresses become links, :material/…: an icon after the escapes are gone: an invisible character
# takes them apart.
_JOINED = re.compile(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: str) -> str:
    """`text` as Streamlit's Markdown shows it literally: what a learner wrote is never markup."""
    return _SPECIAL.sub(r"\\\1", _JOINED.sub(_JOINER, text))
