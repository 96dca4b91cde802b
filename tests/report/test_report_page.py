"""The text of the page: what would run in it, what is only data, and its video."""

from __future__ import annotations

import base64
import hashlib
import re
import urllib.parse

import pytest

from tests.support.clips import MPEG4, X265, Clip, turned
from tests.support.foreign import needs_ffmpeg
from tests.support.foreign import seen as inspect
from tests.support.grey_clips import clip, seen
from tests.support.page_text import read_page
from tests.support.sources import ODD_NAMES, box, document, element
from vidresults.analytics import Zone, Zones
from vidresults.errors import MatchError, OutputError, SelectionError, VideoError
from vidresults.load import load
from vidresults.report import making, report
from vidresults.report.videos import address_of
from vidresults.sample import sample_video

HOSTILE = (*ODD_NAMES, "</script><script>alert(1)</script>", "<!--", "]]>", "x" * 5000, "عربى")


@pytest.fixture
def results():
    return load(document(m=[element(box()), element(box(x=12.0))]))


@pytest.fixture
def video(tmp_path):
    return clip(tmp_path / "street.mp4")


def hashed(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_only_the_pages_own_script_and_style_may_run(results, video, tmp_path):
    page = read_page(report(results, video, tmp_path / "page.html").path)
    (script,), (style,) = page.scripts, page.styles
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == hashed(script)
    assert rules["style-src"] == hashed(style)
    assert "http" not in page.policy
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in {"src", "href", "srcset"} & attributes.keys():
            assert attributes[name].startswith("data:image/"), f"{tag} loads something"


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_are_data_whatever_is_in_them(video, tmp_path, name):
    found = load(document(m=[element(box(**{"class": name}))]))
    plain = load(document(m=[element(box(**{"class": "car"}))]))
    page = read_page(report(found, video, tmp_path / "odd.html", title=name).path)
    usual = read_page(report(plain, video, tmp_path / "usual.html").path)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in usual.tags]
    assert page.scripts == usual.scripts
    assert page.facts["classes"][0]["name"] == name
    assert page.facts["title"] == name
    assert page.title == name.strip()


def test_the_page_names_no_address_of_the_network(results, video, tmp_path):
    text = report(results, video, tmp_path / "page.html").path.read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[\w./-]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}, "the name of SVG, which is not loaded"


def test_the_same_input_gives_the_same_bytes(results, video, tmp_path):
    first = report(results, video, tmp_path / "page.html").path.read_bytes()
    assert report(results, video, tmp_path / "page.html").path.read_bytes() == first


def test_a_small_video_is_inside(results, video, tmp_path):
    made = report(results, video, tmp_path / "page.html")
    page = read_page(made.path)
    assert page.video == video.read_bytes()
    assert (page.facts["video"]["mode"], page.facts["video"]["href"]) == ("embedded", None)
    assert made.linked is None
    assert made.video.startswith("embedded, ")


@pytest.mark.parametrize("name", ["a b#c?d%.mp4", "straße 街.mp4", "a:b.mp4", '"&<.mp4'])
def test_a_large_one_is_linked_whatever_its_name(results, video, tmp_path, name):
    odd = video.rename(tmp_path / name)
    made = report(results, odd, tmp_path / "out" / "page.html", embed_megabytes=0)
    page = read_page(made.path)
    assert page.video is None
    assert page.facts["video"]["mode"] == "linked"
    base = (tmp_path / "out" / "page.html").as_uri()
    address = urllib.parse.urlsplit(urllib.parse.urljoin(base, page.facts["video"]["href"]))
    assert (address.scheme, address.query, address.fragment) == ("file", "", "")
    assert urllib.parse.unquote(address.path) == str(odd)
    assert made.linked == odd


def test_a_page_that_will_lie_elsewhere_links_from_there(results, video, tmp_path):
    place = tmp_path / "pages" / "deep" / "page.html"
    made = report(results, video, tmp_path / "page.html", embed_megabytes=0, place=place)
    assert made.path == tmp_path / "page.html"
    assert not place.exists()
    assert read_page(made.path).facts["video"]["href"] == f"../../{video.name}"


def test_a_video_on_another_drive_has_no_address(monkeypatch, tmp_path):
    def two_drives(*_):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", two_drives)
    with pytest.raises(OutputError, match="on another drive"):
        address_of(tmp_path / "v.mp4", tmp_path / "page.html")


@needs_ffmpeg
@pytest.mark.parametrize(
    ("words", "what"), [(X265, r"hevc \(yuv420p10le\)"), (MPEG4, r"mpeg4 \(yuv420p\)")]
)
def test_what_browsers_do_not_play_is_said_and_copied(tmp_path, words, what):
    source = Clip(words=words).make(tmp_path)
    found = load(document(m=[element(box())]))
    made = report(found, source, tmp_path / "page.html")
    (note,) = [note for note in made.notes if "not every browser" in note]
    assert re.search(rf"plays {what}: --transcode", note)

    copied = report(found, source, tmp_path / "copy.html", transcode=True)
    assert not [note for note in copied.notes if "not every browser" in note]
    page = read_page(copied.path)
    (tmp_path / "copy.mp4").write_bytes(page.video)
    seen_by_ffprobe = inspect(tmp_path / "copy.mp4")
    assert seen_by_ffprobe.stream["codec_name"] == "h264"
    assert seen_by_ffprobe.stream["pix_fmt"] == "yuv420p"
    assert seen_by_ffprobe.times == inspect(source).times
    assert page.tables["frames"]["time"] == pytest.approx([float(t) for t in seen_by_ffprobe.times])
    assert copied.video.startswith("a copy as H.264, embedded")
    assert page.facts["video"]["name"] == source.name


@needs_ffmpeg
def test_a_copy_is_upright_and_small_and_beside_the_page(tmp_path):
    source = turned(Clip(size=(1600, 1200), count=3).make(tmp_path), "90")
    tall = {"image": {"width": 1200, "height": 1600}, "predictions": [box(x=600, y=800)]}
    made = report(
        load(document(m=[tall])), source, tmp_path / "p.html", embed_megabytes=0, transcode=True
    )
    copy = tmp_path / "p.video.mp4"
    assert made.linked == copy
    stream = inspect(copy).stream
    assert (stream["width"], stream["height"]) == (540, 720)
    page = read_page(made.path)
    assert page.facts["video"]["href"] == "p.video.mp4"
    assert (page.facts["video"]["width"], page.facts["video"]["height"]) == (1200, 1600)
    assert page.tables["boxes"]["x0"] == [589.5], "pixels are those of the video itself"


def test_a_failure_leaves_neither_page_nor_copy(results, video, tmp_path, monkeypatch):
    def fails(*_, **__):
        raise OutputError("no room")

    monkeypatch.setattr(making, "page_of", fails)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match="no room"):
        report(results, video, tmp_path / "page.html", embed_megabytes=0, transcode=True)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_inputs_are_not_written_over(results, video, tmp_path):
    before = video.read_bytes()
    with pytest.raises(OutputError, match="is the video itself"):
        report(results, video, video)
    beside = video.rename(tmp_path / "page.video.mp4")
    with pytest.raises(OutputError, match="is the video itself"):
        report(results, beside, tmp_path / "page.html", transcode=True)
    assert beside.read_bytes() == before


def test_what_makes_no_sense_is_said(results, video, tmp_path):
    with pytest.raises(SelectionError, match="expected a number from 0 on"):
        report(results, video, tmp_path / "page.html", embed_megabytes=-1)
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(VideoError):
        report(results, tmp_path / "text.mp4", tmp_path / "page.html")
    with pytest.raises(VideoError):
        report(results, tmp_path / "nowhere.mp4", tmp_path / "page.html")
    wide = Zones(zones=(Zone(name="z", ring=[[0, 0], [9, 0], [9, 9]]),), size=(1600, 900))
    with pytest.raises(MatchError, match="aspect ratios differ"):
        report(results, video, tmp_path / "page.html", zones=wide)
    assert not (tmp_path / "page.html").exists()


def test_zones_are_scaled_and_who_enters_is_an_event(video, tmp_path):
    # Lower edges at y 120 of 240; x goes from 40 to 280 in steps of 5 frames of 1/25 s.
    found = load(document(m=[seen(40, tracker_id=4), seen(160, tracker_id=4)]))
    zones = tmp_path / "zones.toml"
    zones.write_text(
        'size = [160, 120]\n[[zones]]\nname = "right"\n'
        "points = [[50, 0], [160, 0], [160, 120], [50, 120]]\n"
    )
    page = read_page(report(found, video, tmp_path / "page.html", zones=zones).path)
    (zone,) = page.facts["zones"]
    assert (zone["name"], zone["kind"]) == ("right", "polygon")
    assert zone["points"] == [[100, 0], [320, 0], [320, 240], [100, 240]]
    happened = {event["kind"]: event for event in page.facts["events"]}
    enter = happened["enter"]
    # From x 40 to 160 within 0.2 s: half of the way is at 100, 2.5 frames, 0.1 s.
    assert (enter["seconds"], enter["frame"]) == (pytest.approx(0.1), 2)
    assert enter["words"] == "car 4 enters right"
    assert (enter["class"], enter["model"], enter["track"]) == (0, 0, 4)
    assert happened["appear"]["words"] == "car 4 appears"


def test_holes_of_a_zone_are_cut_out_of_its_outline(results, video, tmp_path):
    square = [[0, 0], [40, 0], [40, 40], [0, 40]]
    hole = [[10, 10], [20, 10], [20, 20], [10, 20]]
    zones = Zones(zones=(Zone(name="z", ring=square, holes=(hole,)),), size=(64, 48))
    page = read_page(report(results, video, tmp_path / "page.html", zones=zones).path)
    points = page.facts["zones"][0]["points"]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    area = sum(x * v - y * u for (x, y), (u, v) in pairs) / 2
    # In pixels of the video, five times as large: 40x40 less 10x10.
    assert abs(area) == 25 * (1600 - 100)


def test_facts_are_those_of_the_job(tmp_path):
    failed = {"error": "out of memory"}
    sent = document(cars=[element(box(confidence=0.4062)), None, element(), failed])
    made = report(load(sent), sample_video_of(tmp_path), tmp_path / "page.html")
    facts = {heading: dict(rows) for heading, rows in read_page(made.path).facts["facts"]}
    assert list(facts) == ["Source", "Video", "Models", "Sampling"]
    assert facts["Video"]["Rate"] == "25 fps"
    assert facts["Video"]["Frames"] == "20"
    assert facts["Video"]["Length"] == "0.80 s"
    assert facts["Sampling"]["Frames sampled"] == "4"
    assert facts["Sampling"]["Rate asked for"] == "5 a second, by the numbers of the frames"
    assert facts["Sampling"]["Boxes"] == "1"
    assert facts["Sampling"]["Inferred"] == "2"
    assert facts["Sampling"]["Nothing found"] == "1"
    assert int(facts["Sampling"]["Not inferred"]) + int(facts["Sampling"]["Failed"]) == 2
    lowest = "0.40620 (nothing under 0.40: the server's default)"
    assert facts["Sampling"]["Lowest confidence"] == lowest
    assert facts["Models"] == {"cars": "object-detection"}


def test_what_differs_between_models_has_a_line_for_each(tmp_path):
    sent = document(cars=[element(box()), element()], dogs=[element(box(), box()), element()])
    made = report(load(sent), sample_video_of(tmp_path), tmp_path / "page.html")
    sampling = dict(dict(read_page(made.path).facts["facts"])["Sampling"])
    assert sampling["Boxes"] == "cars: 1\ndogs: 2"
    assert sampling["Inferred"] == "2"


def sample_video_of(folder):
    return clip(folder / "street.mp4", count=20)


def test_the_sample_video_needs_no_copy(tmp_path):
    found = load(document(m=[{"predictions": [box()]}]))
    made = report(found, sample_video(), tmp_path / "page.html")
    assert not [note for note in made.notes if "browser" in note]
