"""The timeline of the page, and the keys of the page, in a real browser from a file."""

import pytest

from tests.support.page_browser import until
from tests.support.page_samples import Sample, event, grey_video, page_of_samples

expect = pytest.importorskip("playwright.sync_api").expect

_SECONDS = 10
_FRAMES = 250
_NAMES = ["car", "<img src=x onerror=\"document.title='ran'\">", "שלום", "day"]
_SLIDER = "role=slider[name='Time in the video']"
# Opacity of the row's middle at a time, and how many points of the samples' row are painted.
_SHADE = """([row, time]) => {
  const canvas = document.querySelector(".timeline-plot");
  const x = Math.floor((time / 10) * canvas.width);
  return canvas.getContext("2d").getImageData(x, row * 28 + 14, 1, 1).data[3];
}"""
_PAINTED = """([from, to]) => {
  const canvas = document.querySelector(".timeline-head > canvas");
  const x = Math.ceil((from / 10) * canvas.width), end = Math.floor((to / 10) * canvas.width);
  const { data } = canvas.getContext("2d").getImageData(x, 0, end - x, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value > 0).length / (end - x);
}"""
_COUNT_DRAWINGS = """
  window.drawings = 0;
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...where) {
    if (this.canvas.className.startsWith("timeline")) window.drawings += 1;
    return clearRect.apply(this, where);
  };
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("timeline")
    grey_video(found / "grey.mp4", seconds=_SECONDS)
    return found


@pytest.fixture(scope="module")
def address(folder):
    """A sample a second: a car and then two, a gap, a failure; each told by its second."""
    boxes = {2: [(0, 9), (0, 7)], 3: [(0, 7)], 8: [(0, 7), (1, -1), (2, -1)]}
    states = {5: 1, 6: 2}
    samples = [
        Sample(frame=second * 25, boxes=boxes.get(second, ()), state=states.get(second, 0))
        for second in range(_SECONDS)
    ]
    page = page_of_samples(
        folder / "page.html", folder / "grey.mp4", {"street": samples},
        classes=_NAMES, frames=_FRAMES,
        events=[event(50, "<b>in</b>"), event(51, "out"), event(200, "again")],
        labels=[(0, 25, 3, 0.8, True), (0, 50, 3, 0.1, False)],
    )  # fmt: skip
    return page.as_uri()


@pytest.fixture
def page(browser_page, address):
    return _opened(browser_page, address)


def _opened(page, address):
    # So high that nothing has to be scrolled to.
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.add_init_script(_COUNT_DRAWINGS)
    page.goto(address)
    page.locator(".timeline-names li").first.wait_for()
    until(page, "() => document.querySelector('video').readyState >= 2")
    return page


def _at(page, words):
    expect(page.locator(_SLIDER)).to_have_attribute("aria-valuetext", words)


def _place(page, selector, seconds):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] * seconds / _SECONDS, box["y"] + box["height"] / 2


def _shown(page, words):
    expect(page.locator(".timeline-shown")).to_have_text(words)


def test_a_click_seeks_and_a_drag_goes_on(page):
    x, y = _place(page, ".timeline-plot", 4.99)
    page.mouse.move(x, y)
    page.mouse.down()
    _at(page, "0:05.0, frame 124 of 249")
    page.mouse.move(_place(page, ".timeline-plot", 7.5)[0] + 1, y)
    _at(page, "0:07.5, frame 187 of 249")
    page.mouse.up()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["ArrowRight"], "0:05.0, frame 125 of 249"),
        (["End", "ArrowLeft"], "0:05.0, frame 124 of 249"),
        (["Shift+ArrowRight"], "0:01.0, frame 25 of 249"),
        (["End", "Shift+ArrowLeft"], "0:09.0, frame 224 of 249"),
        ([".", "."], "0:00.1, frame 2 of 249"),
        (["End", ","], "0:09.9, frame 248 of 249"),
        (["End"], "0:10.0, frame 249 of 249"),
        (["End", "Home"], "0:00.0, frame 0 of 249"),
    ],
)
def test_keys_seek(page, keys, words):
    before = page.locator(_SLIDER).get_attribute("aria-valuetext")
    for key in keys:
        page.keyboard.press(key)
        # The next key counts from where this one has led.
        until(
            page,
            """(before) => !document.querySelector("video").seeking &&
            document.querySelector(".timeline-ruler").ariaValueText !== before""",
            arg=before,
        )
        before = page.locator(_SLIDER).get_attribute("aria-valuetext")
    _at(page, words)


def test_space_plays_and_draws_nothing_anew_but_the_playhead(page):
    before = page.evaluate("drawings")
    assert before > 0
    page.keyboard.press(" ")
    until(page, "() => Number(document.querySelector('.timeline-ruler').ariaValueNow) > 1")
    assert page.evaluate("drawings") == before
    page.keyboard.press(" ")
    until(page, "() => document.querySelector('video').paused")


def test_space_presses_the_button_that_has_the_focus(page):
    button = page.get_by_role("button", name="Play only car")
    button.focus()
    page.keyboard.press(" ")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.querySelector('video').paused")


def test_what_is_typed_is_no_key(page):
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), {id: 'i'}))")
    page.locator("#i").press_sequentially("k0.+ ?")
    assert page.locator("#i").input_value() == "k0.+ ?"
    expect(page.locator("dialog")).to_be_hidden()
    _at(page, "0:00.0, frame 0 of 249")


def test_a_slider_keeps_its_arrows_and_leaves_other_keys(page):
    slider = "Object.assign(document.createElement('input'), {id: 'i', type: 'range', value: 3})"
    page.evaluate(f"document.body.append({slider})")
    page.locator("#i").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(".")
    _at(page, "0:00.0, frame 1 of 249")
    assert page.locator("#i").input_value() == "4"


def test_what_is_shown_follows_the_playhead(page):
    page.get_by_role("button", name="Zoom in").click()
    _shown(page, "0:00.00 \u2013 0:05.00")
    page.keyboard.press("End")
    _shown(page, "0:05.00 \u2013 0:10.00")


def test_the_wheel_zooms_around_the_pointer(page):
    page.mouse.move(*_place(page, ".timeline-plot", 4))
    page.mouse.wheel(0, -346.574)  # ln 2 of 0.002 a pixel: twice as large
    _shown(page, "0:02.00 \u2013 0:07.00")
    page.keyboard.press("0")
    _shown(page, "0:00.0 \u2013 0:10.0")


def test_buttons_and_keys_zoom_around_the_playhead(page):
    page.keyboard.press("ArrowRight")
    _at(page, "0:05.0, frame 125 of 249")
    page.get_by_role("button", name="Zoom in").click()
    _shown(page, "0:02.50 \u2013 0:07.50")
    page.get_by_role("button", name="Zoom out").click()
    _shown(page, "0:00.0 \u2013 0:10.0")
    for _ in range(30):
        page.keyboard.press("+")
    _shown(page, "0:04.84 \u2013 0:05.16")  # eight frames


def test_fingers_seek_when_lifted_and_zoom_by_pinching(browser_page, address):
    context = browser_page.context.browser.new_context(has_touch=True, offline=True)
    page = _opened(context.new_page(), address)
    touch = context.new_cdp_session(page)

    def fingers(kind, *seconds):
        _, y = _place(page, ".timeline-plot", 0)
        points = [
            {"x": _place(page, ".timeline-plot", second)[0], "y": y, "id": at}
            for at, second in enumerate(seconds)
        ]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    fingers("Start", 4.99)
    _at(page, "0:00.0, frame 0 of 249")
    fingers("End")
    _at(page, "0:05.0, frame 124 of 249")
    fingers("Start", 4, 6)
    fingers("Move", 3, 7)
    fingers("End")
    _shown(page, "0:02.50 \u2013 0:07.50")
    _at(page, "0:05.0, frame 124 of 249")
    context.close()


@pytest.mark.parametrize("by", ["ruler", "shift"])
def test_dragging_the_ruler_or_with_shift_moves_what_is_shown(page, by):
    page.get_by_role("button", name="Zoom in").click()
    _shown(page, "0:00.00 \u2013 0:05.00")
    selector = ".timeline-ruler" if by == "ruler" else ".timeline-plot"
    x, y = _place(page, selector, 8)
    if by == "shift":
        page.keyboard.down("Shift")
    page.mouse.move(x, y)
    page.mouse.down()
    # A tenth of the width is half a second now.
    page.mouse.move(_place(page, selector, 7)[0], y, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    _shown(page, "0:00.50 \u2013 0:05.50")
    _at(page, "0:00.0, frame 0 of 249")


def test_bars_are_where_boxes_are_and_darker_where_there_are_more(page):
    shades = {time: page.evaluate(_SHADE, [0, time]) for time in (1.9, 2.5, 3.5, 4.1, 8.5, 9.1)}
    assert shades[1.9] == shades[4.1] == shades[9.1] == 0
    assert shades[2.5] == 255
    assert 0 < shades[3.5] < 255
    assert shades[8.5] == shades[3.5]


def test_a_sample_is_held_no_longer_than_over_the_video(browser_page, folder):
    # One a second, then none for three: the last before is held for 37 frames after its own.
    samples = [Sample(frame=25 * second, boxes=[(0, -1)]) for second in (0, 1, 2, 6, 7, 8, 9)]
    made = page_of_samples(
        folder / "gap.html", folder / "grey.mp4", {"m": samples}, classes=["car"], frames=_FRAMES
    )
    page = _opened(browser_page, made.as_uri())
    assert [page.evaluate(_SHADE, [0, at]) > 0 for at in (3.4, 3.6, 5.9, 6.1)] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(2.5, "car2 a sample"), (4.5, "carnone"), (5.5, "a sample was not inferred"),
     (6.5, "a sample failed")],
)  # fmt: skip
def test_the_pointer_is_told_what_is_there(page, seconds, words):
    x, _ = _place(page, ".timeline-plot", seconds)
    page.mouse.move(x, page.locator(".timeline-plot").bounding_box()["y"] + 14)
    expect(page.locator(".timeline-tip")).to_contain_text(words)


def test_a_predicted_label_of_a_frame_is_a_bar(page):
    # The classes without boxes between: the row of "day" is the fourth.
    assert page.evaluate(_SHADE, [3, 1.5]) == 255
    assert page.evaluate(_SHADE, [3, 2.5]) == 0


def test_samples_that_were_not_inferred_or_failed_are_hatched(page):
    # A line of two points where samples were inferred, between the marks of two samples.
    assert page.evaluate(_PAINTED, [3.1, 3.9]) == 2
    assert page.evaluate(_PAINTED, [3.9, 4.1]) > 2
    assert page.evaluate(_PAINTED, [7.1, 7.9]) == 2
    not_inferred = page.evaluate(_PAINTED, [5.1, 5.9])
    failed = page.evaluate(_PAINTED, [6.1, 6.9])
    assert 4 < not_inferred < failed
    expect(page.locator(".timeline-legend")).to_have_text("1 not inferred1 failed")


def test_a_class_opens_into_its_tracks(page):
    page.get_by_role("button", name="Tracks of car").click()
    tracks = page.locator(".timeline-track")
    expect(tracks).to_have_text(["#9", "#7"])
    tracks.nth(1).click()
    _at(page, "0:02.0, frame 50 of 249")
    until(page, f"() => ({_SHADE})([2, 3.5]) === 255")  # of the second track
    assert page.evaluate(_SHADE, [1, 3.5]) == 0
    page.get_by_role("button", name="Tracks of car").click()
    expect(tracks).to_have_count(0)


def test_one_class_alone_is_played_and_the_way_back(page):
    button = page.get_by_role("button", name="Play only car")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".timeline-onlywords .name")).to_have_text("Only car")
    page.get_by_role("button", name="Play the whole video again").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".timeline-onlywords")).to_be_hidden()


def test_events_tell_their_words_and_seek(page):
    marks = page.locator(".timeline-event")
    expect(marks).to_have_count(2)  # two of the three would touch
    expect(marks.first).to_have_attribute("aria-label", "0:02.0 <b>in</b>; 0:02.0 out")
    page.mouse.move(*_place(page, ".timeline-events", 8))
    expect(page.locator(".timeline-tip")).to_have_text("0:08.0 again")
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    _at(page, "0:08.0, frame 200 of 249")


def test_names_are_text(page):
    names = page.locator(".timeline-names .name")
    expect(names).to_have_text(_NAMES)
    assert page.locator("img").count() == 0
    assert page.title() == "A page"


def test_keys_are_listed(page):
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("one frame back, on")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keys of this page").click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_thousand_classes_scroll(browser_page, folder):
    names = [f"class {number} {'long' * 50}" for number in range(1000)]
    samples = [Sample(frame=0, boxes=[(number, -1) for number in range(1000)])]
    made = page_of_samples(
        folder / "many.html", folder / "grey.mp4", {"m": samples}, classes=names, frames=_FRAMES
    )
    page = _opened(browser_page, made.as_uri())
    items = page.locator(".timeline-names li")
    assert items.count() < 60
    page.locator(".timeline-scroll").evaluate("(scroller) => scroller.scrollTo(0, 1e6)")
    last = page.get_by_role("button", name="Play only class 999")
    expect(last).to_be_in_viewport()
    assert items.count() < 60
    last.focus()
    page.locator(".timeline-scroll").evaluate("(scroller) => scroller.scrollTo(0, 0)")
    expect(page.get_by_role("button", name="Play only class 0 ")).to_be_in_viewport()
    expect(last).to_be_focused()
    # Tabbing back goes through rows that were made meanwhile.
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        page.evaluate("new Promise(requestAnimationFrame)")  # rows are made as the list scrolls
    focused = page.evaluate("document.activeElement.ariaLabel")
    assert focused.startswith("Play only class 959 ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
