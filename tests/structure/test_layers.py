"""Who may import whom: the plan's table, held against the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "vidresults"

CORE = {"errors", "schema", "geometry", "results", "matching"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "geometry": set(),
    "atomic": {"errors"},
    "schema": {"errors"},
    "sample": {"errors"},
    "threads": set(),
    "conveniences": set(),
    "results": {"errors", "schema", "geometry", "conveniences"},
    "matching": {"errors", "schema", "geometry", "results"},
    "video": {"errors", "atomic"},
    "wire": {"errors", "schema", "geometry", "threads"},
    "load": {"errors", "wire", "video", "results"},
    "datasets": {"errors", "wire", "results"},
    "client": {"errors", "atomic", "video", "load"},
    "analytics": CORE | {"video", "atomic"},
    "export": CORE | {"video", "analytics", "atomic", "threads"},
    "render": CORE | {"video", "analytics", "atomic"},
    "report": CORE | {"video", "analytics", "atomic"},
    "localserver": {"errors", "video", "atomic"},
    "batch": CORE
    | {"video", "wire", "load", "datasets", "client", "analytics", "export", "render", "report"}
    | {"atomic", "threads"},
}
EVERYTHING = {"cli", "__init__", "__main__"}

# Third-party packages that only these parts may name.
AT_HOME = {
    "cv2": {"batch", "render", "localserver", "export"},
    "av": {"video"},
    "duckdb": {"results", "analytics"},
    "matplotlib": {"analytics", "report", "cli"},
    "hotcoco": {"analytics"},
    "trackeval": {"analytics"},
    "pandas": {"results"},
    "polars": {"results"},
    "rerun": {"export"},
    "scipy": {"analytics"},
    "supervision": {"results", "analytics"},
    "trackers": {"analytics"},
    "msgspec": {"wire", "export"},
    "pycocotools": {"export", "analytics"},
    "yaml": {"export", "wire"},
    "PIL": {"report", "wire"},
    "defusedxml": {"wire"},
    "click": {"cli"},
    "tqdm": {"cli"},
    "fsspec": {"batch"},
    "psutil": {"batch"},
    "ray": {"batch"},
    "requests": {"client"},
    "urllib3": {"client"},
    "platformdirs": {"client", "localserver"},
    "google_crc32c": {"client", "localserver", "export"},
    "starlette": {"localserver"},
    "uvicorn": {"localserver"},
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(source: str) -> Iterator[str]:
    """Dotted names of every import in a file, also inside functions and TYPE_CHECKING."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(part: str, source: str) -> list[str]:
    if part not in MAY_IMPORT and part not in EVERYTHING:
        return [f"{part} stands in no row of the table"]
    found = []
    for name in imports_of(source):
        top, _, rest = name.partition(".")
        inner = rest.split(".")[0]
        if top == "vidresults" and part not in EVERYTHING:
            if inner != part and inner not in MAY_IMPORT[part]:
                found.append(f"{part} imports {name}")
        elif top in AT_HOME and part not in AT_HOME[top]:
            found.append(f"{part} imports {name}")
    return found


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_a_file_imports_only_what_its_row_allows(path):
    assert violations(part_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("part", "source", "complaint"),
    [
        ("wire", "from vidresults.results import VideoResults", "wire imports"),
        ("export", "def f():\n    from vidresults.render import draw", "export imports"),
        ("schema", "import vidresults.cli.app", "schema imports"),
        ("results", "import cv2", "results imports cv2"),
        ("utils", "", "utils stands in no row"),
    ],
)
def test_a_planted_violation_is_found(part, source, complaint):
    assert [v for v in violations(part, source) if v.startswith(complaint)]


def test_nothing_imports_the_command_line():
    for path in PACKAGE.rglob("*.py"):
        if part_of(path) not in {"cli", "__main__"}:
            names = list(imports_of(path.read_text(encoding="utf-8")))
            assert not [name for name in names if name.split(".")[:2] == ["vidresults", "cli"]]
