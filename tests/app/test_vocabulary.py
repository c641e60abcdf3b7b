"""The words of the field: no text of the app says in other words what has a name."""

import re

import pytest

from tests.app.screen_texts import Text, everywhere, literals

# What is not said (a regular expression, as whole words, in any case), what is said instead, and a
# text that must be caught. Where a text puts in a number or a name, there is {}.
FORBIDDEN = (
    (r"told right", "accuracy", "Share told right"),
    (r"told to be|told wrong", "predicted, misclassified", "a “3”, told to be “8”"),
    (r"what the network says", "predicted class", "columns what the network says"),
    (r"held out", "validation set", "the last 10,000 held out"),
    (r"surest", "most confident", "17 of 359 wrong: the 8 surest"),
    (r"wrong predictions|all wrong ones", "misclassified", "Wrong predictions"),
    (
        r"maps dead: 0|0 for all {} pictures",
        "dead (zero on all {} images)",
        "0 for all {} pictures",
    ),
    (
        r"numbers? opens?|open the (bars|points|numbers)",
        "see its value",
        "tap it: its number opens",
    ),
    (
        r"count from the next step",
        "take effect at the next step",
        "Changes count from the next step",
    ),
    (r"settings of now|the old curve", "current settings", "with the settings of now"),
    (r"bit for bit", "identical to the previous run", "equal the grey curve's, bit for bit"),
    (r"beyond all (bounds|numbers)", "the loss diverged; not finite", "grew beyond all bounds"),
    (r"steps are too long", "the learning rate is too high", "of 1 the steps are too long"),
    (r"as nearly as can be", "about the same number", "as many parameters, as nearly as can be"),
    (r"made to", "resized to", "Made to"),
    (r"horizontal apart", "separate vertical and horizontal", "Vertical and horizontal apart"),
    (r"edge (number|pixel), repeated", "replicate", "the edge number, repeated"),
    (r"(input|picture), mirrored", "reflect", "the input, mirrored"),
    (r"the opposite side", "circular (opposite side)", "the opposite side"),
    (r"padded with", "padding mode; padding {}", "Padded with"),
    (
        r"the decks'?|lecture decks?",
        "sign reversed; the lectures",
        "Horizontal Sobel (the decks' sign)",
    ),
    (r"its sign turned", "the sign reversed", "Sobel x with its sign turned"),
    (
        r"the blur takes away|added once more",
        "adds back the detail that blurring removes",
        "what the blur takes away is added once more",
    ),
    (r"slope of the error", "gradient descent", "goes down the slope of the error"),
    (r"each line a tenth", "log scale", "Error (each line a tenth)"),
    (
        r"picture['’]s middle|response that is wanted|wanted response",
        "image centre; target output",
        "It is given the picture’s middle",
    ),
    (r"only roughly", "only approximately", "it is invariant only roughly"),
    (r"the border plays", "border effects reach every cell", "the border plays into all of it"),
    (
        r"no whole|is no (number|list|chain)|that is no|file is no|no multiple",
        "not an integer, not a …",
        "2.33 is no whole number",
    ),
    (r"not allowed|: allowed", "invalid, valid", "2.5 is no whole number: not allowed."),
    (r"is not looked at", "the remaining cells are ignored", "what is left over is not looked at"),
    (r"sees? as much", "same receptive field", "3 layers see as much, 7×7"),
    (r"more can be expressed", "more expressive", "a ReLU too: more can be expressed"),
    (
        r"has one place|has room",
        "fits exactly one position; fits",
        "F = 7 on 7×7×512 has one place",
    ),
    (r"rings? of zeros|made of \(", "zero padding of {} gives", "Two rings of zeros make 36×36×3"),
    (
        r"lays its multiple|multiple of the kernel",
        "adds a scaled copy of the kernel",
        "Each number lays its multiple of the kernel on the output",
    ),
    (r"(edges?|stripes) from top to bottom", "vertical, horizontal", "an edge from top to bottom"),
    (r"numbers no\.", "variant", "Numbers no. (0: the lectures' own)"),
    (r"frees it|let go", "Esc to release", "pinned, Esc frees it"),
    (r"let it be shown", "press “Show it”", "or let it be shown"),
    (r"number before it", "the previous value is still used", "The number before it still counts."),
    (r"without a network", "works offline", "opens without a server and without a network"),
    (r"place \[|under filter", "position [{}], filter {}", "Place [{}] under filter {}"),
    (r"hidden dense|dense layer", "fully connected (FC) layer", "one hidden dense layer"),
    (r"turn(ed)? (the kernel )?(by )?\d+°", "rotated by", "Turn the kernel by 90° clockwise"),
    (r"(?<!class )activation maps?", "feature map", "One filter gives one activation map"),
    (r"slanting", "diagonal", "Roberts cross (slanting edges)"),
    (r"square traces", "square artefacts", "a soft blur without square traces"),
    (r"answers? to (blobs|stripes|edges|upright)", "responds to", "Answers to blobs"),
    (r"upright stripes", "vertical stripes", "Answers to upright stripes"),
    (r"numbers? of its|of its numbers", "of the values", "58% of its numbers are as before"),
    (r"begin(s)? anew|choose it anew|began anew", "start again, restart", "Reload to begin anew"),
    (r"not shared", "without sharing", "448 parameters; not shared 1,792"),
    (r"on its way", "pipeline; still converging", "The picture on its way"),
    (
        r"does not stand below the line",
        "not in the denominator",
        "The + 1 does not stand below the line",
    ),
    (r"by itself", "separately", "every map is pooled by itself"),
    (r"side by side", "compare", "5 Side by side"),
    (r"sigmoid against|cnn against|red against|blue against", "vs", "Sigmoid against ReLU"),
    (r"right class(es)?", "true class", "rows are the right classes"),
    (r"(\d|{}) %", "% without a space before it", "{} % are as before"),
    (
        r"grow(s|n)? beyond|would hang over",
        "extend past",
        "the last window would hang over the edge",
    ),
    (r"numbers do not belong together|belong together", "do not match", "do not belong together"),
)
_PATTERNS = [
    (re.compile(rf"(?<!\w)(?:{phrase})(?!\w)", re.IGNORECASE), instead)
    for phrase, instead, _ in FORBIDDEN
]


def complaints(text: Text) -> list[str]:
    """Return a line for each forbidden phrase of a text: where, what, and what is said instead."""
    return [
        f"{text.file}:{text.line}: “{found[0]}” in “{text.words[:90]}”: say {instead}"
        for pattern, instead in _PATTERNS
        if (found := pattern.search(text.words))
    ]


def test_the_app_speaks_the_words_of_the_field() -> None:
    texts = list(everywhere())
    assert len(texts) > 3000  # all of them are read
    found = [line for text in texts for line in complaints(text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("phrase", "instead", "example"), FORBIDDEN)
def test_each_phrase_is_caught_and_what_is_said_instead_is_not(
    phrase: str, instead: str, example: str
) -> None:
    (found,) = [line for line in complaints(Text("app/x.py", 7, example)) if instead in line][:1]
    assert found.startswith("app/x.py:7: “"), phrase
    assert complaints(Text("app/x.py", 7, instead)) == []


@pytest.mark.parametrize(
    "text",
    [
        "custom-made tools",
        "Made together with the engine",
        "there is no picture {}",
        "retold rights",
        "dense_1",
        "placed in brackets",
        "97% of 4",
        "positive where it gets brighter from top to bottom",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert complaints(Text("app/x.py", 1, text)) == []


def test_texts_of_python_are_strings_without_docstrings_and_comments() -> None:
    source = '''
"""Not shown."""

def title(n):
    """Return nothing that is shown."""
    return f"{n} of {n:.1f}" " pictures"  # nor this
'''
    assert literals(source, ".py") == [(6, "{} of {} pictures")]


def test_texts_of_javascript_are_strings_and_templates() -> None:
    source = r"""// "not this"
const a = "one \"two\""; /* 'nor this' */
const b = x / 2 / y + `${n > 1 ? `${n} maps` : "one map"} of`;
const c = text.replace(/["'`]/g, '') + (/a"b/.test(c) ? 'yes' : "");
"""
    assert literals(source, ".js") == [
        (2, r"one \"two\""),
        (3, "one map"),
        (3, "{} maps"),
        (3, "{} of"),
        (4, "yes"),
    ]


def test_texts_of_html_are_contents_and_spoken_attributes() -> None:
    source = '<p class="told">Loss\n <button aria-label="Zoom in" name="held out">+</button></p>'
    assert literals(source, ".html") == [(1, "Loss"), (2, "Zoom in"), (2, "+")]
