"""The public surface is a list, and the list is true."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import vidresults

ROOT = Path(vidresults.__file__)
HEAVY = ("cv2", "av", "pandas", "supervision", "duckdb")


def declared_for_type_checkers() -> set[str]:
    tree = ast.parse(ROOT.read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_list_is_what_type_checkers_see_and_what_can_be_had():
    assert declared_for_type_checkers() == set(vidresults.__all__)
    for name in vidresults.__all__:
        assert getattr(vidresults, name) is not None


def test_every_name_is_listed_once_and_in_order():
    names = vidresults.__all__
    assert len(set(names)) == len(names)
    groups = [[n for n in names if kind(n)] for kind in (str.isupper, is_class, is_function)]
    assert names == [name for group in groups for name in sorted(group)]


def is_class(name: str) -> bool:
    return name[0].isupper() and not name.isupper()


def is_function(name: str) -> bool:
    return name[0].islower()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = vidresults.nonsense


@pytest.mark.parametrize("name", [n for n in vidresults.__all__ if not n.isupper()])
def test_every_public_name_says_what_it_is(name):
    assert len(inspect.getdoc(getattr(vidresults, name)) or "") > 20


@pytest.mark.parametrize("name", ["load", "export", "render", "report"])
def test_importing_a_part_leaves_the_function_of_its_name(name):
    code = (
        f"import vidresults.{name}, vidresults as vr\n"
        f"from vidresults.{name} import {name} as function\n"
        f"assert vr.{name} is function and callable(vr.{name})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_package_loads_nothing_heavy():
    code = f"import vidresults, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_showing_the_help_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['vidresults', '--help']\n"
        "from vidresults.cli import main\n"
        "try: main()\n"
        f"finally: print([m for m in {(*HEAVY, 'pyarrow', 'numpy')!r} if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "render" in shown.stdout
    assert shown.stdout.splitlines()[-1] == "[]"
