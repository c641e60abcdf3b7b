"""Texts on their way to the screen."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: str) -> str:
    """`text` as Streamlit's Markdown shows it literally: what a learner wrote is never markup."""
    return _SPECIAL.sub(r"\\\1", text)
