"""Which classes are seen together, counted by hand and in plain Python."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from tests.support.sampling import SAMPLINGS, document_of
from tests.support.sources import box, document, element, odd_sources
from vidresults import co_occurrence, export, load, sample_result, scan
from vidresults.analytics import co_occurrences
from vidresults.analytics.co_occurrences import CO_OCCURRENCE
from vidresults.errors import SelectionError
from vidresults.results import concat


def at(x, name, width=10.0):
    return box(x=float(x), y=20.0, width=width, height=10.0, **{"class": name})


def pairs(result, **how):
    """Rows by the two classes."""
    return {
        (row["class_name"], row["other_class_name"]): row
        for row in co_occurrence(result, **how).to_pylist()
    }


CAR, BUS = at(10, "car"), at(40, "bus")


def test_presence_is_counted_by_samples():
    # 4 inferred samples: car on 3, bus on 2, both on 1; the fifth was not inferred.
    made = [element(CAR), element(CAR, CAR, BUS), element(BUS), element(CAR), None]
    found = pairs(load(document(m=made)))
    row = found["bus", "car"]
    numbers = [row[key] for key in ("samples", "with_first", "with_second", "with_both")]
    assert numbers == [4, 2, 3, 1]
    assert (row["share"], row["jaccard"]) == (1 / 4, 1 / 4)
    assert row["lift"] == pytest.approx((1 / 4) / (2 / 4 * 3 / 4))
    assert list(found) == [("bus", "bus"), ("bus", "car"), ("car", "car")]


def test_a_class_with_itself_is_two_boxes_on_one_sample():
    found = pairs(load(document(m=[element(CAR), element(CAR, CAR), element()])))
    row = found["car", "car"]
    assert (row["with_both"], row["share"], row["jaccard"]) == (1, 1 / 3, 1 / 2)
    assert row["lift"] is None
    assert (row["overlapping_samples"], row["overlapping_pairs"]) == (1, 1)


def test_classes_that_are_never_together_have_a_row_that_says_so():
    row = pairs(load(document(m=[element(CAR), element(BUS)])))["bus", "car"]
    assert (row["with_both"], row["share"], row["lift"], row["overlapping_pairs"]) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("measure", "overlap", "over"),
    [("smaller", 0.5, 1), ("smaller", 0.6, 0), ("iou", 0.2, 1), ("iou", 0.25, 0)],
)
def test_overlap_is_of_the_smaller_box_or_of_both(measure, overlap, over):
    # 10 pixels of the bag lie over 20 of the person, half of it within: 5 of the smaller's 10,
    # and of both together 5 / (20 + 10 - 5) = 0.2
    made = document(m=[element(at(20, "person", width=20.0), at(30, "bag"))])
    row = pairs(load(made), measure=measure, overlap=overlap)["bag", "person"]
    assert (row["overlapping_samples"], row["overlapping_pairs"]) == (over, over)


def test_pairs_of_boxes_and_samples_with_some_are_two_numbers():
    made = [element(CAR, at(10, "bus"), at(11, "bus")), element(CAR, at(10, "bus"))]
    row = pairs(load(document(m=made)))["bus", "car"]
    assert (row["overlapping_samples"], row["overlapping_pairs"]) == (2, 3)


def test_models_are_held_together_where_both_were_inferred():
    made = document(a=[element(CAR), element(CAR), None], b=[element(BUS), None, element(BUS)])
    rows = co_occurrence(load(made)).to_pylist()
    across = next(row for row in rows if row["model"] != row["other_model"])
    assert (across["model"], across["other_model"]) == ("a", "b")
    numbers = [across[key] for key in ("samples", "with_first", "with_second", "with_both")]
    assert numbers == [1, 1, 1, 1]
    alone = next(row for row in rows if row["model"] == row["other_model"] == "a")
    assert (alone["samples"], alone["with_first"]) == (2, 2)


def test_boxes_of_two_models_overlap_in_shares_of_the_picture():
    half = box(x=15.0, y=10.0, width=5.0, height=5.0, **{"class": "bus"})
    small = element(half, image={"width": 32, "height": 24})
    rows = co_occurrence(load(document(a=[element(at(30, "car"))], b=[small])), measure="iou",
                         overlap=0.99).to_pylist()  # fmt: skip
    across = next(row for row in rows if row["model"] != row["other_model"])
    assert across["overlapping_pairs"] == 1


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_two_that_pass_each_other_overlap_as_long_as_they_do(sampling):
    # Widths of 10, 60 apart and closing at 20 a second: they overlap by half from second 2.75
    # (5 apart) to 3.25, and the car is there for the first two seconds alone as the bus is.
    made = document_of(sampling, m=lambda t: element(at(0 + 10 * t, "car"), at(60 - 10 * t, "bus")))
    row = pairs(load(made))["bus", "car"]
    times = SAMPLINGS[sampling][1]
    assert row["overlapping_samples"] == sum(abs(60 - 20 * t) <= 5 for t in times)
    assert (row["share"], row["lift"]) == (1, 1)


def test_the_sample_has_the_pairs_of_plain_python(monkeypatch, tmp_path):
    result = load(sample_result())
    seen = {}
    for row in result.detections.to_pylist():
        seen.setdefault(row["sample_index"], []).append(row)
    together, over = Counter(), Counter()
    for boxes in seen.values():
        names = Counter(b["class_name"] for b in boxes)
        together.update(p for p in itertools.combinations_with_replacement(sorted(names), 2)
                        if p[0] != p[1] or names[p[0]] > 1)  # fmt: skip
        for a, b in itertools.combinations(boxes, 2):
            sides = [
                min(a[c] + a[s] / 2, b[c] + b[s] / 2) - max(a[c] - a[s] / 2, b[c] - b[s] / 2)
                for c, s in (("x_center", "width"), ("y_center", "height"))
            ]
            shared = max(sides[0], 0) * max(sides[1], 0)
            if shared >= 0.5 * min(a["width"] * a["height"], b["width"] * b["height"]):
                over[tuple(sorted((a["class_name"], b["class_name"])))] += 1
    table = co_occurrence(result)
    rows = {(r["class_name"], r["other_class_name"]): r for r in table.to_pylist()}
    assert {key: row["with_both"] for key, row in rows.items() if row["with_both"]} == together
    assert {k: row["overlapping_pairs"] for k, row in rows.items() if row["overlapping_pairs"]} == (
        over
    )
    monkeypatch.setattr(co_occurrences, "_BOXES_AT_ONCE", 50)  # some samples after the other
    assert co_occurrence(result).equals(table)
    export(result, tmp_path / "tables", format="parquet")
    assert co_occurrence(scan(tmp_path / "tables")).equals(table)


def test_several_videos_are_kept_apart():
    one = load(document(m=[element(CAR, BUS)]), source_id="x")
    two = load(document(m=[element(CAR), element(BUS)]), source_id="y")
    rows = co_occurrence(concat([one, two])).to_pylist()
    found = [(r["source_id"], r["with_both"]) for r in rows
             if (r["class_name"], r["other_class_name"]) == ("bus", "car")]  # fmt: skip
    assert found == [("x", 1), ("y", 0)]


def test_odd_results_are_counted():
    for name, result in odd_sources():
        table = co_occurrence(result)
        assert table.schema.equals(CO_OCCURRENCE), name
        kinds = len(set(result.detections["class_name"].to_pylist()))
        if len(result.facts.models) == 1:
            assert table.num_rows == kinds * (kinds + 1) // 2, name


def test_wrong_questions_are_refused():
    result = load(document(m=[element()]))
    with pytest.raises(SelectionError, match="overlap: found 0, expected above 0"):
        co_occurrence(result, overlap=0)
    with pytest.raises(SelectionError, match="measure: found 'x', expected smaller or iou"):
        co_occurrence(result, measure="x")
