"""The page "Build a network" in a real browser: its numbers, its table handled by keys."""

import pytest
from playwright.sync_api import expect

from tests.browser import training_page
from tests.browser.axe import violations
from tests.browser.watch import wait_settled

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
LONG = "conv_5_1_0_6~relu~max_2_2_0~conv_15_1_0_16~relu~flatten~fc_10~softmax"


class Builder:
    """The page, and what stands in its table."""

    def __init__(self, page) -> None:
        self.page = page
        self.frame = wait_settled(page)

    def follow(self) -> None:
        """Wait until another network is shown."""
        self.frame = wait_settled(self.page, self.frame)

    def column(self, name: str) -> list[str]:
        """The results of every layer, without how they come about."""
        cells = self.page.locator(f".network-table tbody [data-name='{name}']")
        return cells.evaluate_all("(cells) => cells.map((cell) => cell.firstChild.textContent)")

    def volumes(self) -> list[str]:
        return self.page.locator(".network-table .volumes b").all_inner_texts()

    def sum(self) -> str:
        return self.page.locator(".network-table .sum").inner_text()

    def focused(self) -> str:
        return self.page.evaluate("() => document.activeElement.getAttribute('aria-label')")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).press("Enter")
        self.follow()


@pytest.fixture
def open_builder(open_lesson):
    def open_builder(query: str = "", **options) -> Builder:
        return Builder(open_lesson("builder", query, **options))

    return open_builder


def test_the_menu_says_whose_network_is_shown_and_leads_back_to_it(open_builder) -> None:
    builder = open_builder()
    menu = builder.page.get_by_role("combobox", name="Start from")
    sizes = builder.page.get_by_role("radiogroup", name="Filter size F")
    expect(menu).to_have_value("LeNet on CIFAR-10")
    sizes.get_by_role("radio", name="3", exact=True).click()
    expect(menu).to_have_value("Your own network")
    menu.click()
    builder.page.get_by_role("option", name="LeNet on CIFAR-10").click()
    expect(sizes.get_by_role("radio", name="5", exact=True)).to_be_checked()
    expect(menu).to_have_value("LeNet on CIFAR-10")


def test_the_sliders_stand_above_the_table_on_a_phone_and_beside_it_elsewhere(open_builder) -> None:
    def boxes(**options) -> list[dict]:
        page = open_builder(**options).page
        return [page.locator(part).bounding_box() for part in (".slider-panel", ".network-table")]

    sliders, table = boxes(viewport=PHONE)
    assert sliders["y"] + sliders["height"] <= table["y"]
    sliders, table = boxes()
    assert table["x"] + table["width"] <= sliders["x"]
    assert abs(sliders["y"] - table["y"]) < 60


def test_lenet_as_the_lectures_count_it_and_the_pattern_by_its_sliders(open_builder) -> None:
    builder = open_builder()
    page = builder.page
    assert [text for text in builder.column("Parameters") if text != "0"] == [
        *("456", "2,416", "48,120", "10,164", "850"),
    ]
    assert builder.volumes() == [
        *("32×32×3", "28×28×6", "14×14×6", "10×10×16", "5×5×16"),
        *("1×1×120", "1×1×84", "1×1×10"),
    ]
    assert builder.sum().startswith("62,006 parameters (248.0 kB), 651,720 multiply-adds")
    assert page.locator(".network-table .how").first.inner_text() == "(32 − 5)/1 + 1"
    page.get_by_role("slider", name="M: blocks", exact=True).press("ArrowRight")
    builder.follow()
    problem = page.locator(".network-table .problem")
    assert "kernel 2×2 is larger than the padded input 1×1" in problem.inner_text()
    expect(page.get_by_role("slider", name="Filters in block 3", exact=True)).to_have_value("32")
    page.get_by_role("radio", name="Same").click()
    builder.follow()
    assert problem.count() == 0
    assert builder.volumes()[-4] == "4×4×32"
    page.wait_for_url("**filters=6_16_32&padding=same**")


def test_layers_are_edited_by_keys_and_the_focus_stays_with_them(open_builder) -> None:
    builder = open_builder()
    page = builder.page
    page.get_by_role("radio", name="Layer by layer").click()
    builder.follow()
    assert builder.sum().startswith("62,006 parameters")
    page.get_by_label("Layer 1: K", exact=True).fill("12")
    page.get_by_label("Layer 1: K", exact=True).press("Tab")
    builder.follow()
    assert builder.column("Output")[0] == "28×28×12"
    assert builder.focused() == "Layer 1: D"
    page.get_by_label("Layer 2: kind", exact=True).select_option("tanh")
    builder.follow()
    page.get_by_label("Layer 3: kind", exact=True).focus()
    page.get_by_label("Layer 3: kind", exact=True).select_option("AVERAGE POOL")
    builder.follow()
    assert builder.focused() == "Layer 3: kind"
    builder.press("Move layer 3 up")
    assert builder.focused() == "Move layer 2 up"
    assert builder.column("Output")[:3] == ["28×28×12", "14×14×12", "14×14×12"]
    builder.press("Add a layer after layer 1")
    assert builder.column("Output")[:3] == ["28×28×12", "28×28×12", "14×14×12"]
    builder.press("Remove layer 2")
    assert builder.focused() == "Remove layer 2"
    assert len(builder.column("Output")) == 13
    number = page.get_by_label("Layer 1: F", exact=True)
    number.fill("99")
    number.press("Enter")
    builder.follow()
    page.get_by_text("F of CONV must be from 1 to 15.").wait_for()
    expect(number).to_have_value("5")
    page.wait_for_url("**layers=conv_5_1_0_12~average_2_2_0~tanh**")
    other = open_builder(page.url.split("?")[1])
    assert other.volumes() == builder.volumes()


def test_a_layer_that_does_not_fit_is_reported_beside_it_and_the_program_is_taken_along(
    open_builder,
) -> None:
    builder = open_builder(f"show=layers&layers={LONG}")
    page = builder.page
    lines = page.locator(".network-table tbody tr").all()
    assert "kernel 15×15 is larger than the padded input 14×14" in lines[4].inner_text()
    assert builder.sum().startswith("Layer 4 does not fit. Up to there: 456 parameters")
    page.get_by_text("The network in PyTorch").click()
    page.get_by_text("The program appears when every layer fits.").wait_for()
    page.get_by_label("Layer 4: F", exact=True).fill("5")
    page.get_by_label("Layer 4: F", exact=True).press("Enter")
    builder.follow()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download network.py").click()
    assert "nn.Conv2d(6, 16, 5),  # 10×10×16" in download.value.path().read_text(encoding="utf-8")


def expect_own_network(page) -> None:
    """Wait until the network that was built is chosen and trained."""
    page.locator(".training-view[data-step='0']").wait_for()
    model = page.get_by_role("combobox", name="2 Model")
    # While the page is drawn anew, the menu of before may stand beside the new one for a moment.
    model.and_(page.locator("[value='Your own network']")).wait_for()
    expect(model).to_have_count(1)
    filters = page.locator(".training-view .filters figcaption")
    expect(filters).to_contain_text("First layer: 6 filters of 5×5×3")


def test_a_network_is_taken_to_the_training_page_and_is_in_its_link(
    open_builder, open_lesson
) -> None:
    page = open_builder().page
    page.get_by_role("button", name="Train it").click()
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Digits, 8×8").click()
    page.get_by_text("kernel 5×5 is larger than the padded input").wait_for()
    expect(page.get_by_role("button", name="Go to Training")).to_be_disabled()
    assert violations(page) == []
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="Shapes, 32×32").click()
    page.get_by_text("For 32×32×3 and 5 classes it has 61,581 parameters.").wait_for()
    page.get_by_role("button", name="Go to Training").click()
    page.wait_for_url("**/training?data=shapes&network=built&layers=conv_5**")
    expect_own_network(page)
    page.reload()
    expect_own_network(page)
    assert violations(page) == []
    page.get_by_role("combobox", name="2 Model").click()
    page.get_by_role("option", name="Small CNN").click()
    page.get_by_text("First layer: 16 filters of 3×3×3").wait_for()
    page.go_back()
    expect_own_network(page)
    elsewhere = open_lesson("training", page.url.partition("?")[2])
    expect_own_network(elsewhere)


def test_back_leads_from_the_training_to_the_builder(open_builder) -> None:
    page = open_builder("width=8&depth=1&filters=16&kernel=3&padding=same&neurons=").page
    page.get_by_role("button", name="Train it").click()
    page.get_by_role("button", name="Go to Training").click()
    page.wait_for_url("**/training?network=built&layers=**")  # the digits, a link need not say it
    page.locator(".training-view[data-step='0']").wait_for()
    page.go_back()
    page.wait_for_url("**/builder?**")
    expect(page.get_by_role("button", name="Train it")).to_be_visible()


def test_a_network_that_branches_is_taken_to_the_training_page_and_learns(open_builder) -> None:
    page = open_builder("show=residual&width=8&depth=1&outputs=10&repeats=1&base=8").page
    page.get_by_role("button", name="Train it").click()
    page.get_by_text("For 8×8×1 and 10 classes it has").wait_for()
    page.get_by_role("button", name="Go to Training").click()
    page.wait_for_url("**/training?network=built&layers=residual_1_8_relu**")
    page.get_by_text("Feature maps after block1a.conv1, 8×8").wait_for()
    page.get_by_text("This network branches:").wait_for()
    before = training_page.held_out(page)
    training_page.press(page, "One epoch")
    page.locator(f"{training_page.WAITING}:not([data-step='0'])").wait_for()
    assert training_page.held_out(page) > before


def test_branches_are_drawn_side_by_side_and_change_with_their_settings(open_builder) -> None:
    builder = open_builder("show=residual&outputs=10&repeats=1")
    page = builder.page
    menu = page.get_by_role("combobox", name="Start from")
    expect(menu).to_have_value("Your own network")
    parts = page.locator(".network-table .branches svg")
    assert parts.count() == 3
    assert parts.first.get_attribute("aria-label") == (
        "CONV 3×3 32×32×16, then CONV 3×3 32×32×16; what comes in also goes to ADD 32×32×16;"
        " out comes ADD 32×32×16."
    )
    assert (
        parts.nth(1).get_attribute("aria-label").startswith("2 branches: CONV 3×3 16×16×32, then")
    )
    blocks = page.get_by_role("slider", name="Blocks per stage", exact=True)
    blocks.press("ArrowRight")
    builder.follow()
    blocks.press("ArrowRight")
    builder.follow()
    expect(menu).to_have_value("ResNet-20 on CIFAR-10")
    assert parts.count() == 9
    assert builder.sum().startswith("272,474 parameters")
    row = page.locator(".network-table tbody tr", has_text="block2a.add reads")
    assert "block2a.add reads block2a.norm2, block2a.projection_norm" in row.inner_text()
    page.set_viewport_size(PHONE)
    menu.click()
    page.get_by_role("option", name="U-Net, small").click()
    builder.follow()
    drawing = page.locator(".network-table .volumes")
    drawing.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(list) => list.scrollLeft > 0", arg=drawing.element_handle())
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


VIEWS = ("", f"show=layers&layers={LONG}", "show=googlenet&width=224")


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_phone(open_builder, view: str) -> None:
    for colours in ("light", "dark"):
        builder = open_builder(view, color_scheme=colours)
        assert violations(builder.page) == []
    page = builder.page
    page.set_viewport_size(PHONE)
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-testid='stMain'] *")]
          .every((element) => element.getBoundingClientRect().right <= innerWidth + 1)"""
    )
    assert violations(page) == []
