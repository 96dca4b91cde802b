"""Names of files: safe, unique, and short enough for every file system."""

from __future__ import annotations

from vidresults.export.pictures.names import frame_file_name, unique_names


def test_long_names_fit_where_a_name_has_255_bytes():
    ids = ["叉" * 300, "叉" * 301, "x" * 300, "é" * 100 + "叉" * 100]
    names = list(unique_names(ids).values())
    assert len(set(names)) == 4
    assert all(len(frame_file_name(name, 10**9).encode()) < 255 for name in names)
    assert names[0] == "叉" * 60


def test_what_has_no_safe_character_is_called_what_it_is():
    assert list(unique_names(["🦊", " "], otherwise="class").values()) == ["class", "class-2"]
    assert unique_names(["🦊"]) == {"🦊": "source"}
