"""Pictures of the learner's own in a real browser: classes filled, a ZIP and a folder read."""

import io
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.engine.images.picture_bytes import encode

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def picture(shade: int) -> bytes:
    return encode(Image.new("RGB", (60, 40), (shade, 90, 255 - shade)), "PNG")


def upload(shade: int, name: str = "one.png") -> dict:
    return {"name": name, "mimeType": "image/png", "buffer": picture(shade)}


def archive(**extra: bytes) -> dict:
    """A ZIP of two classes with four pictures each, and of what is given besides."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for shade in range(4):
            made.writestr(f"warm/{shade}.png", picture(200 + shade))
            made.writestr(f"cold/{shade}.png", picture(shade))
        for name, content in extra.items():
            made.writestr(name.replace("_", "/", 1), content)
    return {"name": "two.zip", "mimeType": "application/zip", "buffer": file.getvalue()}


@pytest.fixture
def open_data(open_page, faults):
    """The training page with a choice that asks for pictures first."""
    faults.allow(r"/training/_stcore/")
    faults.allow(r"Failed to load resource: the server responded with a status of 404")

    def open_data(name: str, **options):
        page = open_page(f"/training?data={name}", **options)
        page.get_by_text("Resized to").wait_for()
        return page

    return open_data


def give(page, *files: object) -> None:
    page.locator("[data-testid='stFileUploader'] input[type='file']").first.set_input_files(
        files[0] if len(files) == 1 else list(files)
    )


def sheet_holds(page, *classes: str) -> None:
    """Wait until the contact sheet, which may be folded away, says this of the classes."""
    expect(page.locator(".contact-sheet li")).to_have_text(list(classes))


def test_own_classes_are_named_filled_and_trained_on(open_data) -> None:
    page = open_data("own")
    page.get_by_text("Add some pictures to each class").wait_for()
    name = page.get_by_role("textbox", name="Class name")
    name.fill("warm")
    name.press("Enter")
    page.get_by_role("radio", name="warm (0)").wait_for()
    give(page, *(upload(200 + shade) for shade in range(3)))
    page.get_by_role("radio", name="warm (3)").wait_for()
    page.get_by_text("The class “Class 2” has no picture yet").wait_for()
    expect(page.get_by_role("img", name="Picture 3 of warm")).to_be_visible()
    page.get_by_role("radio", name="Class 2 (0)").click()
    expect(name).to_have_value("Class 2")  # the server knows of the choice
    give(page, {"name": "diary.png", "mimeType": "image/png", "buffer": b"Dear diary"})
    page.get_by_text("diary.png is not a PNG").wait_for()
    assert violations(page) == []
    give(page, *(upload(shade) for shade in range(4)))
    page.get_by_role("radio", name="Class 2 (4)").wait_for()
    page.locator(".training-view[data-step='0']").wait_for()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".training-view[data-step='20'][data-state=waiting]").wait_for()
    sheet_holds(page, "warm 3", "Class 2 4")
    page.get_by_role("button", name="Remove picture 2").press("Enter")
    expect(page.get_by_role("button", name="Remove picture")).to_have_count(3)
    expect(page.get_by_role("button", name="Remove picture 2")).to_be_focused()
    page.get_by_role("button", name="Remove picture 3").click()
    expect(page.get_by_role("button", name="Remove picture")).to_have_count(2)
    expect(page.get_by_role("button", name="Remove picture 2")).to_be_focused()
    sheet_holds(page, "warm 3", "Class 2 2")
    page.get_by_text("The pictures have changed, so the network is untrained again.").wait_for()
    name.fill("cold")
    name.press("Enter")
    page.locator(".matrix th[scope=row]", has_text="cold").wait_for()
    page.set_viewport_size(PHONE)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_a_zip_and_a_folder_are_read_and_a_bad_one_changes_nothing(open_data, tmp_path) -> None:
    page = open_data("zip")
    give(page, archive(warm_readme=b"Dear diary"))
    page.get_by_text("Left out: 1 file that is not a picture.").wait_for()
    page.locator(".training-view[data-step='0']").wait_for()
    sheet_holds(page, "cold 4", "warm 4")
    page.locator(".try-out input[type=file]").set_input_files(upload(90))
    answer = page.locator(".try-out .run h3")
    answer.wait_for()
    bad = archive()
    give(page, {**bad, "name": "bad.zip", "buffer": bad["buffer"][:300]})
    page.get_by_text("bad.zip is damaged, incomplete or not a ZIP file").wait_for()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(answer).to_be_visible()
    expect(page.locator(".contact-sheet li")).to_have_count(2)
    for name in ("a", "b", "c"):
        (tmp_path / "three" / name).mkdir(parents=True)
        for shade in range(2):
            (tmp_path / "three" / name / f"{shade}.png").write_bytes(picture(shade))
    page.get_by_role("radio", name="Folder").click()
    page.locator("input[webkitdirectory]").set_input_files(str(tmp_path / "three"))
    sheet_holds(page, "a 2", "b 2", "c 2")
    page.get_by_role("heading", name="4 Evaluate").wait_for()
    assert violations(page) == []


def test_names_of_any_length_leave_the_bars_on_one_scale_and_nothing_reaches_out(open_data) -> None:
    names = ("a", "Class 1", "Class 2", "😀😀😀", "photographs_of_" + "very_" * 9 + "long_names")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            for shade in range(4):  # the same in every class: some are misclassified
                made.writestr(f"{name}/{shade}.png", picture(60 * shade))
    page = open_data("zip")
    give(page, {"name": "x.zip", "mimeType": "application/zip", "buffer": file.getvalue()})
    page.locator(".training-view .gallery li").first.wait_for(timeout=60_000)
    page.locator(".try-out input[type=file]").set_input_files(upload(90))
    page.locator(".try-out .answer .run h3").wait_for()
    ends = """tracks => new Set(tracks.map(track => track.getBoundingClientRect())
        .map(({ left, right }) => `${left} ${right}`)).size"""
    reach_out = "elements => elements.filter(each => each.scrollWidth > each.clientWidth).length"
    for screen in ({"width": 1280, "height": 800}, PHONE):
        page.set_viewport_size(screen)
        for view in (".training-view", ".try-out"):
            tracks = page.locator(f"{view} .scores .track")
            assert tracks.count() == len(names)
            assert tracks.evaluate_all(ends) == 1
            assert tracks.first.bounding_box()["width"] > 32
        assert page.locator(".gallery :is(button, p, h3, li)").evaluate_all(reach_out) == 0
        assert violations(page) == []
    titles = page.locator(".gallery li button").evaluate_all("all => all.map(e => e.title)")
    assert all(any(f"a “{name}” predicted" in title for name in names) for title in titles)
    heights = page.locator(".gallery li").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert max(heights) < 200
    predicted = page.locator(".try-out td").all_text_contents()
    assert set(predicted) <= set(names)
