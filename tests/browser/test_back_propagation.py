"""The page "Back-propagation" in a real browser: every gradient, read, hovered, by keys alone."""

import re
from dataclasses import replace
from random import Random
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from app.back_propagation import actions, network
from app.back_propagation.examples import EXAMPLES
from app.back_propagation.schema import BIASES, BackState, drawn_matrix
from app.state import link
from engine.explain import back_propagation, pooling_ties
from tests.browser.axe import violations
from tests.browser.back_propagation_page import READ_ALL, cell, number, said, terms, texts
from tests.browser.test_exports import saved, texts_in
from tests.browser.watch import (
    PATIENCE,
    assert_nothing_sent,
    cut_off,
    frames_from_now_on,
    wait_settled,
    wait_still,
)

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
NAMES = {"offset": "dense_bias"}


@pytest.fixture
def open_back(open_lesson):
    """Open the page with the parameters of a link, and wait until it stands."""

    def open_back(settings: dict | None = None, **options):
        return open_lesson("back-propagation", urlencode(settings or {}), **options)

    return open_back


def random_state(seed: int) -> BackState:
    """Numbers and settings of every kind that have an output."""
    random = Random(seed)
    state = BackState(example=random.choice(list(EXAMPLES))).start()
    state = actions.set_filters(
        actions.set_channels(state, random.randint(1, 2)), random.randint(1, 2)
    )
    state = actions.draw_anew(state)
    changed = replace(
        state,
        stride=random.randint(1, 3),
        padding=random.randint(0, 2),
        dilation=random.randint(1, 2),
        relu=random.random() < 0.5,
        pooling=random.choice(("none", "max", "average")),
        window=random.randint(1, 2),
        pool_stride=random.randint(1, 2),
        ties=random.choice(("first", "even", "every")),
        classes=random.choice((0, 0, 2, 3)),
        loss=random.choice(("sum", "squared", "cross_entropy")),
        label=random.randint(0, 1),
        biases=random.choice(BIASES),
    )
    try:
        network.build(changed)
    except ValueError:
        return random_state(seed + 1000)
    maps, rows, columns = changed.convolved_shape
    drawn = (drawn_matrix(f"{seed} {k}", rows, columns, -3, 3) for k in range(maps))
    return replace(changed, bias_maps=tuple(drawn))


STATES = [random_state(seed) for seed in range(100)]
FEW = 10
"""How many of them a regular test reads; `tests.benchmarks.gradients` reads all."""


def below_pooling(state: BackState) -> np.ndarray:
    return back_propagation.forward(replace(network.build(state), pooling="none", dense=None))[
        "relu" if state.relu else "y"
    ]


def test_the_settings_are_of_every_kind() -> None:
    assert {state.stride for state in STATES} == {1, 2, 3}
    assert {state.dilation for state in STATES} == {1, 2}
    assert any(state.padding for state in STATES)
    assert any(len(state.volume) == len(state.kernels) == 2 for state in STATES)
    assert {state.pooling for state in STATES} == {"none", "max", "average"}
    assert {state.biases for state in STATES[:FEW]} == set(BIASES)
    window = [((one.window,) * 2, (one.pool_stride,) * 2) for one in STATES]
    assert any(
        state.pooling == "max" and pooling_ties.tied(below_pooling(state), *sizes)
        for state, sizes in zip(STATES, window, strict=True)
    )


def as_shown(value: float) -> object:
    """What a cell that shows this value may say: three decimals, or one digit of a small number."""
    return pytest.approx(value, abs=5.1e-4) if abs(value) >= 5e-4 else pytest.approx(value, rel=0.5)


def test_every_gradient_is_the_engines_and_its_finite_difference(open_back) -> None:
    assert compare(open_back(), STATES[:FEW]) > 0


def compare(page, states: list[BackState]) -> int:
    """Hold what every cell says to the engine; return how many stand at a kink."""
    kinks = 0
    for state in states:
        page.goto(page.url.split("?")[0] + "?" + urlencode(link.write(state)))
        wait_settled(page)
        gradients = back_propagation.run(network.build(state)).gradients
        flat = {name: list(values.ravel()) for name, values in gradients.items()}
        read = page.evaluate(READ_ALL)
        assert len(read) == sum(len(values) for values in flat.values())
        for grid, row, column, text, written, difference, kink in read:
            name = grid[1:].rstrip("0123456789")
            value = flat[NAMES.get(name, name)].pop(0)
            assert number(text) == as_shown(value), (state, grid, row, column)
            assert number(written.replace("≈", "=").rsplit("=", 1)[1]) == as_shown(value)
            if not kink:
                found = number(difference.rsplit("≈", 1)[1])
                assert found == pytest.approx(value, rel=1e-4, abs=1e-4), (state, grid, row, column)
            kinks += bool(kink)
        assert not any(flat.values())
    return kinks


def test_the_first_view_shows_a_gradient_as_its_sum(open_back) -> None:
    page = open_back()
    assert terms(page) == "2·2 + 1·0 + (−7)·1 + 6·4 = 21"
    assert said(page, ".rule") == (
        "∂C/∂K[0, 0] = Σ ∂C/∂Y[y, x] · X[y, x]: one term for each of the 4 neurons that share it"
    )
    assert said(page, ".fd-text").endswith("/ 0.0002 ≈ 21")
    assert texts(page, "gy0") == ["2", "1", "−7", "6"]
    assert page.locator("[data-grid=vx0] .cell.tap").count() == 4
    assert page.locator("[data-grid=gy0] .cell.tap .note").all_text_contents() == [
        "×2", "×0", "×1", "×4",
    ]  # fmt: skip
    # 22.8495 exactly: half way, so the last bit decides.
    expect(page.locator(".descent h3")).to_have_text(
        re.compile(r"^One step of gradient descent, η = 0\.01: C = 45 before, 22\.8(5|49) after$")
    )
    assert texts(page, "akernels0")[:3] == ["0.79", "0.15", "−0.91"]


def test_pixels_biases_and_weights_light_up_without_the_server(open_back) -> None:
    page = open_back()
    frames = frames_from_now_on(page)
    page.locator(cell("vx0", 1, 1)).hover()
    assert terms(page) == "2·1 + 1·2 + (−7)·0 + 6·1 = 10"
    assert page.locator("[data-grid=vkernels0] .cell.tap").count() == 4
    assert page.locator("[data-grid=spread0] .cell.tap").count() == 9
    assert texts(page, "turned0") == ["1", "−1", "0", "0", "1", "2", "−1", "0", "1"]
    page.locator(cell("vbias0", 0, 0)).hover()
    assert terms(page) == "2 + 1 + (−7) + 6 = 2"
    page.locator(cell("vy0", 1, 1)).hover()
    assert terms(page).endswith("+ 1 = 18")
    page.locator(cell("vloss0", 0, 0)).hover()
    assert terms(page) == "½·((10 − 8)² + (4 − 3)² + (2 − 9)² + (18 − 12)²) = 45"
    page.locator(cell("akernels0", 0, 0)).hover()
    assert terms(page) == "1 − 0.01·21 = 0.79"
    page.locator(".stages").focus()
    for key in ("PageDown", "ArrowRight", "PageUp", "Home", "End"):
        page.keyboard.press(key)
    assert_nothing_sent(page, frames)


def test_a_bias_for_each_position_lights_up_one_term(open_back) -> None:
    page = open_back()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    menu = page.get_by_role("combobox", name="Bias B")
    menu.scroll_into_view_if_needed()
    wait_still(page)  # scrolling would close the menu
    menu.click()
    page.get_by_role("option", name="A bias for each position").click()
    expect(page.locator("[data-grid=gbias0] .value")).to_have_text(["2", "1", "−7", "6"])
    frames = frames_from_now_on(page)
    page.locator(cell("vbias0", 1, 0)).hover()
    assert terms(page) == "−7 = −7"
    assert said(page, ".rule") == (
        "∂C/∂B[1, 0] = ∂C/∂Y[1, 0]: only one neuron has it, so there is no sum"
    )
    assert said(page, ".fd-text").endswith("≈ −7")
    assert page.locator("[data-grid=gy0] .cell.tap").count() == 1
    page.locator(cell("abias0", 1, 0)).hover()
    assert terms(page) == "1 − 0.01·(−7) = 1.07"
    assert_nothing_sent(page, frames)
    editor = page.get_by_label("Bias of each position, filter 0")
    expect(editor.locator("input")).to_have_count(4)
    editor.locator("input").nth(2).fill("10")
    editor.locator("input").nth(2).press("Enter")
    expect(page.locator("[data-grid=vbias0] .value")).to_have_text(["1", "1", "10", "1"])
    expect(page.locator("[data-grid=gbias0] .value")).to_have_text(["2", "1", "2", "6"])


def test_at_stride_2_zeros_stand_between_the_gradients(open_back) -> None:
    page = open_back({"example": "stride"})
    spread = texts(page, "spread0")
    assert len(spread) == 49
    assert [spread[7 * i + j] for i in (2, 4) for j in (2, 4)] == texts(page, "gy0")
    assert {spread[7 * 3 + j] for j in range(7)} == {"0"}
    assert "zeros between" in page.locator(".workings").inner_text()


def test_ties_show_all_conventions_and_why_the_difference_is_another(open_back) -> None:
    page = open_back({"example": "ties"})
    page.locator(cell("gy0", 0, 0)).hover()
    assert said(page, ".tie") == (
        "Tie. First maximum (max_pool2d): 2; equal parts (amax): 1; "
        "each in full (mask x == max): 2."
    )
    assert said(page, ".kink").startswith("They differ because C has a kink here: the largest")
    tied = {name: texts(page, f"tie{name}") for name in ("first", "even", "every")}
    assert [tied[name][0] for name in tied] == ["2", "1", "2"]
    assert [tied[name][4] for name in tied] == ["0", "1", "2"]


def test_a_network_runs_backward_from_p_minus_y(open_back) -> None:
    page = open_back({"example": "network"})
    page.locator(cell("gscores0", 1, 0)).hover()
    assert terms(page) == "0.012 − 1 ≈ −0.988"
    page.locator(cell("gdense0", 1, 2)).hover()
    assert terms(page) == "−0.988·2 ≈ −1.975"
    page.locator(cell("gy0", 0, 1)).hover()
    assert said(page, ".rule") == "∂C/∂Y[0, 1] = ∂C/∂A · (1 if Y[0, 1] > 0, else 0)"
    assert terms(page) == "0·0 = 0"
    page.locator(cell("vshares0", 1, 0)).hover()
    assert terms(page) == "e^(−1.5) / (e^2.4 + e^(−1.5) + e^1.9) ≈ 0.012"


def test_everything_by_keyboard_alone(open_back) -> None:
    page = open_back()
    page.locator(".stages").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.grid") == "gkernels0":
            break
    assert "∂C/∂K[0, 0]" in said(page, ".what")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "∂C/∂K[1, 1]" in said(page, ".what")
    assert terms(page).endswith("= 19")
    spoken = page.locator(".gradient-chain .spoken")
    assert "finite difference 19" in spoken.inner_text()
    page.keyboard.press("Enter")
    assert "pinned" in said(page, ".what")
    page.keyboard.press("Escape")
    assert "pinned" not in said(page, ".what")


def test_arrows_lead_from_map_to_map(open_back) -> None:
    page = open_back({"example": "channels"})
    page.locator("[data-grid=gkernels0]").focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert "∂C/∂K[0, 1, 0, 0]" in said(page, ".what")
    assert page.evaluate("document.activeElement.dataset.grid") == "gkernels1"
    page.keyboard.press("ArrowLeft")
    assert "∂C/∂K[0, 0, 0, 1]" in said(page, ".what")


def test_predict_first_hides_the_number_and_its_difference(open_back) -> None:
    page = open_back({"step": "11", "predict": "yes"})
    assert terms(page) == "2·2 + 1·0 + (−7)·1 + 6·4 = ?"
    assert said(page, ".fd-text") == ""
    assert texts(page, "gkernels0")[0] == "?"
    page.get_by_label("Your answer").fill("21")
    page.keyboard.press("Enter")
    assert said(page, ".verdict").startswith("✓ Correct: 21.")
    assert said(page, ".fd-text").endswith("≈ 21")


def test_a_step_of_gradient_descent_can_be_taken(open_back) -> None:
    page = open_back()
    page.get_by_role("button", name="Take this step").click()
    expect(page.locator(".descent h3")).to_contain_text(re.compile(r"C = 22\.8(5|49) before"))
    assert texts(page, "vkernels0")[:3] == ["0.79", "0.15", "−0.91"]


def test_the_code_is_shown_and_what_has_no_room_is_said_in_a_sentence(open_back) -> None:
    page = open_back()
    page.get_by_text("Show me the code").click()
    page.get_by_text("import torch.nn.functional as F").wait_for()
    slider = page.get_by_role("slider", name="Dilation", exact=True)
    slider.press("End")
    page.locator(".problem:visible").first.wait_for()
    expect(page.locator(".gradient-chain")).to_be_hidden()
    slider.press("Home")
    expect(page.locator(".gradient-chain")).to_be_visible()
    assert texts(page, "gy0") == ["2", "1", "−7", "6"]


def test_the_1d_convolution_fills_both_jacobians_of_the_lectures(open_back) -> None:
    page = open_back({"view": "jacobians"})
    assert texts(page, "lettersoi") == ["W1", "W2", "W3", "0", "0", "W1", "W2", "W3"]
    assert texts(page, "lettersow") == ["I1", "I2", "I3", "I2", "I3", "I4"]
    equations = page.locator(".equations p").all_inner_texts()
    assert equations[0].startswith("O1 = I1·W1 + I2·W2 + I3·W3 = ")
    assert equations[1].startswith("O2 = I2·W1 + I3·W2 + I4·W3 = ")
    assert texts(page, "oi") == ["1", "−2", "0.5", "0", "0", "1", "−2", "0.5"]
    assert texts(page, "ow") == ["2", "−1", "3", "−1", "3", "4"]
    frames = frames_from_now_on(page)
    page.locator(".matrices").focus()
    page.keyboard.press("Home")
    for filled in range(1, 15):
        shown = [*texts(page, "oi"), *texts(page, "ow")]
        assert sum(text != "" for text in shown) == filled
        value = number(said(page, ".result").split()[-1])
        assert number(said(page, ".fd-text").rsplit("≈")[-1]) == pytest.approx(value, abs=1e-6)
        page.keyboard.press("PageDown")
    assert_nothing_sent(page, frames)


def test_the_formulas_of_the_lectures_stand_on_the_page(open_back) -> None:
    text = open_back().locator(".gradient-chain .definitions").inner_text()
    for formula in (
        "Y_i = B_i + Σ_j X_j ⋆ K_ij",
        "∂C/∂K_ij = X_j ⋆ ∂C/∂Y_i",
        "∂C/∂X_j = Σ_i ∂C/∂Y_i ⋆ rot180(K_ij)",
        "∂C/∂B_i = Σ_y Σ_x ∂C/∂Y_i[y, x]; one bias for each position: ∂C/∂B_i = ∂C/∂Y_i",
    ):
        assert formula in text


@pytest.mark.parametrize("view", ["chain", "jacobians"])
def test_figures_animation_and_a_page_of_its_own(open_back, browser, tmp_path, view) -> None:
    page = open_back({"view": view})
    part = ".gradient-chain" if view == "chain" else ".jacobians"
    drawn = texts_in(saved(page, "SVG", tmp_path))
    assert "∂C/∂K" in drawn if view == "chain" else "∂O/∂W" in drawn
    with Image.open(saved(page, "PNG", tmp_path)) as picture:
        assert picture.width > 1900
    count = int(page.locator(".scrub output").inner_text().split()[-1])
    with Image.open(saved(page, "Animated GIF", tmp_path)) as animation:
        assert animation.n_frames == count
    file = saved(page, "Web page", tmp_path)
    for colours in ("light", "dark"):
        context = browser.new_context(offline=True, color_scheme=colours)
        context.set_default_timeout(PATIENCE)
        alone = context.new_page()
        alone.goto(file.as_uri())
        alone.locator(f"{part}[data-painted]").wait_for()
        alone.keyboard.press("PageDown")
        assert (
            alone.locator(".scrub output").inner_text()
            != page.locator(".scrub output").inner_text()
        )
        assert violations(alone) == []
        context.close()


QUERIES = {
    "chain": {},
    "network": {"example": "network"},
    "ties": {"example": "ties"},
    "positions": {"example": "channels", "biases": "position"},
    "jacobians": {"view": "jacobians"},
}


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", QUERIES)
def test_axe_finds_nothing(open_back, colours: str, name: str) -> None:
    page = open_back(QUERIES[name], color_scheme=colours)
    assert violations(page) == []


@pytest.mark.parametrize("name", QUERIES)
def test_nothing_is_cut_off_on_a_phone(open_back, name: str) -> None:
    page = open_back(QUERIES[name], viewport=PHONE)
    part = ".jacobians" if name == "jacobians" else ".gradient-chain"
    assert violations(page) == []
    assert cut_off(page, part) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_forced_colours_still_tell_what_is_marked(open_back) -> None:
    page = open_back()
    page.emulate_media(forced_colors="active")
    fills = {
        name: page.locator(f"[data-grid=gy0] .cell{name} rect").first.evaluate(
            "rect => getComputedStyle(rect).fill"
        )
        for name in (".tap",)
    }
    plain = page.locator("[data-grid=vy0] .cell rect").first
    assert fills[".tap"] != plain.evaluate("rect => getComputedStyle(rect).fill")
    current = page.locator("[data-grid=gkernels0] .cell.current rect").first
    assert current.evaluate("rect => getComputedStyle(rect).strokeWidth") == "3px"


@pytest.mark.parametrize("example", ["conv", "ties"])
def test_predict_first_tells_no_number_that_is_still_asked_for(open_back, example: str) -> None:
    page = open_back({"example": example, "predict": "yes", "step": 1})
    descent = page.locator(".descent h3")
    beside = page.locator(".gradient-chain :is(.workings, .ties):not(:empty)")
    assert beside.evaluate_all("all => all.map((one) => one.checkVisibility())") == (
        [False] * (1 if example == "conv" else 2)
    )
    expect(descent).to_contain_text("C = ? before, ? after")
    page.locator(cell("gx0", 1, 1)).hover()  # its terms are answers of steps before it
    assert terms(page) == "= ?"
    assert said(page, ".tie") == ""
    count = page.locator(".scrub input").get_attribute("max")
    page = open_back({"example": example, "predict": "yes", "step": count, "shown": count})
    for one in page.locator(".gradient-chain :is(.workings, .ties):not(:empty)").all():
        expect(one).to_be_visible()
    expect(page.locator(".descent h3")).not_to_contain_text("?")


def test_another_example_begins_where_its_link_begins(open_back) -> None:
    page = open_back()
    page.get_by_role("combobox", name="Example").click()
    page.get_by_role("option", name="Stride 2").click()
    page.wait_for_url("**example=stride**")
    expect(page.locator(".scrub output")).to_have_text("11 of 54")
    assert "step=" not in page.url


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_phones_board_shows_a_sum_or_that_there_is_more_below(open_back, example: str) -> None:
    page = open_back({"example": example}, viewport=PHONE)
    board = page.locator(".gradient-chain .board")
    hidden = board.evaluate("(one) => one.scrollHeight - one.clientHeight")
    shadow = board.evaluate("(one) => getComputedStyle(one).backgroundAttachment")
    assert hidden <= 0 or (example == "average" and shadow == "local, scroll, scroll")
    assert page.locator(".gradient-chain .note").count() == 0 or not (
        page.locator(".gradient-chain .note").first.is_visible()
    )
