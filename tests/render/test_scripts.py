"""Class names in any script: drawn by their letters, else by their names, never as `?`."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from vidresults.render import scripts
from vidresults.render.scripts import BUILT_IN, has_glyph, readable

NAMES = [
    "forklift", "Ελλάς", "кран", "叉车", "パレット", "한국어", "עברית", "سيارة", "გამარჯობა", "éøå",
    "हिन्दी", "ไทย", "🚲", "👩‍🚒", "🇩🇪", "\ue000", "a\nb",
]  # fmt: skip


@pytest.fixture
def without_the_extra(monkeypatch):
    """As where `vidresults[text]` is not installed."""
    for module in ("arabic_reshaper", "bidi", "matplotlib"):
        monkeypatch.setitem(sys.modules, module, None)
    for cached in (readable, scripts._font_of_the_extra):
        cached.cache_clear()
    yield
    for cached in (readable, scripts._font_of_the_extra):
        cached.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_character_that_is_drawn_is_in_the_font(name):
    writing = readable(name)
    mark = scripts._ink("?", writing.font)
    for character in writing.text.replace(" ", ""):
        ink = scripts._ink(character, writing.font)
        assert ink.any()
        assert not np.array_equal(ink, mark)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_too(name):
    writing = readable(name)
    assert writing.font == BUILT_IN
    assert writing.text.strip()
    assert all(has_glyph(character) for character in writing.text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [("🚲", "[bicycle]"), ("red 🚲 left", "red [bicycle] left"), ("👩‍🚒", "[woman fire engine]"),
     ("🚲🚗", "[bicycle automobile]"), ("🇩🇪", "[d e]"), ("what?", "what?"), ("हि", "[ha vowel i]"),
     ("\ue000", "[U+E000]")],
)  # fmt: skip
def test_what_no_font_has_is_named(text, drawn):
    assert readable(text).text == drawn


def test_hebrew_is_turned_round_and_numbers_are_not():
    assert readable("שלום 0.90").text == "0.90 םולש"


def test_arabic_is_joined_in_the_order_in_which_it_is_seen():
    writing = readable("سلام")
    assert writing.text == "\ufee1\ufefc\ufeb3"
    assert not any(has_glyph(character) for character in writing.text)
    assert all(has_glyph(character, writing.font) for character in writing.text)


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_words_are_turned_round_letter_by_letter():
    assert readable("שלום עולם 0.90").text == "םלוע םולש 0.90"
    assert readable("سلام").text == "مالس"


def test_a_font_of_ones_own_is_taken_for_what_the_usual_one_lacks():
    own = scripts._font_of_the_extra()
    assert readable("გ", own).font == own
    assert readable("叉车", own).font == BUILT_IN
