"""Items that are made ahead come in order, with their error, and stop when nobody wants them."""

import threading

import pytest

from vidresults.render.pipeline import ahead


def test_all_items_come_in_order():
    assert list(ahead(range(100))) == list(range(100))
    assert list(ahead([])) == []


def test_items_are_made_before_they_are_asked_for():
    third = threading.Event()

    def made():
        for number in range(5):
            if number == 2:
                third.set()
            yield number

    items = ahead(made(), count=4)
    assert next(items) == 0
    assert third.wait(10), "the third item was made while the first was worked on"
    assert list(items) == [1, 2, 3, 4]


def test_an_error_is_raised_in_its_place():
    def made():
        yield 1
        raise ValueError("damaged")

    items = ahead(made())
    assert next(items) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(items)


def test_whoever_stops_early_leaves_no_thread():
    closed = threading.Event()

    def made():
        try:
            yield from range(10**9)
        finally:
            closed.set()

    items = ahead(made())
    assert next(items) == 0
    items.close()
    assert not [t for t in threading.enumerate() if t.name == "vidresults-decoder"]
