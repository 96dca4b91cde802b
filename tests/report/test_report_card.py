"""Results as the output of a notebook's cell: the card with its timeline."""

from __future__ import annotations

import vidresults as vr
from tests.support.documents import detection, document, element
from tests.support.markup import SVG, pictures_in, read
from vidresults.report.card import card_of
from vidresults.report.spread import spread_of

RESULTS = vr.load(document(element(detection(), detection()), None, element(), step=5))


def test_the_card_keeps_looked_at_and_not_inferred_apart():
    words = " ".join(read(RESULTS._repr_html_()).words)
    assert "2 inferred, 1 not inferred" in words
    assert "2 boxes on 1 of 3 frames, 1 class" in words
    assert "Where it is missing no model ran" in words


def test_the_timeline_counts_each_sample_and_leaves_a_gap():
    spread = spread_of(RESULTS, 20)
    (item,) = spread.classes
    assert (item.found, item.most) == (2, 2)
    assert item.density[0] == 2
    assert item.density[1] != item.density[1]  # not a number: no model ran
    assert item.density[2] == 0
    assert spread.inferred.tolist() == [True, False, True]


def test_classes_beyond_the_limit_are_counted():
    boxes = [detection(**{"class": f"kind {number}", "class_id": number}) for number in range(23)]
    words = " ".join(read(card_of(vr.load(document(element(*boxes))))).words)
    assert "3 more classes with 3" in words


def test_texts_of_a_result_are_never_markup():
    name = '<video src=x onerror="alert(1)">'
    reading = read(card_of(vr.load(document(element(detection(**{"class": name}))))))
    assert "video" not in reading.tags
    assert name in reading.words


def test_nothing_has_a_card():
    assert "nothing" in " ".join(read(vr.VideoResults({})._repr_html_()).words)


def test_the_timeline_is_pictures_which_notebooks_that_are_not_trusted_show():
    markup = RESULTS._repr_html_()
    assert "<svg" not in markup
    state, bar = pictures_in(markup)
    assert len(state.findall(f"{SVG}path")) == 1
    assert len(bar.findall(f"{SVG}path")) == 2
