"""What all pictures have in common."""

import cv2
import pytest

from vidresults.analytics.plots import new_figure, save_figure, series_colours
from vidresults.errors import OutputError, VidResultsWarning


def test_a_picture_is_1200_by_700_and_the_same_every_time(tmp_path):
    for name in ("a.png", "b.png"):
        figure, (axes,) = new_figure("What $it$ <shows>", across="time (s)", up="boxes")
        axes.plot([0, 1], [1, 2])
        save_figure(figure, tmp_path / name)
    assert cv2.imread(str(tmp_path / "a.png")).shape == (700, 1200, 3)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_drawings_carry_no_time(tmp_path, kind):
    figure, _ = new_figure("title", across="x", up="y")
    path = save_figure(figure, tmp_path / f"a.{kind}")
    assert b"Date" not in path.read_bytes()


def test_another_kind_is_refused(tmp_path):
    figure, _ = new_figure("title", across="x", up="y")
    with pytest.raises(OutputError, match=r"a\.xyz: a picture is one of .*png"):
        save_figure(figure, tmp_path / "a.xyz")
    assert list(tmp_path.iterdir()) == []


def test_colours_follow_the_order_of_names_and_come_round():
    colours = series_colours(["car", "bus", "car", *map(str, range(8))])
    assert list(colours)[:2] == ["car", "bus"]
    assert colours["car"] != colours["bus"]
    assert colours["6"] == colours["car"]


def test_letters_that_the_font_lacks_are_named_once(tmp_path):
    figure, _ = new_figure("叉车 叉", across="叉", up="y")
    with pytest.warns(VidResultsWarning, match="lacks '叉车': drawn as empty boxes") as said:
        save_figure(figure, tmp_path / "a.png")
    assert len(said) == 1
