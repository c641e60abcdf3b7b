"""The page "Look inside" in the browser: from all maps to one cell and back, for everyone."""

import re
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.formulas import value_text
from tests.app.look_inside.networks import shipped
from tests.browser.axe import violations_on_screens
from tests.browser.test_exports import saved
from tests.browser.walks.controls import settle
from tests.browser.watch import assert_nothing_sent, frames_from_now_on

pytestmark = pytest.mark.browser

DIGITS = "network=lenet_digits"
IMAGE = "{http://www.w3.org/2000/svg}image"
WEIGHTS = "weights"
"""Where the weights of networks lie."""


@pytest.fixture
def open_inside(open_lesson):
    def open_inside(query: str = "", **options):
        return open_lesson("look-inside", f"{DIGITS}&{query}", wait=settle, **options)

    return open_inside


def test_a_map_is_opened_to_its_arithmetic_and_closed_without_the_server(open_inside) -> None:
    page = open_inside()
    frames = frames_from_now_on(page)
    scene = shipped("lenet_digits")
    page.locator(".network-maps canvas").nth(4).click(position={"x": 10, "y": 10})
    what = page.locator(".network-maps .what")
    expect(what).to_contain_text("conv2, map 0, cell [")
    place = re.search(r"\[(\d+), (\d+)\]", what.inner_text())
    row, column = int(place[1]), int(place[2])
    view = page.locator(".network-maps .large")
    view.focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    rows, columns = scene.outputs[4].shape[1:]
    row, column = min(row + 1, rows - 1), min(column + 1, columns - 1)
    value = float(scene.outputs[4][0, row, column])
    expect(what).to_have_text(f"conv2, map 0, cell [{row}, {column}] = {value_text(value)}")
    expect(page.locator(".network-maps tbody tr:visible")).to_have_count(8)
    page.keyboard.press("PageDown")
    expect(what).to_contain_text(f"conv2, map 1, cell [{row}, {column}]")
    page.keyboard.press("Escape")
    expect(page.locator(".network-maps .overview")).to_be_visible()
    expect(page.locator(".network-maps .readout")).to_contain_text("conv2, map 1")
    assert_nothing_sent(page, frames)


def choose_network(page, title: str) -> None:
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name=title).click()


def open_first_map(page) -> None:
    page.locator(".network-maps .columns canvas").nth(1).click(position={"x": 10, "y": 10})


def test_weights_that_fail_or_come_late_are_missed_and_never_taken_for_others(
    open_inside, faults
) -> None:
    faults.allow(WEIGHTS)
    page, held = open_inside(), []
    notice = page.locator(".network-maps .weights")
    page.route(f"**/{WEIGHTS}/*", lambda route: route.abort())
    choose_network(page, "LeNet on CIFAR-10")
    expect(notice).to_contain_text("The weights of this network could not be loaded")
    open_first_map(page)
    expect(page.locator(".network-maps .what")).to_contain_text("conv1, map 0, cell [")
    expect(page.locator(".network-maps .board .channel")).to_be_hidden()
    page.unroute(f"**/{WEIGHTS}/*")
    expect(notice).to_be_hidden()
    assert_cell_is_computed(page, "lenet_cifar10")
    page.keyboard.press("Escape")

    page.route(f"**/{WEIGHTS}/*", lambda route: held.append(route), times=1)
    choose_network(page, "Residual network on CIFAR-10")
    expect(page.locator(".network-maps .columns")).to_contain_text("block1a")
    choose_network(page, "LeNet on CIFAR-10")
    settle(page)
    held[0].continue_()
    settle(page)
    open_first_map(page)
    assert_cell_is_computed(page, "lenet_cifar10")


def test_each_of_two_networks_computes_with_its_own_weights(open_lesson) -> None:
    query = "network=lenet_cifar10&beside=network_residual_cifar10&opened=layer_1_2_3_4"
    page = open_lesson("look-inside", query, wait=settle)
    for number, name in enumerate(("lenet_cifar10", "residual_cifar10")):
        assert_cell_is_computed(page, name, number)


def assert_cell_is_computed(page, name: str, number: int = 0) -> None:
    """Check that the sum of a cell of the first layer, made in the browser, is the engine's."""
    view = page.locator(".network-maps").nth(number)
    expect(view.locator(".board .line")).to_contain_text("≈")
    place = re.search(r"map (\d+), cell \[(\d+), (\d+)\]", view.locator(".what").inner_text())
    map_, row, column = map(int, place.groups())
    made = view.locator(".board .line").inner_text().split("≈")[1].replace("−", "-")
    value = float(shipped(name).outputs[1][map_, row, column])
    assert float(made) == pytest.approx(value, rel=1e-3)


def test_saved_figures_have_the_maps_as_they_are_seen(open_inside, tmp_path) -> None:
    page = open_inside(color_scheme="dark")
    view = page.locator(".network-maps")
    assert images_in(saved(view, "SVG", tmp_path)) >= maps_in(view)
    with Image.open(saved(view, "PNG", tmp_path)) as figure:
        shown = figure.convert("RGB")
        assert shown.getpixel((0, 0)) == (255, 255, 255)
        assert len(shown.getcolors(shown.width * shown.height)) > 200
    open_first_map(page)
    expect(view.locator(".board .grids")).to_be_visible()
    assert images_in(saved(view, "SVG", tmp_path)) >= maps_in(view)


def images_in(figure) -> set[str]:
    return {image.get("href") for image in ElementTree.parse(figure).iter(IMAGE)}


def maps_in(view) -> set[str]:
    """What stands on the canvases that are seen."""
    canvases = view.locator("canvas:visible")
    found = set(canvases.evaluate_all("all => all.map((one) => one.toDataURL())"))
    assert len(found) > 4
    return found


def test_a_high_temperature_makes_the_classes_more_alike(open_inside) -> None:
    page = open_inside("opened=layer_13_4")
    shares = page.locator(".network-maps .softmax .share")
    before = max(float(text.rstrip("%")) for text in shares.all_inner_texts())
    page.get_by_role("slider", name="Temperature").fill("5")
    expect(page.locator(".network-maps output")).to_have_text("T = 5")
    assert max(float(text.rstrip("%")) for text in shares.all_inner_texts()) < before


def test_the_lesson_shows_three_layers_of_a_picture_and_of_the_shifted_one(open_inside) -> None:
    page = open_inside()
    page.get_by_role("radio", name="Early vs deep layers").click()
    settle(page)
    views = page.locator(".network-maps")
    titles = views.locator("figcaption:visible")
    expect(titles).to_have_text(2 * ["Early: relu1", "Middle: relu2", "Deep: pool2"])
    similarity = views.first.locator(".facts:visible dd:last-child").first
    before = float(similarity.inner_text())
    page.get_by_role("slider", name="Shift right").focus()
    page.keyboard.press("End")
    expect(page.locator("p", has_text="shifted by 8 pixels")).to_be_visible()
    settle(page)
    assert float(similarity.inner_text()) < before
    views.first.locator(".strip").focus()
    page.keyboard.press("End")
    for view in views.all():
        expect(view.locator(".readout")).to_contain_text("pool2, map 0, cell [")
    page.keyboard.press("Enter")
    expect(views.first.locator(".title")).to_have_text("pool2, map 0")
    page.keyboard.press("Escape")
    expect(titles).to_have_count(6)


@pytest.mark.parametrize("query", ["", "opened=layer_4_3_2_2", "opened=layer_13_4", "view=depth"])
def test_the_page_is_for_everyone(open_inside, query: str) -> None:
    assert violations_on_screens(open_inside, query) == []
