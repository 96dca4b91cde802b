"""What a style and annotators do to a whole video."""

from __future__ import annotations

import json
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.support.sources import box, document
from vidresults.cli import main
from vidresults.errors import SelectionError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.video import VideoReader


@pytest.fixture
def video(tmp_path):
    """Fifteen grey frames of 160x120."""
    path = tmp_path / "in.mp4"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for index in range(15):
            grey = np.full((120, 160, 3), 60, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def moving():
    """One track that jumps to the right every five frames."""
    image = {"width": 160, "height": 120}
    return document(m=[
        {"image": image, "predictions": [box(x=x, y=60.0, width=12.0, height=12.0, tracker_id=1)]}
        for x in (20.0, 80.0, 140.0)
    ])  # fmt: skip


def pictures(path):
    with VideoReader(path) as reader:
        return [frame.to_bgr().astype(int) for frame in reader]


def test_annotators_draw_on_every_frame_after_the_style(video, tmp_path):
    class Lamp:
        def annotate(self, scene, detections):
            scene[:20, :20] = (255, 255, 255)
            for left, top, right, bottom in detections.xyxy.astype(int):
                scene[top:bottom, left:right] = 0
            return scene

    render(load(moving()), video, tmp_path / "out.mp4", annotators=[Lamp()])
    shown = pictures(tmp_path / "out.mp4")
    assert all(picture[10, 10].min() > 200 for picture in shown)
    assert [picture[60, 80].max() < 40 for picture in shown] == [False] * 5 + [True] * 5 + [
        False
    ] * 5


def test_what_is_no_annotator_is_refused_before_the_first_frame(video, tmp_path):
    with pytest.raises(SelectionError, match="annotate"):
        render(load(moving()), video, tmp_path / "out.mp4", annotators=[object()])
    assert not (tmp_path / "out.mp4").exists()


def test_traces_follow_a_track_through_the_video(video, tmp_path):
    style = Style(labels=False, boxes=False, traces=10, thickness=4, palette=("#FFFFFF",))
    render(load(moving()), video, tmp_path / "out.mp4", style=style, crf=10)
    lit = [[bool(p[60, x].min() > 150) for x in (50, 110)] for p in pictures(tmp_path / "out.mp4")]
    assert lit == [[False, False]] * 5 + [[True, False]] * 5 + [[True, True]] * 5


def test_the_command_takes_a_style_file(video, tmp_path, monkeypatch):
    (tmp_path / "r.json").write_text(json.dumps(moving()), encoding="utf-8")
    (tmp_path / "look.toml").write_text("labels = false\nboxes = false\nspotlight = 1\n")
    words = ["render", str(tmp_path / "r.json"), str(video), "--out", str(tmp_path / "out.mp4"),
             "--style", str(tmp_path / "look.toml")]  # fmt: skip
    monkeypatch.setattr("sys.argv", ["vidresults", *words])
    main()
    first = pictures(tmp_path / "out.mp4")[0]
    assert first[60, 20].min() > 45
    assert first[100, 100].max() < 10
