from pathlib import Path

import pytest

import vidresults as vr
from tests.support.page_browser import until
from vidresults import analytics
from vidresults.report import report

SAMPLES = Path(__file__).parents[2] / "sample_data"
VIDEO = SAMPLES / "street.mp4"


def load(task):
    return vr.load(SAMPLES / f"street_{task}.json", video=VIDEO)


@pytest.fixture
def opened(browser_page, tmp_path):
    """Opens the page of results."""

    def open_page(results):
        page = report(results, VIDEO, tmp_path / "page.html").path
        browser_page.goto(page.as_uri())
        browser_page.wait_for_selector(".charts *")
        return browser_page

    return open_page


def cells(page):
    rows = page.locator(".classtable tbody tr")
    return rows.evaluate_all("rows => rows.map(row => [...row.children].map(c => c.textContent))")


def expected(results):
    """Of each class what the analyses tell: boxes, frames, first, last and dwell."""
    dwell = {}
    for row in analytics.segments(results).to_pylist():
        dwell[row["class_name"]] = dwell.get(row["class_name"], 0) + row["seconds"]
    return {
        row["class_name"]: (
            f"{row['detections']}", f"{row['samples']}",
            f"0:{row['first_seconds']:06.3f}", f"0:{row['last_seconds']:06.3f}",
            f"{dwell[row['class_name']]:.2f} s",
        )
        for row in analytics.count_by_class(results).to_pylist() if row["detections"]
    }  # fmt: skip


def told(page):
    return {row[0]: (row[1], row[2], *row[4:]) for row in cells(page)}


@pytest.mark.parametrize("task", ["detection", "segmentation", "keypoints", "classification"])
def test_the_table_tells_what_the_analyses_tell(opened, task):
    results = load(task)
    assert told(opened(results)) == expected(results)


def test_the_table_counts_tracks_as_the_analyses_do(opened):
    results = analytics.track(load("detection"))
    tracks = {
        r["class_name"]: f"{r['tracks']}" for r in analytics.count_by_class(results).to_pylist()
    }
    assert {row[0]: row[3] for row in cells(opened(results))} == tracks


def test_a_head_sorts_and_says_so(opened):
    page = opened(load("detection"))
    page.get_by_role("button", name="Class", exact=True).click()
    names = [row[0] for row in cells(page)]
    assert names == sorted(names)
    heads = page.locator(".classtable th[aria-sort]")
    assert heads.evaluate_all("all => all.map(h => [h.textContent, h.ariaSort])") == [
        ["Class", "ascending"]
    ]


def test_a_first_appearance_seeks(opened):
    page = opened(load("detection"))
    page.get_by_role("button", name="First bus: go to 0:04.000").click()
    until(page, "Math.abs(document.querySelector('video').currentTime - 4.02) < 0.021")


def test_the_legend_tells_the_counts_of_the_moment(opened):
    results = load("detection")
    page = opened(results)
    rows = analytics.count_over_time(results, bin_seconds=None).to_pylist()
    page.get_by_role("button", name="First bus: go to 0:04.000").click()
    page.get_by_text("at 0:04.0").first.wait_for()
    shown = page.locator(".legend li").evaluate_all(
        "all => all.map(li => [li.querySelector('.name').textContent,"
        " Number(li.querySelector('.value').textContent)])"
    )
    assert dict(shown) == {
        r["class_name"]: r["detections"] for r in rows if r["frame_index"] == 100
    }
