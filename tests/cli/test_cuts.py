"""`vidresults render`: stretches, stills and previews from the command line."""

from __future__ import annotations

import cv2
import pytest
from PIL import Image

from vidresults.cli import main
from vidresults.sample import sample_result, sample_video
from vidresults.video import frame_times


@pytest.fixture
def command(monkeypatch, capsys):
    """Render the sample; returns the exit code and what was said."""

    def run(*words):
        whole = ["vidresults", "render", sample_result(), sample_video(), "--out", *words]
        monkeypatch.setattr("sys.argv", list(map(str, whole)))
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        return code, capsys.readouterr().err.strip()

    return run


def test_only_with_keeps_the_stretches_of_a_class(command, tmp_path):
    """The bus comes with the sample at 4.0 s, frame 100 of 25 a second."""
    out = tmp_path / "bus.mp4"
    code, said = command(out, "--only-with", "bus", "--padding", 0, "--start", 3, "--end", 4.2)
    assert code == 0
    assert "1 stretch with 'bus': 0.20 s of 1.20 s are kept (17%)" in said
    assert [round(t, 3) for t in frame_times(out).seconds] == [0, 0.04, 0.08, 0.12, 0.16]


def test_stills_at_times_and_of_most_objects(command, tmp_path):
    code, said = command(tmp_path / "at", "--stills", "--at", 2.41, "--at", 0.5, "--blur", "dog")
    assert code == 0
    assert "(street_000012_0.480s.png, street_000060_2.400s.png)" in said
    assert cv2.imread(str(tmp_path / "at" / "street_000060_2.400s.png")).shape == (360, 640, 3)
    code, said = command(tmp_path / "most", "--stills", "--class", "bus", "--most", 2)
    assert code == 0
    assert len(list((tmp_path / "most").iterdir())) == 2
    assert command(tmp_path / "usual", "--stills", "--end", 10)[0] == 0
    assert len(list((tmp_path / "usual").iterdir())) == 5


def test_a_preview_has_its_width_and_rate(command, tmp_path):
    code, said = command(tmp_path / "p.gif", "--width", 160, "--preview-rate", 5, "--end", 2)
    assert (code, "(10 frames)" in said) == (0, True)
    with Image.open(tmp_path / "p.gif") as animation:
        assert (animation.size, animation.n_frames) == ((160, 90), 10)
        assert animation.info["duration"] == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("s", "--stills", "--crf", "20"), "--crf is for an mp4 video, and the output is stills"),
        (("s", "--stills", "--codec", "h264"), "--codec is for an mp4 video"),
        (("s", "--stills", "--only-with", "bus"), "--only-with is for an mp4 video or a GIF"),
        (("a.mp4", "--most", "5"), "--most is for stills, and the output is an mp4 video"),
        (("a.gif", "--at", "5"), "--at is for stills, and the output is a GIF or WebP preview"),
        (("a.mp4", "--width", "480"), "--width is for a GIF or WebP preview"),
        (("a.webp", "--max-height", "90"), "--max-height is for an mp4 video"),
        (("a.mp4", "--padding", "0.5"), "--padding is nothing without a class to look for"),
        (("a.mp4", "--only-with", "tram"), "there is no class 'tram' in the results; there is"),
        (("a.mp4", "--only-with", "bus", "--end", "2"), "'bus' is never to be seen in the part"),
        (("s", "--stills", "--at", "30"), "there is no frame at 30 s: the video ends at 20.000 s"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line(command, tmp_path, words, said):
    code, message = command(tmp_path / words[0], *words[1:])
    assert code == 1
    assert message.startswith("error: ")
    assert said in message
    assert "\n" not in message
    assert not list(tmp_path.iterdir())
