"""The history of the runs, once that is opened, and programs that draw it."""

from functools import partial

import streamlit as st

from app import charts, code_box, figures
from app.markdown_text import plain
from app.training import history_charts, history_code, history_printing
from app.training.session import TrainingSession
from app.training.state import store


def history(session: TrainingSession) -> None:
    """Show the curves as far as they go now, and offer them as a file."""
    box = store.unfolding("history", "History: explore the curves, compare runs, download")
    if not box.open:
        return
    found = history_charts.curves(session.runs)
    with box:
        if found:
            sentences = [history_charts.sentence(one) for one in found]
            for sentence in sentences:
                st.markdown(plain(sentence))
            spoken = " ".join(sentences)
            for place, what in zip(st.columns(2, gap="medium"), ("loss", "accuracy"), strict=True):
                with place:
                    charts.show(
                        history_charts.chart(found, what),
                        f"history-{what}",
                        f"{what.capitalize()} over the steps. {spoken}",
                    )
            charts.finish()
            st.caption("Drag over a chart to zoom in, double-click to zoom out.")
        else:
            st.markdown("The curves appear when a step was taken: press Run, then Update.")
        with st.container(horizontal=True):
            st.button("Update", key="history-update", help="Draw the steps taken since then too.")
            if found:
                st.download_button(
                    "Download history.csv",
                    lambda: history_charts.table_csv(history_charts.curves(session.runs)),
                    "history.csv",
                    "text/csv",
                    on_click="ignore",
                )
        if found:
            figures.offer("History", "history", partial(history_printing.figure, found))


def code() -> None:
    """Show the programs that draw the file of the history, once they are opened."""
    box = code_box.show(store, history_code.numpy_code, history_code.torch_code)
    if box.open:
        box.caption("history.csv is the download of the box “History”.")
