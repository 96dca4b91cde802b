"""Exports of what was selected, merged and concatenated."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.support.sources import box, document, element
from vidresults.errors import OutputError, SchemaError, SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import VideoResults, concat, merge
from vidresults.schema import TABLES


def three(**extra):
    sent = document(m=[element(box()), None, element(box(), box())])
    return load(sent | extra, source_id="three")


def test_a_selection_that_begins_later_gives_a_document_that_loads(tmp_path):
    later = three().select(start_seconds=0.2)
    export(later, tmp_path / "a.json", format="video-inference")
    sent = json.loads((tmp_path / "a.json").read_text())
    assert (sent["frame_offset"], len(sent["m"])) == ([5, 10], 2)
    assert sent["m"][0] is None
    assert load(tmp_path / "a.json").detections.num_rows == 2


def test_rows_out_of_step_with_the_inferences_are_refused_not_dropped(tmp_path):
    results = three()
    tables = {name: results.table(name) for name in TABLES}
    tables["detections"] = tables["detections"].take([2, 1, 0])
    with pytest.raises(SchemaError, match="not in the order of the inferences"):
        export(VideoResults(tables), tmp_path / "a.json", format="video-inference")
    assert list(tmp_path.iterdir()) == []


def test_unknown_members_of_merged_documents_are_written_once(tmp_path):
    one = load(document(a=[element(box())]) | {"note": 1}, source_id="s")
    two = load(document(b=[element(box())]) | {"note": 2})
    report = export(merge([one, two]), tmp_path / "a.json", format="video-inference")
    assert json.loads((tmp_path / "a.json").read_text())["note"] == 1
    assert report.notes == ("the merged documents disagree on 'note': the first is written",)


def test_several_sources_come_back_equal_in_whatever_order_they_were_put(tmp_path):
    parts = [load(document(m=[element(box())]), source_id=name) for name in ("z", "a", "m/1")]
    results = concat(parts)
    export(results, tmp_path / "o", format="parquet")
    assert load(tmp_path / "o").equals(results)


def test_pandas_reads_a_table_of_the_parquet_folder(tmp_path):
    export(three(), tmp_path / "o", format="parquet")
    frame = pd.read_parquet(tmp_path / "o" / "detections", partitioning=None)
    assert list(frame["source_id"]) == ["three"] * 3


def test_a_very_long_source_id_still_makes_a_folder(tmp_path):
    results = load(document(m=[element(box())]), source_id="叉" * 200)
    export(results, tmp_path / "o", format="parquet")
    assert load(tmp_path / "o").equals(results)


def test_models_that_saw_another_size_do_not_share_a_coco_image(tmp_path):
    small = load(document(a=[element(box())]), source_id="s")
    large = element(box()) | {"image": {"width": 128, "height": 96}}
    both = merge([small, load(document(b=[large]))])
    with pytest.raises(OutputError, match="different sizes"):
        export(both, tmp_path / "a.json", format="coco")


def test_a_mask_that_is_not_as_large_as_its_picture_is_refused(tmp_path):
    mask = box(rle={"size": [10, 10], "counts": [100]})
    with pytest.raises(OutputError, match="10x10 pixels and its picture of 64x48"):
        export(load(document(m=[element(mask)])), tmp_path / "a.json", format="coco")


@pytest.mark.parametrize("far", [1e5, 1e9, 1e300])
def test_far_points_of_an_outline_have_an_area_and_stay_as_sent(far, tmp_path):
    corners = [(0.0, 0.0), (far, 0.0), (far, far), (0.0, far)]
    sent = box(points=[{"x": x, "y": y} for x, y in corners])
    export(load(document(m=[element(sent)])), tmp_path / "a.json", format="coco")
    (found,) = json.loads((tmp_path / "a.json").read_text())["annotations"]
    assert found["segmentation"] == [[value for corner in corners for value in corner]]
    assert found["area"] == 64 * 48


def test_an_option_that_a_format_does_not_take_is_named(tmp_path):
    with pytest.raises(SelectionError, match=r"'csv' takes no option 'classes'; coco.* does"):
        export(three(), tmp_path / "a.csv", format="csv", classes=["car"])


def test_a_joined_video_survives_a_merge_in_either_order():
    from tests.support.sources import full

    joined = full().select(models="boxes")
    other = load(document(other=[None, None, None]), source_id="full")
    for parts in ([joined, other], [other, joined]):
        merged = merge(parts)
        assert merged.frames["video_time_seconds"].null_count == 0
        assert merged.facts.document_of["full"]["video_path"] == "street.mp4"
