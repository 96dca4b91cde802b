"""What the page's script is made of: pinned, named, small, and without addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import vidresults

REPORT = Path(vidresults.__file__).parent / "report"
FRONTEND, ASSETS = REPORT / "frontend", REPORT / "assets"
BUILT = ("page.js", "page.css")
MOST_BYTES = 300_000
# Names that browsers know, which nobody fetches.
NAMESPACES = {
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/svg",
}
# What a licence's own text says, by its short name in the lock file.
LICENCE_WORDS = {
    "MIT": "Permission is hereby granted, free of charge",
    "BSD-3-Clause": "Neither the name of the copyright holder",
}


def read_json(name):
    return json.loads((FRONTEND / name).read_text(encoding="utf-8"))


def locked():
    """Every package of the lock file by its name, without the page itself."""
    packages = read_json("package-lock.json")["packages"]
    return {path.removeprefix("node_modules/"): about for path, about in packages.items() if path}


def bundled():
    return {name: about for name, about in locked().items() if not about.get("dev")}


def addresses(text):
    """Everything in a text that a browser could take for an address of the network."""
    whole = re.findall(r"\b(?:https?|wss?|ftp)://[\w.:@/%~+-]*", text)
    without_scheme = re.findall(r"""["'`(](//[a-z0-9-]+\.[a-z]{2,}[\w./-]*)""", text)
    return {*whole, *without_scheme}


def test_every_dependency_is_pinned_to_one_version():
    about = read_json("package.json")
    wanted = about["dependencies"] | about["devDependencies"]
    assert wanted
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name}: {version}"
        assert locked()[name]["version"] == version


def test_the_lock_file_has_sums_and_no_addresses():
    for name, about in locked().items():
        assert "resolved" not in about, name
        assert about["integrity"].startswith("sha512-"), name
    text = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert addresses(text) == set()
    assert not (FRONTEND / ".npmrc").exists()


def test_nothing_runs_a_script_when_it_is_installed_but_the_bundler():
    # it is installed with --ignore-scripts, which the bundler does well without
    assert [name for name, about in locked().items() if about.get("hasInstallScript")] == [
        "esbuild"
    ]


def test_the_notices_have_every_bundled_package_with_its_licence():
    notices = (ASSETS / "NOTICES.txt").read_text(encoding="utf-8")
    sections = dict(
        part.strip().split("\n", 1) for part in re.split(r"^-{72}$", notices, flags=re.MULTILINE)
    )
    assert set(sections) == {f"{name} {about['version']}" for name, about in bundled().items()}
    for name, about in bundled().items():
        words = LICENCE_WORDS[about["license"]]
        assert words in sections[f"{name} {about['version']}"], name


def test_the_readme_names_the_licence_of_every_bundled_package():
    readme = (REPORT.parents[1] / "README.md").read_text(encoding="utf-8")
    for name, about in bundled().items():
        assert re.search(rf"^\| {name} \| {about['license']} \|", readme, re.MULTILINE), name


@pytest.mark.parametrize("name", BUILT)
def test_the_built_page_holds_no_address_of_the_network(name):
    text = (ASSETS / name).read_text(encoding="utf-8")
    assert addresses(text) <= NAMESPACES


def test_the_stylesheet_fetches_nothing():
    text = (ASSETS / "page.css").read_text(encoding="utf-8")
    assert re.findall(r"url\((?![\"']?data:)|@import|@font-face", text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('fetch("https://example.org/a.js")', {"https://example.org/a.js"}),
        ("new WebSocket('ws://example.org')", {"ws://example.org"}),
        ('src="//example.org/a.js"', {"//example.org/a.js"}),
        ("a(b)//comment", set()),
    ],
)
def test_an_address_would_be_noticed(text, found):
    assert addresses(text) == found


def test_the_built_page_is_small():
    sizes = {name: (ASSETS / name).stat().st_size for name in (*BUILT, "NOTICES.txt")}
    assert sum(sizes.values()) < MOST_BYTES, sizes
    assert {path.name for path in ASSETS.iterdir()} == set(sizes)
