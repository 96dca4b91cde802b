"""Outputs are complete or absent."""

import pytest

from vidresults.atomic import new_file, new_folder
from vidresults.errors import OutputError


class HalfwayError(Exception):
    """What goes wrong in the middle of writing."""


def tree(folder):
    """Every file with its text, every folder as None."""
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def write_file(path, text):
    with new_file(path) as temporary:
        temporary.write_text(text)


def write_folder(path, **files):
    with new_folder(path) as fresh:
        for name, text in files.items():
            (fresh / name).write_text(text)


def fail_in_file(path):
    with new_file(path) as temporary:
        temporary.write_text("half")
        raise HalfwayError


def fail_in_folder(path):
    with new_folder(path) as fresh:
        (fresh / "a").write_text("half")
        raise HalfwayError


def test_a_file_is_there_when_the_block_is_done(tmp_path):
    path = tmp_path / "out.csv"
    with new_file(path) as temporary:
        temporary.write_text("all")
        assert not path.exists()
        assert temporary.suffix == ".csv"
    assert tree(tmp_path) == {"out.csv": "all"}


def test_a_file_in_folders_that_do_not_exist_is_written(tmp_path):
    write_file(tmp_path / "a" / "b" / "out", "all")
    assert tree(tmp_path) == {"a": None, "a/b": None, "a/b/out": "all"}


def test_a_relative_path_is_written_where_one_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_file("out.txt", "all")
    write_folder("folder", a="1")
    assert tree(tmp_path) == {"folder": None, "folder/a": "1", "out.txt": "all"}


def test_an_existing_file_is_replaced(tmp_path):
    write_file(tmp_path / "out", "old")
    write_file(tmp_path / "out", "new")
    assert tree(tmp_path) == {"out": "new"}


def test_a_file_can_be_read_by_those_who_could_read_any_new_file(tmp_path):
    (tmp_path / "usual").write_text("")
    write_file(tmp_path / "out", "all")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("fail", [fail_in_file, fail_in_folder])
def test_a_failure_leaves_nothing(tmp_path, fail):
    with pytest.raises(HalfwayError):
        fail(tmp_path / "out")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("fail", [fail_in_file, fail_in_folder])
def test_a_failure_takes_away_the_parents_that_were_made(tmp_path, fail):
    (tmp_path / "there").mkdir()
    with pytest.raises(HalfwayError):
        fail(tmp_path / "there" / "a" / "b" / "out")
    assert tree(tmp_path) == {"there": None}


def test_a_failure_keeps_a_parent_into_which_somebody_else_wrote(tmp_path):
    def fail_beside_others():
        with new_file(tmp_path / "a" / "b" / "out"):
            (tmp_path / "a" / "other").write_text("mine")
            raise HalfwayError

    with pytest.raises(HalfwayError):
        fail_beside_others()
    assert tree(tmp_path) == {"a": None, "a/other": "mine"}


def test_an_interruption_leaves_nothing_too(tmp_path):
    def interrupt():
        with new_file(tmp_path / "out") as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert tree(tmp_path) == {}


def test_a_failure_leaves_the_old_file(tmp_path):
    write_file(tmp_path / "out", "old")
    with pytest.raises(HalfwayError):
        fail_in_file(tmp_path / "out")
    assert tree(tmp_path) == {"out": "old"}


def test_a_failure_leaves_the_old_folder(tmp_path):
    write_folder(tmp_path / "out", a="old")
    with pytest.raises(HalfwayError):
        fail_in_folder(tmp_path / "out")
    assert tree(tmp_path) == {"out": None, "out/a": "old"}


def test_a_block_that_writes_nothing_leaves_nothing(tmp_path):
    def write_nothing():
        with new_file(tmp_path / "a" / "out"):
            pass

    with pytest.raises(FileNotFoundError):
        write_nothing()
    assert tree(tmp_path) == {}


def test_a_folder_is_there_when_the_block_is_done(tmp_path):
    with new_folder(tmp_path / "out") as fresh:
        (fresh / "a").write_text("1")
        assert not (tmp_path / "out").exists()
    assert tree(tmp_path) == {"out": None, "out/a": "1"}


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", a="1")
    assert tree(tmp_path) == {"out": None, "out/a": "1"}


def test_a_folder_is_replaced_where_all_its_files_are_written_anew(tmp_path):
    write_folder(tmp_path / "out", a="old", b="old")
    write_folder(tmp_path / "out", a="new", b="new", c="new")
    assert tree(tmp_path) == {"out": None, "out/a": "new", "out/b": "new", "out/c": "new"}


def test_a_folder_with_other_files_is_refused_and_kept(tmp_path):
    write_folder(tmp_path / "out", a="old", mine="precious")
    before = tree(tmp_path)
    with pytest.raises(
        OutputError, match="holds files that this output would not replace"
    ) as error:
        write_folder(tmp_path / "out", a="new")
    assert "such as mine" in str(error.value)
    assert tree(tmp_path) == before


def test_a_file_deep_in_the_folder_is_other_too(tmp_path):
    (tmp_path / "out" / "sub").mkdir(parents=True)
    (tmp_path / "out" / "sub" / "mine").write_text("precious")
    with pytest.raises(OutputError, match="such as sub/mine"):
        write_folder(tmp_path / "out", a="new")
    assert (tmp_path / "out" / "sub" / "mine").read_text() == "precious"


def test_a_file_is_not_written_over_a_folder_nor_a_folder_over_a_file(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="is a folder: give the name of a file"):
        write_file(tmp_path / "folder", "all")
    with pytest.raises(OutputError, match="is a file: give the name of a folder"):
        write_folder(tmp_path / "file", a="1")
    assert tree(tmp_path) == {"file": "mine", "folder": None}


@pytest.mark.parametrize("write", [fail_in_file, fail_in_folder])
def test_a_parent_that_is_a_file_is_refused(tmp_path, write):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "out")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "sub" / "out")
    assert tree(tmp_path) == {"file": "mine"}


def test_parents_that_were_made_go_where_the_next_cannot_be_made(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(tmp_path / "a" / ("x" * 300) / "out", "all")
    assert tree(tmp_path) == {}


def test_a_name_nearly_as_long_as_names_can_be_works(tmp_path):
    write_file(tmp_path / ("x" * 250), "all")
    assert tree(tmp_path) == {"x" * 250: "all"}


def test_what_another_process_is_writing_stays(tmp_path):
    with new_file(tmp_path / "out.txt") as temporary:
        temporary.write_text("first")
        write_file(tmp_path / "out.txt", "second")
        assert temporary.read_text() == "first"
    assert tree(tmp_path) == {"out.txt": "first"}


def test_hidden_files_of_others_stay(tmp_path):
    (tmp_path / ".out.12345678").write_text("a file")
    (tmp_path / ".out.abcdefgh").mkdir()
    (tmp_path / ".out.longer12").mkdir()
    (tmp_path / ".out.longer12" / "mine").write_text("keep")
    write_file(tmp_path / "out", "all")
    assert tree(tmp_path) == {
        ".out.12345678": "a file", ".out.abcdefgh": None, ".out.longer12": None,
        ".out.longer12/mine": "keep", "out": "all",
    }  # fmt: skip
