"""One store for every page: the link, bound controls, and acts that cross each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import streamlit

from app.cells import Texts
from app.state import link, matrices, pairs, record, store
from app.state import sliders as panels
from app.state.matrix_text import matrix
from app.state.schema import (
    Pair,
    Schema,
    choice,
    custom,
    flag,
    limits,
    options,
    pair,
    unlinked,
    whole,
)
from app.state.sliders import Offers, Slider
from app.state.store import PageStore
from app.state.streamlit_internals import Interruption
from tests.app.session import Panel, Session


@dataclass(frozen=True)
class BlurState(Schema):
    """A page's state with everything that a schema can say."""

    example: str = choice(("small", "large"), default="small", head=True)
    side: int = whole(1, 15, default=3)
    mode: str = choice(("zeros", "wrap"), default="zeros")
    steps: int = choice((1, 2, 4), default=1)
    grey: bool = flag(default=False)
    stride: Pair = pair(1, 4, default=(1, 1))
    separate: bool = flag(default=False)
    kernel: Texts = custom(read=matrix, default=(("3",),))
    memory: int = unlinked(default=0)

    def start(self) -> "BlurState":
        return replace(self, side={"small": 3, "large": 9}[self.example])

    def checked(self, given: Any) -> "tuple[BlurState, tuple[str, ...]]":
        return pairs.implied(self, ["stride"]), ()

    def in_link(self) -> "BlurState":
        return pairs.written(self, ["stride"])


STORE = PageStore("blur", BlurState)


class Widgets:
    """The keys and callbacks of the controls that a page has shown, by their labels."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.keys: dict[str, str] = {}
        self.shown: dict[str, Any] = {}
        self.callbacks: dict[str, Callable[[], None]] = {}

    def show(self, label: str, value: Any, key: str, on_change: Callable[[], None]) -> None:
        self.keys[label], self.callbacks[key], self.shown[label] = key, on_change, value
        self.session.setdefault(key, value)

    def report(self, key: str, value: Any) -> None:
        self.session[key] = value
        self.callbacks[key]()

    def report_when_gone(self, key: str) -> None:
        """Report something of a control that Streamlit has forgotten meanwhile."""
        self.session.pop(key, None)
        self.callbacks[key]()


@pytest.fixture
def widgets(monkeypatch: pytest.MonkeyPatch) -> Widgets:
    session = Session()
    found = Widgets(session)
    monkeypatch.setattr(streamlit, "session_state", session)

    def selectbox(label: str, every: list, index: int, format_func: Any, **bound: Any) -> None:
        found.show(label, every[index], **bound)

    def toggle(label: str, value: bool, **bound: Any) -> None:
        found.show(label, value, **bound)

    def panel(shown: Any, key: str, on_asked: Any, problem: Any, offers: Any) -> None:
        found.show("panel", {one.name: one.value for one in shown}, key, on_asked)

    monkeypatch.setattr(store.st, "selectbox", selectbox)
    monkeypatch.setattr(store.st, "toggle", toggle)
    monkeypatch.setattr(panels.slider_panel, "slider_panel", panel)
    STORE.begin(BlurState())
    return found


def test_the_schema_says_limits_and_options() -> None:
    assert limits(BlurState, "side") == (1, 15)
    assert limits(BlurState, "stride") == (1, 4)
    assert options(BlurState, "mode") == ("zeros", "wrap")
    with pytest.raises(TypeError, match="no limits"):
        limits(BlurState, "grey")


@pytest.mark.parametrize(
    ("state", "query"),
    [
        (BlurState(), {}),
        (BlurState(example="large", side=9), {"example": "large"}),
        (BlurState(example="large", side=3), {"example": "large", "side": "3"}),
        (BlurState(stride=(2, 2), grey=True), {"grey": "yes", "stride": "2"}),
        (BlurState(stride=(2, 3), separate=True), {"stride": "2_3"}),
        (BlurState(separate=True, steps=4), {"steps": "4", "separate": "yes"}),
    ],
)
def test_a_link_has_only_what_does_not_follow_from_its_head(
    state: BlurState, query: dict[str, str]
) -> None:
    assert link.write(state) == query
    assert link.read(BlurState, query) == (state, ())


def test_what_is_in_no_link_opens_its_default() -> None:
    assert link.write(BlurState(side=4, memory=7)) == {"side": "4"}
    state, complaints = link.read(BlurState, {"memory": "7"})
    assert state == BlurState()
    assert complaints == ("The link's setting “memory” is unknown and was ignored.",)


def test_what_a_link_cannot_carry_is_completed_by_what_was_shown(
    widgets: Widgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def arrive(state: BlurState, given: Any, before: BlurState | None) -> BlurState:
        asked.append((given, before))
        return replace(state, memory=before.memory if before else 1)

    other = PageStore("other", BlurState, arrive)
    monkeypatch.setattr(store.st, "query_params", QueryParams(side="5"))
    other.restore()
    other.change(memory=2)
    monkeypatch.setattr(store, "went_back", lambda: True)
    other.restore()
    assert other.current() == BlurState(side=5, memory=2)
    assert asked == [({"side"}, None), ({"side"}, BlurState(side=5, memory=2))]


class QueryParams(dict[str, str]):
    """The parameters of the browser's address."""

    to_dict = dict.copy


def test_what_means_nothing_is_reported_with_what_is_used_instead() -> None:
    state, complaints = link.read(
        BlurState, {"example": "large", "side": "16", "steps": "3", "mode": "x", "evil": "1"}
    )
    assert state == BlurState(example="large", side=9)
    assert complaints == (
        "The link says side = “16”, but it must be a whole number from 1 to 15; 9 is used instead.",
        "The link says steps = “3”, but it must be one of 1, 2, 4; 1 is used instead.",
        "The link says mode = “x”, but there is no such choice; zeros is used instead.",
        "The link's setting “evil” is unknown and was ignored.",
    )


def test_a_control_keeps_its_key_while_it_shows_what_was_chosen(widgets: Widgets) -> None:
    STORE.select("mode", "Mode", ["zeros", "wrap"])
    key = widgets.keys["Mode"]
    widgets.report(key, "wrap")
    assert STORE.current().mode == "wrap"
    STORE.select("mode", "Mode", ["zeros", "wrap"])
    assert widgets.keys["Mode"] == key


def test_an_option_that_is_not_there_is_not_taken(widgets: Widgets) -> None:
    STORE.select("mode", "Mode", ["zeros", "wrap"])
    widgets.report(widgets.keys["Mode"], "an old title of wrap")
    assert STORE.current() == BlurState()


def test_a_control_is_made_anew_where_another_act_changed_it(widgets: Widgets) -> None:
    STORE.select("mode", "Mode", ["zeros", "wrap"])
    old = widgets.keys["Mode"]
    STORE.change(mode="wrap")
    STORE.select("mode", "Mode", ["zeros", "wrap"])
    assert widgets.keys["Mode"] != old
    assert widgets.shown["Mode"] == "wrap"
    widgets.report(old, "zeros")  # late, from the control that is no longer there
    widgets.report_when_gone(old)
    assert STORE.current().mode == "wrap"


def test_a_choice_that_is_refused_leaves_a_control_that_says_so_no_more(widgets: Widgets) -> None:
    def refuse(state: BlurState, chosen: str) -> BlurState:
        raise ValueError(f"no {chosen}")

    def shown() -> str:
        STORE.select("mode", "Mode", ["zeros", "wrap"], act=refuse)
        return widgets.keys["Mode"]

    key = shown()
    widgets.report(key, "wrap")
    assert str(STORE.refused("mode")) == "no wrap"
    assert STORE.refused("side") is None
    assert shown() != key
    assert widgets.shown["Mode"] == "zeros"
    STORE.change(side=5)
    assert STORE.refused("mode") is None


def test_a_choice_under_another_title_is_made_anew(widgets: Widgets) -> None:
    titles = {"zeros": "Zeros", "wrap": "Wrap"}

    def key() -> str:
        STORE.select("mode", "Mode", titles)
        return widgets.keys["Mode"]

    first = key()
    titles["wrap"] = "Opposite side"  # of another choice
    assert key() == first
    widgets.report(first, "wrap")
    assert key() == first
    titles["wrap"] = "Wrap"
    assert key() != first


def slide(widgets: Widgets, asked: Any) -> str:
    """Show the panel, and let its browser ask for something."""
    sliders = [Slider.of(STORE, "side", "Side"), *pairs.sliders(STORE, "stride", "Stride")]
    halve = Offers[BlurState]("Offers", {"Wrap": lambda state: replace(state, mode="wrap")})
    STORE.sliders("panel", sliders, offers=halve)
    key = widgets.keys["panel"]
    widgets.report(key, Panel(asked))
    return key


def test_a_slider_sets_its_field_and_is_held_while_it_is_dragged(widgets: Widgets) -> None:
    slide(widgets, {"slider": "side", "value": 15, "held": True})
    assert STORE.current().side == 15
    assert STORE.record.held
    slide(widgets, {"slider": "side", "value": 14, "held": False})
    assert not STORE.record.held
    slide(widgets, {"slider": "stride", "value": 2})
    assert STORE.current().stride == (2, 2)
    slide(widgets, {"offer": 0})
    assert STORE.current() == BlurState(side=14, stride=(2, 2), mode="wrap")


def test_a_slider_may_show_another_number_than_it_sets(widgets: Widgets) -> None:
    plain, scaled = (
        Slider.of(STORE, "side", "Side"),
        Slider.of(STORE, "side", "Side", first=8, each=2),
    )
    assert (plain.first, plain.each, plain.disabled) == (0, 1, False)
    assert (scaled.first, scaled.each) == (8, 2)
    assert (scaled.lowest, scaled.highest, scaled.value) == (1, 15, plain.value)
    assert scaled.act(STORE.current(), 4).side == 4


@pytest.mark.parametrize(
    "asked",
    [
        None,
        {},
        {"slider": "side", "value": 0},
        {"slider": "side", "value": 16},
        {"slider": "side", "value": "7"},
        {"slider": "side", "value": 7.0},
        {"slider": "side", "value": True},
        {"slider": "mode", "value": 1},
        {"slider": "stride_across", "value": 2},
        {"offer": 1},
        {"offer": -1},
        {"offer": "0"},
        {"offer": False},
    ],
)
def test_anything_else_that_a_browser_sends_moves_nothing(widgets: Widgets, asked: Any) -> None:
    slide(widgets, asked)
    assert STORE.current() == BlurState()


def test_a_late_slider_cannot_undo_an_example(widgets: Widgets) -> None:
    old = slide(widgets, {"slider": "side", "value": 5})
    assert slide(widgets, None) == old
    STORE.act(lambda state: replace(state, example="large").start())
    assert slide(widgets, None) != old
    widgets.report(old, Panel({"slider": "side", "value": 5}))
    widgets.report_when_gone(old)
    assert STORE.current() == BlurState(example="large", side=9)


def test_vertical_and_horizontal_are_set_apart_and_together(widgets: Widgets) -> None:
    def toggle(on: bool) -> None:
        pairs.toggle(STORE, "Apart", ["stride"])
        widgets.report(widgets.keys["Apart"], on)

    toggle(True)
    slide(widgets, {"slider": "stride_across", "value": 4})
    slide(widgets, {"slider": "stride", "value": 2})
    assert STORE.current() == BlurState(stride=(2, 4), separate=True)
    toggle(False)
    assert STORE.current() == BlurState(stride=(2, 2))


def test_an_act_that_is_interrupted_is_done_once(
    widgets: Widgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [Interruption(None), Interruption(None)]  # type: ignore[arg-type]

    class Interrupting(Session):
        """Breaks off where it is touched, as Streamlit does as long as there are requests."""

        def __getitem__(self, key: str) -> Any:
            if requests:
                raise requests.pop()
            return super().__getitem__(key)

    session = Interrupting(widgets.session)
    monkeypatch.setattr(streamlit, "session_state", session)
    with pytest.raises(Interruption):
        STORE.act(lambda state: replace(state, side=state.side + 1))
    monkeypatch.setattr(streamlit, "session_state", widgets.session)
    assert STORE.current().side == 4


def test_what_is_no_number_stays_as_a_draft_of_its_own_matrix(
    widgets: Widgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []

    def grid(texts: Any, weights: Any, problems: Any, key: str, on_asked: Any, *more: Any) -> None:
        shown.append((texts, weights, len(problems), more[-1]))
        widgets.show("grid", None, key, on_asked)

    monkeypatch.setattr(matrices, "kernel_grid", grid)

    def edit(asked: Any) -> Any:
        matrices.editor(
            STORE,
            "grid",
            lambda state: state.kernel,
            lambda state, texts: replace(state, kernel=texts),
            label="Kernel",
            most=1,
        )
        widgets.report(widgets.keys["grid"], Panel(asked))
        return shown[-1]

    assert edit({"number": 1, "of": 0, "texts": [["7"]]}) == ((("3",),), ((3.0,),), 0, 0)
    assert edit({"number": 2, "of": 0, "texts": [["?"]]}) == ((("7",),), ((7.0,),), 0, 1)
    assert edit({"number": 2, "of": 0, "texts": [["8"]]}) == ((("?",),), ((7.0,),), 1, 2)
    assert STORE.current().kernel == (("7",),)
    STORE.change(side=4)
    assert edit(None) == ((("?",),), ((7.0,),), 1, 2)
    STORE.change(kernel=matrix("7"))  # another matrix, with the same numbers
    assert edit(None) == ((("7",),), ((7.0,),), 0, 2)
    STORE.change(kernel=matrix("5"))
    late = {"number": 3, "of": 0, "texts": [["8"]]}  # what was typed into the one before
    assert edit(late) == ((("5",),), ((5.0,),), 0, 2)
    assert edit({"number": 4, "of": 2, "texts": [["6"]]}) == ((("5",),), ((5.0,),), 0, 3)
    assert STORE.current().kernel == (("6",),)
    STORE.change(kernel=matrix("4"))  # in the same run, and not drawn yet
    widgets.report(widgets.keys["grid"], Panel({"number": 5, "of": 2, "texts": [["9"]]}))
    assert STORE.current().kernel == (("4",),)


def test_the_browser_sees_to_its_address_at_each_arrival(
    widgets: Widgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(store.button, "copy_link", lambda *given: shown.append(given[2:]))
    sent = QueryParams()
    monkeypatch.setattr(QueryParams, "from_dict", dict.update, raising=False)
    monkeypatch.setattr(store.st, "query_params", sent)

    def run_blur() -> None:
        STORE.restore()
        STORE.copy_link()
        STORE.publish()

    def run(page: str = "blur") -> None:
        """Run the page again as its script does, or another one."""
        record.pages().shown = page
        if page == "blur":
            run_blur()

    run_blur()
    assert shown[-1] == ("blur", 1, "", [])
    STORE.change(side=4)
    run()
    assert sent == {"side": "4"}
    assert shown[-1] == ("blur", 1, None, [])  # it was published only then
    run("other")
    sent.clear()  # the menu leads back
    record.pages().shown = "other"
    run_blur()
    assert shown[-1] == ("blur", 2, "side=4", [])
    assert sent == {}
    STORE.change(grey=True)
    run()
    assert sent == {"side": "4", "grey": "yes"}
    run()
    assert shown[-1] == ("blur", 2, "side=4&grey=yes", [])
    monkeypatch.setattr(store, "went_back", lambda: True)
    sent.clear()
    run()
    assert shown[-1] == ("blur", 3, "", [])


def test_complaints_about_a_link_end_with_the_first_act_or_on_another_page(
    widgets: Widgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    sent = QueryParams(side="16")
    monkeypatch.setattr(store.st, "warning", shown.append)
    monkeypatch.setattr(QueryParams, "from_dict", dict.update, raising=False)
    monkeypatch.setattr(store.st, "query_params", sent)

    def run() -> int:
        """Run the page as its script does; how often it complains."""
        shown.clear()
        STORE.restore()
        STORE.show_complaints()
        STORE.publish()
        return len(shown)

    def run_fragment() -> None:
        STORE.publish()

    record.pages().records.clear()
    reruns: list[None] = []
    monkeypatch.setattr(store.st, "rerun", lambda: reruns.append(None))
    assert run() == run() == 1
    run_fragment()
    assert reruns == []
    STORE.change(grey=True)
    run_fragment()
    run_fragment()
    assert len(reruns) == 1  # a fragment cannot take away what stands outside of it
    assert run() == 0

    record.pages().records.clear()
    sent.clear()
    sent["side"] = "16"
    assert run() == 1
    record.pages().shown = "other"
    sent.clear()  # the menu leads back
    assert run() == 0
