"""A style takes what its fields take, also from a file, and says what is wrong with the rest."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests.support.readme import README
from vidresults.cli import main
from vidresults.errors import FormatError, SelectionError
from vidresults.render import Style

WRONG = {
    "boxes": 1,
    "box_kind": "round",
    "labels": "yes",
    "confidences": None,
    "masks": 0,
    "keypoints": (),
    "skeleton": (("nose", "left_eye", "right_eye"),),
    "gazes": "no",
    "traces": -1,
    "spotlight": 1.5,
    "heatmap": 2,
    "heatmap_seconds": 0,
    "zone_opacity": -1,
    "timecode": "00:00",
    "counters": 3,
    "colour_by": "confidence",
    "thickness": 0,
    "text_height": 2,
    "font": "/nowhere/font.ttf",
    "mask_opacity": -0.1,
    "keypoint_min_confidence": True,
    "palette": ("red",),
}


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [field.name for field in fields(Style)])
def test_a_wrong_value_names_the_field_and_what_it_takes(name):
    with pytest.raises(SelectionError, match=rf"field {name}: found .*, expected \S+"):
        Style(**{name: WRONG[name]})


@pytest.mark.parametrize("palette", [(), ("#12345",), ("#12345G",), ("#1234567",), "#123456"])
def test_a_palette_is_one_or_more_colours(palette):
    with pytest.raises(SelectionError, match="palette"):
        Style(palette=palette)


def test_a_file_gives_the_style_it_names(tmp_path):
    file = written(
        tmp_path / "look.toml",
        'box_kind = "corner"\nspotlight = 0.5\ntraces = 20\npalette = ["#FF8000", "#0080FF"]\n'
        'skeleton = [["nose", "tail"]]\n',
    )
    wanted = Style(
        box_kind="corner", spotlight=0.5, traces=20, palette=("#FF8000", "#0080FF"),
        skeleton=(("nose", "tail"),),
    )  # fmt: skip
    assert Style.from_toml(file) == wanted


def test_fields_as_json_has_them_give_the_style_they_name():
    told = {"palette": ["#FF8000"], "skeleton": [["nose", "tail"]], "traces": 3}
    assert Style.of(told) == Style(palette=("#FF8000",), skeleton=(("nose", "tail"),), traces=3)
    with pytest.raises(SelectionError, match="'trace' is no field of a style; did you mean traces"):
        Style.of({"trace": 3})
    with pytest.raises(SelectionError, match="field traces: found -1"):
        Style.of({"traces": -1})


def test_an_empty_file_is_the_usual_style(tmp_path):
    assert Style.from_toml(written(tmp_path / "look.toml", "")) == Style()


def test_an_unknown_key_names_the_nearest_and_lists_the_known(tmp_path):
    file = written(tmp_path / "look.toml", 'colour_bye = "class"\n')
    with pytest.raises(SelectionError) as caught:
        Style.from_toml(file)
    assert "'colour_bye' is no field of a style; did you mean colour_by?" in str(caught.value)
    assert all(field.name in str(caught.value) for field in fields(Style))


def test_a_wrong_value_in_a_file_names_the_file(tmp_path):
    file = written(tmp_path / "look.toml", "spotlight = 2\n")
    with pytest.raises(SelectionError, match=r"look\.toml: .*spotlight: found 2, expected a num"):
        Style.from_toml(file)


@pytest.mark.parametrize("text", ["boxes = ", None])
def test_a_file_that_is_no_toml_or_not_there_is_an_error(text, tmp_path):
    path = tmp_path / "look.toml"
    if text is not None:
        written(path, text)
    with pytest.raises(FormatError, match=r"look\.toml: cannot be read as TOML"):
        Style.from_toml(path)


def test_a_font_is_looked_for_beside_the_file(tmp_path):
    (tmp_path / "font.ttf").write_bytes(b"a font")
    file = written(tmp_path / "look.toml", 'font = "font.ttf"\n')
    assert Style.from_toml(file).font == str(tmp_path / "font.ttf")


def test_every_field_stands_in_the_readme():
    text = README.read_text(encoding="utf-8")
    assert [field.name for field in fields(Style) if f"`{field.name}`" not in text] == []


def test_the_command_says_what_is_wrong_with_the_style(tmp_path, monkeypatch, capsys):
    file = written(tmp_path / "look.toml", "box = true\n")
    words = ["render", "r.json", "v.mp4", "--out", str(tmp_path / "o.mp4"), "--style", str(file)]
    monkeypatch.setattr("sys.argv", ["vidresults", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "did you mean boxes?" in capsys.readouterr().err
