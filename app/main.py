"""Entry of the app: the frame around every page, and the list of pages."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts only this script's folder there
    sys.path.insert(0, str(ROOT))

from app import outage, startup, theme  # noqa: E402
from app.state import reruns  # noqa: E402

NOT_SO = """**Convoscope is started in another way.** Its pages need addresses that
`streamlit run app/main.py` does not serve. Stop this server (Ctrl+C in its window), then start
Convoscope with `python3 app/start.py` (on Windows `py app\\start.py`), or with
`streamlit run app/server.py`."""

reruns.begin()  # before anything at which Streamlit may break the script off

# Pictures of our own: Streamlit fetches the icons it knows by name from the internet.
st.set_page_config(
    page_title="Convoscope", page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide"
)
st.logo(str(ROOT / "assets" / "logo.svg"), size="large")
theme.apply()

if Path(sys.argv[0]).resolve() == Path(__file__).resolve():
    st.error(NOT_SO)
    st.stop()

pages = [
    st.Page(ROOT / "pages" / "kernel_lab.py", title="Kernel lab", default=True),
    st.Page(
        ROOT / "pages" / "why_convolution.py", title="Why convolution", url_path="why-convolution"
    ),
    st.Page(ROOT / "pages" / "step_by_step.py", title="Step by step", url_path="step-by-step"),
    st.Page(ROOT / "pages" / "volumes.py", title="Volumes", url_path="volumes"),
    st.Page(
        ROOT / "pages" / "activation_functions.py",
        title="Activation functions",
        url_path="activation-functions",
    ),
    st.Page(ROOT / "pages" / "pooling.py", title="Pooling", url_path="pooling"),
    st.Page(ROOT / "pages" / "matrices.py", title="Convolution as matrices", url_path="matrices"),
    st.Page(ROOT / "pages" / "output_size.py", title="Output size", url_path="output-size"),
    st.Page(ROOT / "pages" / "builder.py", title="Build a network", url_path="builder"),
    st.Page(
        ROOT / "pages" / "back_propagation.py",
        title="Back-propagation",
        url_path="back-propagation",
    ),
    st.Page(ROOT / "pages" / "training.py", title="Training", url_path="training"),
    st.Page(ROOT / "pages" / "look_inside.py", title="Look inside", url_path="look-inside"),
    st.Page(
        ROOT / "pages" / "feature_visualization.py",
        title="Feature visualisation",
        url_path="feature-visualization",
    ),
    st.Page(
        ROOT / "pages" / "where_it_looks.py", title="Where it looks", url_path="where-it-looks"
    ),
]
st.navigation(pages, position="top").run()
outage.watch()
if startup.is_compiling():
    theme.say_for_a_while(startup.COMPILING)
reruns.finish()
