"""Files, links and cells that mean nothing: one plain sentence, and the page goes on."""

import time

import numpy as np
import psutil
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.kernel_lab_page import KernelLab, address
from tests.engine.images.picture_bytes import encode, noise, png, zeros
from tests.serving import wait_until_quiet

pytestmark = pytest.mark.browser

REPEATS = 10
MEGABYTES = 50
SIDE = 30_000
UNREADABLE = "is damaged, incomplete or in an unsupported format"
EVIL = '<img src=x onerror="window.executed=1">'

# Parameters of a link, and what its sentence says.
NONSENSE = {
    "stride": ("99", "whole number from 1 to 8"),
    "padding": ("-1", "whole number from 0 to 20"),
    "kernel": ("<script>window.executed=1</script>", "neither the name of a filter nor a matrix"),
    "picture": ("../../etc/passwd", "there is no such choice"),
    "colour": ("www.example.org", "there is no such choice"),
    "mode": (EVIL, "there is no such choice"),
    "dilation": ("1e999", "whole number from 1 to 8"),
    "pooling": (":material/home: **x** [a](http://a.b)", "there is no such choice"),
    "%00\n": ("½", "is unknown and was ignored"),
}

RUBBISH = {
    "<script>window.executed=1</script>": "is not a number",
    EVIL: "is not a number",
    "1e999": "is too large",
    "": "The cell is empty",
    "nan": "is not a number",
    "1/0": "divides by zero",
    "7" * 5000: "is too large",
}


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A correct PNG of 30,000×30,000 black pixels, which needs 0.9 MB on the disk."""
    return png((SIDE, SIDE), 8, 0, zeros(SIDE * (SIDE + 1)))


@pytest.fixture(scope="module")
def bad_files(bomb: bytes) -> dict[str, tuple[bytes, str]]:
    """By name: the content, and what the sentence says."""
    whole = encode(Image.fromarray(noise(300, 400, 3)), "PNG")
    jpeg = encode(Image.fromarray(noise(300, 400, 3)), "JPEG")
    return {
        "truncated.png": (
            whole[: len(whole) // 2],
            UNREADABLE,
        ),
        "truncated.jpg": (
            jpeg[: len(jpeg) // 2],
            UNREADABLE,
        ),
        "text.png": (b"Dear diary, " * 100, "is not a PNG, JPEG, WebP, GIF, BMP or TIFF picture"),
        "empty.png": (b"", "is empty"),
        "bomb.png": (bomb, "is 30000×30000 pixels (900 megapixels)"),
        "page.png": (b"<html><script>window.executed=1</script>", "is not a PNG"),
    }


def one_sentence(lab: KernelLab, part: str) -> None:
    """Exactly one complaint can be seen, and it is a sentence for people."""
    lab.page.get_by_text(part).locator("visible=true").first.wait_for()
    [sentence] = lab.sentences(1)
    assert part in sentence
    check_words(lab)


def check_words(lab: KernelLab) -> None:
    """Nothing that only a programmer understands is on the page, and nothing was executed."""
    text = lab.page.locator("body").inner_text()
    for word in ("Traceback", "Error", "Exception", ".py", "NoneType"):
        assert word not in text
    assert lab.page.evaluate("() => window.executed") is None
    assert lab.page.locator("[data-testid='stAlert'] :is(a, img, script)").count() == 0


def still_works(lab: KernelLab) -> None:
    """A good act is followed by good pictures."""
    lab.at_rest()
    rows, columns = lab.sizes()["picture"]
    before = lab.slider("Stride")
    step = 1 if before < 8 else -1
    lab.slide("Stride", step)
    stride = before + step
    assert lab.sizes()["convolution"] == (-(-rows // stride), -(-columns // stride))
    lab.slide("Stride", -step)


BELOW = """
([text, control]) => {
  const { x, y, width, height } = text.getBoundingClientRect();
  const seen = text.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  const down = y - control.getBoundingClientRect().bottom;
  return seen && down >= 0 && down <= 120;
}
"""


def stands_below(lab: KernelLab, sentence: str, control) -> None:
    """Wait until the sentence can be seen under the control, at most 120 pixels away."""
    text = lab.page.get_by_text(sentence).locator("visible=true").first
    text.scroll_into_view_if_needed()
    elements = [text.element_handle(), control.element_handle()]
    lab.page.wait_for_function(BELOW, arg=elements)


def test_files_that_are_no_pictures(open_page, bad_files) -> None:
    lab = KernelLab(open_page())
    lab.own_picture()
    uploader = lab.page.get_by_test_id("stFileUploader")
    for name, (content, sentence) in bad_files.items():
        lab.upload(name, content)
        one_sentence(lab, f"{name} {sentence}")
        stands_below(lab, sentence, uploader)
        assert lab.sizes()["picture"] == (512, 512)
    lab.upload("one.png", encode(Image.fromarray(np.array([[[250, 30, 7]]], np.uint8)), "PNG"))
    lab.page.get_by_text("one.png").first.wait_for()
    lab.follow()
    assert lab.sizes()["picture"] == (1, 1)
    check_words(lab)


def test_a_picture_of_one_pixel(open_page) -> None:
    lab = KernelLab(open_page(address({"kernel": "1_2_3~4_5_6~7_8_9", "pooling": "none"})))
    lab.own_picture()
    lab.upload("one.png", encode(Image.fromarray(np.full((1, 1, 3), 40, np.uint8)), "PNG"))
    lab.follow()
    assert set(lab.sizes().values()) == {(1, 1)}
    assert lab.page.locator(".range").nth(1).inner_text().startswith("values 200 … 200")
    expect(lab.complaints).to_have_count(0)
    lab.close_own_picture()
    lab.pick("Padding", "Valid", follow=False)
    one_sentence(lab, "Kernel 3×3 is larger than the padded input 1×1.")
    lab.pick("Padding", "Same", follow=False)
    lab.page.get_by_text("is larger than").wait_for(state="hidden")
    assert set(lab.sizes().values()) == {(1, 1)}


def test_a_file_with_an_evil_name(open_page) -> None:
    lab = KernelLab(open_page())
    lab.own_picture()
    lab.upload("<img src=x onerror=window.executed=1>.png", b"no picture")
    one_sentence(lab, "<img src=x onerror=window.executed=1>.png is not a PNG")
    assert lab.page.evaluate("() => window.executed") is None
    still_works(lab)


def test_a_kernel_larger_than_the_padded_picture(open_page) -> None:
    lab = KernelLab(open_page(address({"picture": "step_edge", "padding": "valid"})))
    shown = lab.sizes()
    assert shown["convolution"] == (4, 4)
    lab.page.get_by_label("Rows", exact=True).fill("15")
    lab.press("Enter")
    sentence = "Kernel 15×3 is larger than the padded input 6×6."
    one_sentence(lab, sentence)
    assert lab.sizes() == shown
    lab.pick("Padding", "Same")
    lab.page.get_by_text("is larger than").wait_for(state="hidden")
    assert lab.sizes()["convolution"] == (6, 6)


def test_a_link_of_nonsense(open_page) -> None:
    query = {name: text for name, (text, _) in NONSENSE.items()}
    lab = KernelLab(open_page(address(query)))
    sentences = lab.sentences(len(NONSENSE))
    for name, (_, part) in NONSENSE.items():
        assert any(name.strip() in sentence and part in sentence for sentence in sentences), name
    check_words(lab)
    assert lab.settings() == ""
    assert lab.sizes()["convolution"] == (512, 512)
    still_works(lab)


@pytest.mark.parametrize("query", ["kernel=" + "1_" * 3000, "=&=&&&%%%", "stride=3&stride=4"])
def test_a_link_that_is_no_query(open_page, query: str) -> None:
    lab = KernelLab(open_page(f"/?{query}"))
    check_words(lab)
    assert lab.complaints.count() <= 2
    assert lab.sizes()["picture"] == (512, 512)
    still_works(lab)


def test_cells_of_rubbish(open_page) -> None:
    lab = KernelLab(open_page())
    shown = lab.frame
    cell = lab.page.get_by_label("row 0, column 0", exact=True)
    grid = lab.page.get_by_role("group", name="Weights of the kernel")
    for text, sentence in RUBBISH.items():
        lab.write_cell(0, 0, text)
        lab.page.get_by_text(f"Row 0, column 0: {sentence if not text else ''}").wait_for()
        one_sentence(lab, sentence)
        assert cell.get_attribute("aria-invalid") == "true"
        assert cell.input_value() == text[:100]
        stands_below(lab, sentence, grid)
    lab.at_rest()
    assert lab.frame != shown  # the kernel is the learner's own now …
    assert lab.page.locator(".range").nth(1).inner_text().startswith("values −952 … 968")
    lab.write_cell(0, 0, "½")
    lab.page.wait_for_url("**/?kernel=%C2%BD_0_1~-2_0_2~-1_0_1")
    lab.page.get_by_text("The previous value is still used.").wait_for(state="hidden")
    expect(lab.complaints).to_have_count(0)
    still_works(lab)


PASTE = """
([label, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(`input[aria-label="${label}"]`).dispatchEvent(paste);
}
"""


def test_a_block_that_is_too_large_is_pasted_as_far_as_it_fits(open_page) -> None:
    lab = KernelLab(open_page())
    block = "\n".join(" ".join(str(i + j) for j in range(18)) for i in range(20))
    lab.page.evaluate(PASTE, ["row 0, column 0", block])
    lab.follow()
    assert len(lab.cells()) == 15 * 15
    assert lab.cells()[-1] == "28"
    assert lab.sentences(1) == [
        "You pasted 20 × 18 numbers; rows and columns beyond the first 15 were ignored."
    ]
    lab.choose("Filter", "Sharpen")
    expect(lab.complaints).to_have_count(0)


def test_ten_repeats_leave_no_memory_behind(open_page, server, bad_files) -> None:
    wait_until_quiet(server)
    before = settled_memory(server.pid)
    lab = KernelLab(open_page(address({"picture": "step_edge", "padding": "valid"})))
    rows = lab.page.get_by_label("Rows", exact=True)
    for i in range(REPEATS):
        for text in ("<script>window.executed=1</script>", ""):
            lab.write_cell(0, 0, text)
            lab.page.get_by_text(RUBBISH[text]).wait_for()
        lab.write_cell(0, 0, str(i))
        for side in ("15", "3"):
            rows.fill(side)
            lab.press("Enter")
            expect(lab.page.locator(".cells input")).to_have_count(3 * int(side))
    lab.own_picture()
    for i in range(REPEATS):
        for name in ("truncated.png", "text.png", "bomb.png"):
            content, sentence = bad_files[name]
            lab.upload(f"{i}-{name}", content)
            lab.page.get_by_text(f"{i}-{name} {sentence}").wait_for()
    for _ in range(REPEATS):
        lab.page.goto(server.url + address({name: text for name, (text, _) in NONSENSE.items()}))
        lab.at_rest()
    wait_until_quiet(server)
    after = settled_memory(server.pid)
    print(f"{before:.0f} MB before, {after:.0f} MB after")
    assert after - before < MEGABYTES, f"{before:.0f} MB before, {after:.0f} MB after"


def settled_memory(pid: int) -> float:
    """Megabytes in use, when they have stopped changing."""
    process = psutil.Process(pid)
    found = [process.memory_info().rss / 1e6]
    for _ in range(20):
        time.sleep(0.25)
        found.append(process.memory_info().rss / 1e6)
        if len(found) > 4 and max(found[-4:]) - min(found[-4:]) < 1:
            break
    return found[-1]
