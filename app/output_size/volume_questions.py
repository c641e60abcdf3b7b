"""Questions about volumes and parameters."""

from app import formulas
from app.output_size.grading import Answer, Exercise, usual
from app.output_size.size_questions import SIZE, size_mistakes
from engine.planning.geometry import fit
from engine.planning.volumes import Layer, Volume, output_volume, parameters

VOLUME_FIELDS = ("Width W2", "Height H2", "Depth D2")


def _filters(count: int, kernel: int) -> str:
    return f"{count} filters of {kernel}×{kernel}" if count > 1 else f"One {kernel}×{kernel} filter"


def conv_volume(volume: Volume, layer: Layer) -> Exercise:
    """Ask which volume a convolution makes."""
    made = output_volume(volume, layer)
    answer = (made.width, made.height, made.depth)
    line = formulas.output_size(
        fit(volume.width, layer.kernel, layer.stride, layer.padding, suggest=False)
    )
    return Exercise(
        question=f"Input volume {volume}. {_filters(layer.filters, layer.kernel)}, "
        f"stride {layer.stride}, pad {layer.padding}. What is the output volume?",
        layer=(volume, layer),
        fields=VOLUME_FIELDS,
        answer=answer,
        hint=f"width and height are {SIZE} with W = {volume.width}, F = {layer.kernel}, "
        f"S = {layer.stride}, P = {layer.padding}; the depth is the number of filters K",
        reason=f"{SIZE} = {line}, and one map for each of the K = {layer.filters} filters: {made}.",
        mistakes=usual(answer, _volume_mistakes(volume, layer, made)),
    )


def _volume_mistakes(volume: Volume, layer: Layer, made: Volume) -> list[tuple[Answer, str]]:
    width, height, depth = made.width, made.height, made.depth
    found: list[tuple[Answer, str]] = [
        (
            (width, height, volume.depth),
            "That is the depth of the input. Each filter spans all of it and gives one map, so the "
            "output has depth K.",
        ),
        (
            (width, height, depth * volume.depth),
            "The channels of one filter are summed into one map: the depth is K, not K·D1.",
        ),
        ((width, height, 1), "That is the map of one filter; K filters give K maps."),
        (
            (depth, height, width),
            "The lectures write width × height × depth: the depth comes last.",
        ),
        (
            (volume.width, volume.height, depth),
            "Width and height change here: use the formula.",
        ),
    ]
    asked = volume.width, layer.kernel, layer.stride, layer.padding
    found += [((wrong, wrong, depth), said) for (wrong,), said in size_mistakes(*asked)]
    return found


def pool_volume(volume: Volume, layer: Layer) -> Exercise:
    """Ask which volume a pooling layer makes."""
    made = output_volume(volume, layer)
    answer = (made.width, made.height, made.depth)
    kernel, stride = layer.kernel, layer.stride
    sizes = [((wrong,) * 2, said) for (wrong,), said in size_mistakes(volume.width, *_moves(layer))]
    return Exercise(
        question=f"Input volume {volume}. Max pooling {kernel}×{kernel} with stride {stride}. "
        "What is the output volume?",
        layer=(volume, layer),
        fields=VOLUME_FIELDS,
        answer=answer,
        hint=f"width and height are (W − F)/S + 1 with W = {volume.width}, F = {kernel}, "
        f"S = {stride}; the depth does not change",
        reason=f"({volume.width} − {kernel})/{stride} + 1 = {made.width}, and each map is pooled "
        f"separately, so the depth stays {made.depth}: {made}.",
        mistakes=usual(
            answer,
            [
                (
                    (made.width, made.height, 1),
                    "Each map is pooled separately: the depth does not change.",
                ),
                (
                    (made.width, made.height, made.depth // stride),
                    "Pooling does not change the depth.",
                ),
                *(((*pair, made.depth), said) for pair, said in sizes),
            ],
        ),
    )


def _moves(layer: Layer) -> tuple[int, int, int]:
    return layer.kernel, layer.stride, layer.padding


def conv_parameters(volume: Volume, layer: Layer) -> Exercise:
    """Ask how many parameters a convolution has."""
    kernel, depth, filters = layer.kernel, volume.depth, layer.filters
    weights = kernel * kernel * depth
    biases = ", each with a bias" if filters > 1 else " with a bias"
    answer = (parameters(volume, layer),)
    return Exercise(
        question=f"Input volume {volume}. {_filters(filters, kernel)}{biases}. "
        "How many parameters does the layer have?",
        layer=(volume, layer),
        fields=("Parameters",),
        answer=answer,
        hint=f"(F·F·D1 + 1)·K with F = {kernel}, D1 = {depth}, K = {filters}",
        reason=f"(F·F·D1 + 1)·K = ({kernel}·{kernel}·{depth} + 1)·{filters} "
        f"= {weights + 1:,}·{filters} = {answer[0]:,}.",
        mistakes=usual(
            answer,
            [
                ((weights * filters,), "The biases are missing: one for each filter."),
                ((weights * filters + 1,), "Each filter has its own bias: + K, not + 1."),
                (
                    ((kernel * kernel + 1) * filters,),
                    "The depth is missing: a filter has F·F weights for each of the D1 channels.",
                ),
                ((kernel * kernel * filters,), "Both the depth D1 and the biases are missing."),
                (
                    ((kernel * kernel * filters + 1) * depth,),
                    "K and D1 are swapped: a filter is as deep as the input.",
                ),
                ((weights + 1,), "That is one filter; there are K of them."),
                (
                    ((kernel * depth + 1) * filters,),
                    "A filter is F wide and F high: F·F·D1 weights, not F·D1.",
                ),
                (
                    (output_volume(volume, layer).count,),
                    "That is the number of output values; they all share the same filters.",
                ),
            ],
        ),
    )


def pool_parameters(volume: Volume, layer: Layer) -> Exercise:
    """Ask how many parameters a pooling layer has."""
    kernel, depth = layer.kernel, volume.depth
    return Exercise(
        question=f"Input volume {volume}. Max pooling {kernel}×{kernel} with stride "
        f"{layer.stride}. How many parameters does the layer have?",
        layer=(volume, layer),
        fields=("Parameters",),
        answer=(0,),
        hint="a parameter is a learned number; what does a maximum learn?",
        reason="0: a maximum has no weights, so there is nothing to learn.",
        mistakes=usual(
            (0,),
            [
                ((kernel * kernel,), "The window has F·F cells, but no weights in them."),
                ((kernel * kernel * depth,), "The windows have cells, but no weights in them."),
                (
                    ((kernel * kernel * depth + 1) * depth,),
                    "That would be a convolution; a maximum has no weights.",
                ),
            ],
        ),
    )


def dense_weights(volume: Volume) -> Exercise:
    """Ask how many weights one neuron has that sees the whole picture."""
    answer = (volume.count,)
    return Exercise(
        question=f"One fully connected neuron sees a whole {volume} image. "
        "How many weights does it have, not counting the bias?",
        fields=("Weights",),
        answer=answer,
        hint=f"one weight for each value of the {volume} image",
        reason=f"One weight for each value: {_product(volume)} = {volume.count:,}.",
        mistakes=usual(
            answer,
            [
                ((volume.width * volume.height,), "The depth is missing: times D."),
                ((volume.count + 1,), "That counts the bias too; only the weights were asked for."),
            ],
        ),
    )


def dense_parameters(volume: Volume, neurons: int) -> Exercise:
    """Ask how many parameters a fully connected layer has."""
    answer = (parameters(volume, Layer("fc", filters=neurons)),)
    return Exercise(
        question=f"A fully connected layer of {neurons} neurons follows a volume of {volume}. "
        "How many parameters does it have, biases included?",
        fields=("Parameters",),
        answer=answer,
        hint=f"(W·H·D + 1)·K with K = {neurons} neurons",
        reason=f"(W·H·D + 1)·K = ({_product(volume)} + 1)·{neurons} = {answer[0]:,}.",
        mistakes=usual(
            answer,
            [
                ((volume.count * neurons,), "The biases are missing: one for each neuron."),
                ((volume.count * neurons + 1,), "Each neuron has its own bias."),
                (
                    ((volume.width * volume.height + 1) * neurons,),
                    "The depth is missing: every value of the volume has a weight.",
                ),
                ((volume.count + 1,), "That is one neuron; there are K of them."),
            ],
        ),
    )


def _product(volume: Volume) -> str:
    return f"{volume.width}·{volume.height}·{volume.depth}"
