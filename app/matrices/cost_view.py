"""What a real layer costs: memory of its columns, and time three ways, measured now."""

from collections.abc import Iterator
from statistics import median

import streamlit as st

import engine
from app import code_box
from app.components.experiment_chart import Axis, Series, experiment_chart
from app.markdown_text import plain
from app.matrices import snippets
from app.matrices.layers import REAL, RealLayer
from app.matrices.state import runs, store
from app.matrices.tables import table
from app.slide_text import say
from engine.explain import convolution_cost
from engine.explain.convolution_cost import BYTES, Round, Sizes
from engine.planning.volumes import output_volume

ROUNDS = 12
MEASURED = "measured"
"""The key of the container of what differs with every visit."""

TITLES = ("plain Python loops", "im2col: NumPy, BLAS", "the engine")


def layer_menu() -> None:
    """Show the menu of layers."""
    titles = {name: one.title for name, one in REAL.items()}
    store.select("layer", "Layer", titles, label_visibility="collapsed")


@st.fragment
def cost() -> None:
    """Show the sizes of a layer's matrices, and the run that times it."""
    now = store.current()
    real = REAL[now.layer]
    sizes = convolution_cost.sizes(real.volume, real.layer)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.html(memory(real, sizes))
        st.markdown(plain(products(real, sizes)))
    with right:
        _times(now.layer, real, sizes)
    code_box.show(
        store, lambda: snippets.cost_numpy_code(real), lambda: snippets.cost_torch_code(real)
    )
    store.publish()


def _times(name: str, real: RealLayer, sizes: Sizes) -> None:
    def start() -> Iterator[Round]:
        return convolution_cost.rounds(real.volume, real.layer, ROUNDS)

    run = runs.run(("convolution cost", name), start, ROUNDS)
    with st.container(key=MEASURED):
        sentence = verdict(run.results)
        say(sentence)
        runs.bar(run, f"Round {len(run.results)} of {ROUNDS}")
        chart(run.results, sentence)
        st.caption(plain(how(run.results, sizes)))


def best(rounds: list[Round]) -> tuple[float, float, float]:
    """Return the seconds of each way in its fastest round."""
    loops, columns, engine_ = (
        min(times) for times in zip(*(r.seconds for r in rounds), strict=True)
    )
    return loops, columns, engine_


def verdict(rounds: list[Round]) -> str:
    """Say how the three compare."""
    loops, columns, own = best(rounds)
    faster, slower = ("the engine", "im2col") if own < columns else ("im2col", "the engine")
    ratio = max(own, columns) / min(own, columns)
    between = (
        "The engine is as fast."
        if ratio < 1.1
        else f"{faster[0].upper()}{faster[1:]} is {ratio:.1f} times as fast as {slower}."
    )
    times = _rounded(loops / columns)
    return f"im2col and one product: about {times} times as fast as loops. {between}"


def _rounded(ratio: float) -> str:
    digits = max(0, len(str(int(ratio))) - 2)
    return f"{round(ratio, -digits):,.0f}" if ratio >= 10 else f"{ratio:.1f}"


def chart(rounds: list[Round], spoken: str) -> None:
    """Draw the fastest time of each way, in milliseconds on a log scale."""
    times = [1000 * seconds for seconds in best(rounds)]
    series: Series = {"kind": "lying", "look": 0, "x": times[::-1]}
    low, high = 10.0, 1000.0
    while low > min(times) / 1.5:
        low /= 10
    while high < max(times) * 4:
        high *= 10
    x: Axis = {"label": "ms for one picture (log scale)", "low": low, "high": high, "log": True}
    y: Axis = {"label": "", "names": TITLES[::-1]}
    experiment_chart(x, y, [series], "chart-convolution-cost", spoken)


def how(rounds: list[Round], sizes: Sizes) -> str:
    """Say how the numbers were found."""
    outputs = int(median(one.outputs for one in rounds))
    total = sizes.filters * sizes.positions
    unfolding = 1000 * min(rounds, key=lambda one: one.seconds[1]).unfolding
    return (
        f"The fastest of {len(rounds)} rounds. Plain loops: {outputs:,} of {total:,} outputs "
        f"measured in a round, the time of all extrapolated from them. im2col: {unfolding:.2g} ms "
        "of it to lay out the columns, the rest BLAS. The engine reads the windows from the input "
        "and keeps a block of sums in registers: no columns in memory. Both on "
        f"{_threads(engine.get_num_threads())}, the loops on 1."
    )


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def memory(real: RealLayer, sizes: Sizes) -> str:
    """Return the table of the layer's arrays and the memory that each takes."""
    made = output_volume(real.volume, real.layer)
    arrays = {
        "Input": (str(real.volume), sizes.numbers),
        "Columns": (f"{sizes.depth}×{sizes.positions}", sizes.columns),
        "Weights": (f"{sizes.filters}×{sizes.depth}", sizes.filters * sizes.depth),
        "Output": (f"{sizes.filters}×{sizes.positions} → {made}", made.count),
    }
    rows = [
        (name, size, f"{count:,}", f"{BYTES * count / 2**20:.2f} MiB")
        for name, (size, count) in arrays.items()
    ]
    heads = "float32", "size", "numbers", f"· {BYTES} bytes"
    return table("Memory", heads, rows, "numbers")


def products(real: RealLayer, sizes: Sizes) -> str:
    """Write the product of the matrices, and what the columns take more than the input."""
    made = output_volume(real.volume, real.layer)
    ratio = sizes.columns / sizes.numbers
    return (
        f"{sizes.filters}×{sizes.depth} · {sizes.depth}×{sizes.positions} = "
        f"{sizes.filters}×{sizes.positions} → {made}: {sizes.multiply_adds:,} multiply-adds. The "
        f"columns hold {ratio:.2g} times as many numbers as the input. As one sparse matrix the "
        f"layer would have {made.count:,}×{sizes.numbers:,} entries, "
        f"{BYTES * made.count * sizes.numbers / 2**30:,.0f} GiB."
    )
