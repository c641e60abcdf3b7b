"""Heat maps in a row, each with its similarity to the original, and what that means."""

import math
from html import escape

import streamlit as st

from app import charts, picture_tiles
from app.markdown_text import plain, sentence
from app.trained_networks.wording import percent
from app.where_it_looks import checks as made
from app.where_it_looks import curve_charts, payload
from app.where_it_looks.analysis import Scene
from app.where_it_looks.progress import progress
from app.where_it_looks.state import store
from engine.explain.heat_maps import Curve


def checks(scene: Scene) -> None:
    """Show the maps with a sentence that judges them, and the curves once they are opened."""
    try:
        with progress("Computing the heat maps") as tell:
            found = made.checks(scene, tell)
    except ValueError as error:
        st.error(plain(sentence(str(error))))
        return
    st.markdown(plain(" ".join(made.verdict(found))))
    strength = scene.state.strength / 100
    tiles = [_tile(one, strength) for one in found]
    st.html(picture_tiles.board("check-tiles", tiles, 10))
    st.caption(
        "Rank correlation (Spearman) and structural similarity (SSIM) with the original: 1 is the "
        "same map, about 0 an unrelated one. When the picture is shifted, a good map moves along, "
        "which makes it less similar in place. Random weights: Adebayo et al. (2018)."
    )
    _curves(scene)


def _tile(one: made.Check, strength: float) -> str:
    limit = float(one.values.max())
    over = payload.coloured(one.values, "magnitude", limit or 1.0)
    rows, columns = one.values.shape
    alt = f"{one.title}: heat map, {columns}×{rows} cells. {_numbers(one)}"
    picture = picture_tiles.image(picture_tiles.in_colour(one.pixels), alt, over, strength)
    share = percent(one.probability)
    return f"{picture}<b>{escape(one.title)}</b><br>{_numbers(one)}<br>probability {share}"


def _numbers(one: made.Check) -> str:
    if one.values.max() <= 0:
        return "empty heat map"
    if one.kind == "original":
        return "the map that the others are compared with"
    rank = "not defined" if math.isnan(one.similarity.rank) else f"{one.similarity.rank:.2f}"
    return f"rank correlation {rank}, SSIM {one.similarity.structure:.2f}".replace("-", "−")


def _curves(scene: Scene) -> None:
    box = store.unfolding("curves", "Deletion and insertion curves")
    if not box.open:
        return
    with progress("Changing the picture, pixel by pixel") as tell:
        removed, added = made.curves(scene, tell)
    areas = float(removed.area[0]), float(added.area[0])
    with box:
        st.markdown(
            plain(
                f"Deletion sets the pixels to mid-grey, the most important first: area "
                f"{areas[0]:.3f}, the smaller the better. Insertion puts them back into the "
                f"blurred picture: area {areas[1]:.3f}, the larger the better."
            )
        )
        alt = (
            "Probability against the share of pixels. "
            f"Deletion: {_ends(removed)}. Insertion: {_ends(added)}."
        )
        charts.show(curve_charts.curves(removed, added), "where-curves", alt)
        charts.finish()


def _ends(curve: Curve) -> str:
    first, last = (float(curve.probabilities[0, end]) for end in (0, -1))
    return f"from {first:.2f} to {last:.2f}, area {float(curve.area[0]):.3f}"
