"""The Kernel lab in a real browser: what a learner sees is what the engine computes."""

import base64
import io
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import expect

from app.colour_scales import TABLES
from engine import filter_image, filters, geometry, max_pool2d, relu
from engine.explain.kernel_learning import learn
from engine.images import gallery, pictures
from engine.images.reduction import to_indices
from engine.images.summary import summarise
from tests.browser.kernel_lab_page import PADDING, KernelLab, address
from tests.browser.watch import watch

pytestmark = pytest.mark.browser


def painted(picture: NDArray[np.uint8], kernel: object, **options: object) -> dict[str, NDArray]:
    """The pixels of every stage, for a kernel that makes signed values; 2×2 max pooling."""
    response = filter_image(picture, kernel, **options)
    activated = relu(response)
    pooled, _ = max_pool2d(activated[None, None], 2)
    limit = summarise(response).limit(0.995)
    return {
        "picture": TABLES["picture"][picture],
        "convolution": TABLES["signed"][to_indices(response, -limit, limit)],
        "activation": TABLES["magnitude"][to_indices(activated, 0, limit)],
        "pooling": TABLES["magnitude"][to_indices(pooled[0, 0], 0, limit)],
    }


def check_pixels(lab: KernelLab, expected: dict[str, NDArray]) -> None:
    """Every canvas holds exactly these pixels, and its text says how many."""
    assert lab.sizes() == {stage: pixels.shape[:2] for stage, pixels in expected.items()}
    for stage, pixels in expected.items():
        np.testing.assert_array_equal(lab.canvas(stage), pixels, err_msg=stage)


def grey(name: str) -> NDArray[np.uint8]:
    return pictures.to_grey(gallery.load(name).pixels)


def photograph(width: int, height: int) -> bytes:
    """A JPEG: a part of the gallery's cup of coffee."""
    file = io.BytesIO()
    pixels = gallery.load("coffee").pixels[:height, :width]
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


def new_tab(lab: KernelLab, home: str, faults) -> KernelLab:
    """A second tab of the same browser."""
    page = lab.page.context.new_page()
    watch(page, home, faults)
    page.goto(home)
    return KernelLab(page)


def test_the_first_visit_shows_the_filtered_picture_to_the_last_pixel(open_page) -> None:
    lab = KernelLab(open_page())
    check_pixels(lab, painted(grey("astronaut"), filters.get("sobel_x")))
    assert lab.formulas() == ["(W − F + 2P)/S + 1 = (512 − 3 + 2·1)/1 + 1 = 512"]
    expect(lab.complaints).to_have_count(0)
    assert lab.settings() == ""


def test_a_lesson_is_set_up_and_its_link_opened_elsewhere(open_page, server) -> None:
    lab = KernelLab(open_page())
    asked = []
    lab.page.on("request", lambda request: asked.append(request.url))
    lab.page.on("websocket", lambda socket: asked.append(socket.url))
    lab.choose("Picture", "Cup of coffee")
    lab.choose("Filter", "Scharr x")
    lab.write_cell(1, 1, "1/4")
    lab.follow()
    expect(lab.menu("Filter")).to_have_value("Your own")
    lab.slide("Stride", 2)
    lab.pick("Padding", "Number")
    lab.slide(PADDING, 1)

    kernel = filters.get("scharr_x")
    kernel[1, 1] = 0.25
    picture = grey("coffee")
    check_pixels(lab, painted(picture, kernel, stride=3, padding=2))
    rows, columns = (geometry.output_size(side, 3, 3, 2) for side in picture.shape)
    assert lab.sizes()["convolution"] == (rows, columns)
    assert lab.formulas() == [
        f"rows: ({picture.shape[0]} − 3 + 2·2)/3 + 1 ≈ 134.67 → {rows}",
        f"columns: ({picture.shape[1]} − 3 + 2·2)/3 + 1 ≈ 201.33 → {columns}",
    ]

    link = lab.link()
    assert link == lab.page.url
    other = KernelLab(open_page(f"{urlsplit(link).path}?{urlsplit(link).query}"))
    assert other.frame == lab.frame
    expect(other.menu("Picture")).to_have_value("Cup of coffee")
    expect(other.menu("Filter")).to_have_value("Your own")
    assert other.page.get_by_label("row 1, column 1").input_value() == "1/4"
    assert other.settings() == lab.settings()

    before = lab.frame
    lab.page.reload()
    lab.at_rest()
    assert lab.frame == before
    assert asked
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        urlsplit(server.url).netloc
    }


def test_a_photograph_of_ones_own(open_page) -> None:
    lab = KernelLab(open_page())
    content = photograph(250, 190)
    lab.own_picture()
    lab.upload("cup.jpg", content, "image/jpeg")
    lab.follow()
    lab.close_own_picture()
    own = pictures.to_grey(pictures.decode(content).pixels)
    check_pixels(lab, painted(own, filters.get("sobel_x")))
    expect(lab.menu("Picture")).to_have_value("Your picture")
    assert lab.settings() == ""
    assert lab.link() == lab.page.url
    lab.page.get_by_text("The link does not include your own picture.").wait_for()

    lab.choose("Picture", "Cat")
    lab.choose("Picture", "Your picture")
    check_pixels(lab, painted(own, filters.get("sobel_x")))
    lab.page.reload()
    lab.follow()
    check_pixels(lab, painted(grey("astronaut"), filters.get("sobel_x")))


def test_back_and_forward_go_through_the_settings(open_page) -> None:
    lab = KernelLab(open_page())
    first = lab.frame
    lab.slide("Stride", 1)
    second = lab.frame
    lab.choose("Filter", "Sharpen")
    third = lab.frame
    for go, frame, filter_, stride in (
        (lab.page.go_back, second, "Sobel x (vertical edges)", 2),
        (lab.page.go_back, first, "Sobel x (vertical edges)", 1),
        (lab.page.go_forward, second, "Sobel x (vertical edges)", 2),
        (lab.page.go_forward, third, "Sharpen", 2),
    ):
        go()
        lab.follow()
        assert lab.frame == frame
        expect(lab.menu("Filter")).to_have_value(filter_)
        assert lab.slider("Stride") == stride


def test_two_tabs_do_not_disturb_one_another(open_page, server, faults) -> None:
    one = KernelLab(open_page())
    two = new_tab(one, server.url, faults)
    one.page.bring_to_front()  # a tab in the background paints only now and then
    one.slide("Stride", 3)
    two.page.bring_to_front()
    two.choose("Picture", "Brick")
    two.own_picture()
    two.upload("cup.jpg", photograph(90, 70), "image/jpeg")
    two.follow()
    one.page.bring_to_front()
    one.slide("Dilation", 1)
    check_pixels(one, painted(grey("astronaut"), filters.get("sobel_x"), stride=4, dilation=2))
    assert one.settings() == "stride=4&dilation=2"
    assert two.sizes()["convolution"] == (70, 90)
    assert two.settings() == ""


def test_nothing_is_lost_when_one_act_follows_another_at_once(open_page) -> None:
    """Each act brings the browser's address, which is older than what the last one published."""
    lab = KernelLab(open_page())
    lab.page.locator("input[type=range][aria-label='Stride']").focus()
    lab.press("ArrowRight", "ArrowRight")
    lab.page.get_by_role("button", name="Rotate 90°").evaluate("button => button.click()")
    lab.page.wait_for_url("**/?kernel=*&stride=3")
    lab.at_rest()
    kernel = filters.rotate(filters.get("sobel_x"))
    check_pixels(lab, painted(grey("astronaut"), kernel, stride=3))
    assert lab.slider("Stride") == 3
    expect(lab.menu("Filter")).to_have_value("Your own")


def test_one_click_makes_it_fit_and_every_control_shows_it(open_page) -> None:
    lab = KernelLab(open_page(address({"padding": "valid", "stride": "3"})))
    assert lab.sizes()["convolution"] == (170, 170)
    lab.page.get_by_text("2 rows at the bottom and 2 columns at the right are left over").wait_for()
    assert lab.hatched() == (True, True)
    lab.page.get_by_role("button", name="S = 1, P = 0", exact=True).click()
    lab.follow()
    assert lab.sizes()["convolution"] == (510, 510)
    assert lab.slider("Stride") == 1
    assert lab.picked("Padding") == "Number"
    assert lab.slider(PADDING) == 0
    assert lab.hatched() == (False, False)


def test_what_is_left_over_of_the_padding_is_not_taken_from_the_picture(open_page) -> None:
    lab = KernelLab(open_page(address({"stride": "1_2", "padding": "1_0"})))
    assert lab.hatched() == (False, True)
    lab.page.get_by_text("1 column at the right is left over").wait_for()
    lab.page.goto(lab.page.url.replace("1_0", "1_2"))
    lab.follow()
    lab.page.get_by_text("1 column at the right is left over").wait_for()
    assert lab.hatched() == (False, False)


def test_padding_and_both_axes_start_from_what_is_shown(open_page) -> None:
    lab = KernelLab(open_page())
    lab.pick("Padding", "Number")
    assert lab.settings() == "padding=1"
    assert lab.slider(PADDING) == 1
    lab.slide("Stride", 1)
    shown = {stage: lab.canvas(stage) for stage in lab.sizes()}
    lab.page.get_by_role("switch", name="Separate vertical/horizontal").press("Space")
    lab.page.locator("input[type=range][aria-label='Stride, horizontal']").wait_for()
    lab.follow()  # the frame tells the link, which says so too
    assert lab.settings() == "stride=2&padding=1&separate=yes"
    check_pixels(lab, shown)
    assert lab.slider("Stride, vertical") == lab.slider("Stride, horizontal") == 2
    lab.slide("Stride, horizontal", 2)
    assert lab.sizes()["convolution"] == (256, 128)
    assert len(lab.formulas()) == 2


def test_cells_are_not_lost_however_fast_they_are_written(open_page) -> None:
    for pause in (0, 60):  # milliseconds, both shorter than the server takes
        lab = KernelLab(open_page())
        lab.page.get_by_label("row 0, column 0").focus()
        for text in "5678":
            lab.press(text)
            lab.page.keyboard.press("Tab", delay=pause)
        lab.page.wait_for_url("**/?kernel=5_6_7~8_0_2~-1_0_1")
        assert lab.cells() == ["5", "6", "7", "8", "0", "2", "-1", "0", "1"]


@pytest.mark.parametrize("held", [0, 60])
def test_a_cell_is_not_lost_when_another_control_is_clicked(open_page, held: int) -> None:
    """The click first takes the focus from the cell, which reports; then the control does."""
    lab = KernelLab(open_page())
    lab.page.get_by_label("row 0, column 0").click()
    lab.press("7")
    lab.page.get_by_role("radio", name="Average").click(delay=held)
    lab.page.wait_for_url("**/?kernel=7_*&pooling=average")
    expect(lab.menu("Filter")).to_have_value("Your own")
    expect(lab.page.get_by_label("row 0, column 0")).to_have_value("7")
    lab.page.get_by_role("button", name="Rotate 90°").dblclick()
    lab.page.wait_for_url("**/?kernel=1_0_-1~2_0_-2~1_0_7&pooling=average")
    expect(lab.page.get_by_label("row 2, column 2")).to_have_value("7")


TWO_CLICKS = """
async ([first, second, pause]) => {
  first.click();
  await new Promise((resolve) => setTimeout(resolve, pause));
  second.click();
}
"""


def test_acts_that_interrupt_one_another_leave_a_whole_page(open_page, server) -> None:
    """Rotate runs the whole page, a choice of pooling a part of it, which breaks the former off."""
    lab = KernelLab(open_page())
    rotate = lab.page.get_by_role("button", name="Rotate 90°").element_handle()
    kernel = filters.get("sobel_x")
    for i, pause in enumerate((2, 5, 10, 15, 20, 40)):  # milliseconds
        name = ("Average", "Max")[i % 2]
        choice = lab.page.get_by_role("radio", name=name)
        lab.page.evaluate(TWO_CLICKS, [rotate, choice.element_handle(), pause])
        kernel = filters.rotate(kernel)
        rows = [[str(int(weight)) for weight in row] for row in kernel]
        settings = "kernel=" + "~".join("_".join(row) for row in rows)
        lab.page.wait_for_url(f"**/?{settings}{'&pooling=average' if name == 'Average' else ''}")
        expect(lab.menu("Filter")).to_have_value("Your own")
        expect(choice).to_be_checked()
        lab.page.get_by_role("heading", name=f"{name} pooling").wait_for()
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                cell = lab.page.get_by_label(f"row {row}, column {column}")
                expect(cell).to_have_value(text)
        assert "Traceback" not in server.log(), server.log()


def test_a_kernel_is_learned_step_by_step(open_page) -> None:
    lab = KernelLab(open_page())
    lab.page.get_by_text("Why hand-design the filter?").click()
    shown = lab.page.locator(".learned-kernel")
    lab.page.locator(".learned-kernel[data-painted]").wait_for()
    found = learn(grey("astronaut"), filters.get("sobel_x"))

    def check(place: int) -> None:
        weights = shown.locator(".kernel").get_attribute("aria-label").split(": ")[1]
        rows = [row.split(" ") for row in weights.replace("−", "-").split("; ")]
        np.testing.assert_allclose(np.array(rows, float), found.kernels[place], atol=0.005)
        canvas = shown.locator("canvas.made").evaluate("canvas => canvas.toDataURL('image/png')")
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(canvas.split(",")[1]))))
        limit = summarise(found.target).limit(0.995)
        colours = TABLES["signed"][to_indices(found.responses[place], -limit, limit)]
        np.testing.assert_array_equal(pixels[:, :, :3], colours)

    check(-1)
    lab.page.get_by_text("your kernel has been recovered").wait_for()
    step = shown.get_by_role("slider", name="Step")
    step.press("Home")
    check(0)
    assert "Step 0 of 1000" in shown.locator("output").inner_text()
    step.press("ArrowRight")
    check(1)
    shown.get_by_role("button", name="Play").click()
    lab.page.wait_for_function(
        "() => document.querySelector('.learned-kernel input').valueAsNumber > 3"
    )
    shown.get_by_role("button", name="Pause").click()
    before = lab.page.locator(".learned-kernel").get_attribute("data-painted")
    lab.choose("Filter", "Sharpen")
    lab.page.wait_for_function(
        "before => document.querySelector('.learned-kernel').dataset.painted !== before",
        arg=before,
    )
    found = learn(grey("astronaut"), filters.get("sharpen"))
    check(-1)


def test_back_undoes_a_whole_drag_of_a_slider(open_page) -> None:
    lab = KernelLab(open_page())
    first = lab.frame
    lab.slide("Dilation", 1)
    second = lab.frame
    stride = lab.page.locator("input[type=range][aria-label='Stride']")
    box = stride.bounding_box()
    across = [box["x"] + share * box["width"] for share in (0.02, 0.3, 0.5, 0.7, 0.98)]
    lab.page.mouse.move(across[0], box["y"] + box["height"] / 2)
    lab.page.mouse.down()
    for x in across[1:]:
        lab.page.mouse.move(x, box["y"] + box["height"] / 2)
        lab.follow()
        assert lab.settings() == "dilation=2"
    lab.page.mouse.up()
    lab.page.wait_for_url("**/?stride=8&dilation=2")
    lab.at_rest()
    lab.page.go_back()
    lab.page.wait_for_url("**/?dilation=2")
    lab.follow()
    assert lab.frame == second
    assert lab.slider("Stride") == 1
    lab.page.go_back()
    lab.follow()
    assert lab.frame == first
