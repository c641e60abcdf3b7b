"""Questions about sizes along one axis."""

from fractions import Fraction

from app import formulas
from app.output_size.grading import Answer, Exercise, usual
from engine.planning.geometry import fit
from engine.planning.volumes import Layer, Volume

SIZE = "(W − F + 2P)/S + 1"
_PARTS = {1: "1", 2: "a half", 3: "a third", 4: "a quarter"}


def size(width: int, kernel: int, stride: int, padding: int) -> Exercise:
    """Ask how wide the output is."""
    fitting = fit(width, kernel, stride, padding)
    answer = (fitting.output,) if fitting.fits else None
    padded = f" and padding {padding} on each side" if padding else " and no padding"
    values = f"W = {width}, F = {kernel}, S = {stride}, P = {padding}"
    return Exercise(
        question=f"A {kernel}×{kernel} filter slides over a {width}×{width} input "
        f"with stride {stride}{padded}. How wide is the output?",
        fields=("Output width W2",),
        answer=answer,
        hint=f"{SIZE} with {values}",
        reason=_size_reason(fitting.fits, formulas.output_size(fitting)),
        mistakes=usual(answer, size_mistakes(width, kernel, stride, padding)),
        may_not_fit=True,
        layer=(Volume(width, width, 1), Layer("conv", kernel, stride, padding)),
    )


def _size_reason(fits: bool, line: str) -> str:
    if fits:
        return f"{SIZE} = {line}."
    exact = line.split(" → ")[0]
    return f"{SIZE} = {exact}: not an integer, so the windows do not fit."


def size_mistakes(
    width: int, kernel: int, stride: int, padding: int
) -> list[tuple[tuple[int, ...], str]]:
    """Wrong output widths, and how each comes about."""
    room = width - kernel + 2 * padding
    candidates = [
        (Fraction(room, stride), "The + 1 is missing: the first window counts too."),
        (
            Fraction(width - kernel + padding, stride) + 1,
            "Padding is added on both sides: 2P, not P.",
        ),
        (Fraction(width - kernel, stride) + 1, "The padding is missing: add 2P to W first."),
        (
            Fraction(room, stride + 1),
            "The + 1 does not belong in the denominator: divide by S, then add 1.",
        ),
        (
            Fraction(room) + 1,
            "The stride is missing: divide by S, because the window moves S cells at a time.",
        ),
        (
            Fraction(width + 2 * padding, stride),
            "The kernel is missing: a window needs F cells, so subtract F and add 1 at the end.",
        ),
        (
            Fraction(room // stride + 1),
            "That is what a library computes: it rounds down and ignores the rest. "
            "The formula does not give an integer here, so strictly it does not fit.",
        ),
        (
            Fraction(-(-room // stride) + 1),
            "That is rounded up: the last window would extend past the edge.",
        ),
    ]
    return [((int(value),), sentence) for value, sentence in candidates if value.denominator == 1]


def same_padding(kernel: int) -> Exercise:
    """Ask which padding keeps the size at stride 1."""
    answer = ((kernel - 1) // 2,)
    return Exercise(
        question=f"A {kernel}×{kernel} filter slides with stride 1. "
        "Which padding P on each side keeps the width and height unchanged?",
        fields=("Padding P",),
        answer=answer,
        hint=f"P = (F − 1)/2 with F = {kernel}",
        reason=f"P = (F − 1)/2 = ({kernel} − 1)/2 = {answer[0]}.",
        mistakes=usual(
            answer,
            [
                ((kernel - 1,), "That is the padding of both sides together: halve it."),
                ((kernel,), "That is F; the output shrinks by F − 1, half of it on each side."),
                (((kernel + 1) // 2,), "It is F − 1, not F + 1, that is halved."),
                ((0,), "Without padding the output is F − 1 cells smaller than the input."),
            ],
        ),
    )


def padding_for(width: int, kernel: int, stride: int, output: int) -> Exercise:
    """Ask which padding gives this output width."""
    total = (output - 1) * stride + kernel - width
    answer: Answer = (total // 2,) if total % 2 == 0 else None
    part = _PARTS.get(stride, f"1/{stride}")
    needed = f"2P = ({output} − 1)·{stride} + {kernel} − {width} = {total}"
    reason = (
        f"{needed}, so P = {total // 2}."
        if answer
        else f"{needed}: an odd number, so no integer P fits."
    )
    return Exercise(
        question=f"F = {kernel}, S = {stride}, P = ? The input is {width} wide and the output "
        f"should be exactly {output} wide, with nothing left over.",
        fields=("Padding P",),
        answer=answer,
        hint=f"({width} − {kernel} + 2P)/{stride} + 1 = {output}, solved for P",
        reason=reason,
        mistakes=usual(
            answer,
            [
                ((total,), "That is 2P, the padding of both sides together: halve it."),
                (
                    (total // 2,),
                    f"With this P the result is {part} too small: the last cells are left over.",
                ),
                (
                    (-(-total // 2),),
                    f"With this P the result is {part} too large: libraries round it down.",
                ),
                (
                    ((kernel - 1) // 2,),
                    "(F − 1)/2 keeps the size only at stride 1.",
                ),
            ],
        ),
        may_not_fit=True,
    )


def repeated(width: int, kernel: int, layers: int) -> Exercise:
    """Ask what is left of the width after several layers without padding."""
    shrink = kernel - 1
    sizes = [width - shrink * done for done in range(layers + 1)]
    answer = (sizes[-1],)
    return Exercise(
        question=f"{layers} layers of {kernel}×{kernel} filters are stacked, with stride 1 and "
        f"no padding. The input is {width} wide. How wide is the last output?",
        fields=("Output width",),
        answer=answer,
        hint=f"each layer reduces the width by F − 1 = {shrink}",
        reason=f"Each layer reduces the width by F − 1 = {shrink}: {' → '.join(map(str, sizes))}.",
        mistakes=usual(
            answer,
            [
                ((sizes[1],), "That is the width after the first layer only."),
                ((width - kernel * layers,), "A layer reduces the width by F − 1, not F."),
                ((sizes[-2],), "One layer is missing."),
                ((sizes[-1] - shrink,), "That is one layer too many."),
            ],
        ),
    )


def pooled(width: int, layers: int) -> Exercise:
    """Ask what is left of the width after several 2×2 pooling layers."""
    sizes = [width >> done for done in range(layers + 1)]
    answer = (sizes[-1],)
    return Exercise(
        question=f"A {width}×{width} input goes through {layers} pooling layers, "
        "each 2×2 with stride 2. How wide is the last output?",
        fields=("Output width",),
        answer=answer,
        hint=f"each layer gives (W − 2)/2 + 1 = W/2, {layers} times",
        reason=f"(W − 2)/2 + 1 = W/2, so each layer halves it: {' → '.join(map(str, sizes))}.",
        mistakes=usual(
            answer,
            [
                (
                    (width // (2 * layers),),
                    f"Each layer halves the width again: divide by 2, {layers} times.",
                ),
                ((width - 2 * layers,), "A pooling layer with stride 2 halves the width."),
                ((sizes[-2],), "One layer is missing."),
                ((sizes[-1] // 2,), "That is one layer too many."),
            ],
        ),
    )


def receptive_field(kernel: int, layers: int) -> Exercise:
    """Ask how much of the input a number behind several layers sees."""
    answer = (layers * (kernel - 1) + 1,)
    return Exercise(
        question=f"{layers} layers of {kernel}×{kernel} filters are stacked, with stride 1. "
        "How wide is the part of the input that one value of the last output depends on "
        "(its receptive field)?",
        fields=("Receptive field",),
        answer=answer,
        hint=f"start with 1 cell; each layer adds F − 1 = {kernel - 1}",
        reason=f"Start with 1 cell; each layer adds F − 1: 1 + {layers}·({kernel} − 1) "
        f"= {answer[0]}.",
        mistakes=usual(
            answer,
            [
                ((kernel,), "That is the receptive field of one layer."),
                ((kernel * layers,), "Neighbouring windows overlap: a layer adds F − 1, not F."),
                ((layers * (kernel - 1),), "The cell you start with is missing: + 1."),
                ((kernel**layers,), "Receptive fields do not multiply: a layer adds F − 1."),
            ],
        ),
    )
