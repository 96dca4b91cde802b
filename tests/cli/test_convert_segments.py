"""`vidresults convert --gap`, `--min-length` and `--subset`."""

from __future__ import annotations

import json

from tests.support.sources import box, document, element


def test_the_command_bridges_gaps_leaves_short_segments_out_and_names_the_subset(
    vidresults, tmp_path
):
    car, bus = element(box()), element(box(**{"class": "bus", "class_id": 5}))
    (tmp_path / "r.json").write_text(json.dumps(document(m=[car, bus, car, element()])))
    words = ["--gap", "0.2", "--min-length", "0.5", "--subset", "testing", "--out", "a.json"]
    code, _, err = vidresults("convert", "r.json", "--to", "activitynet", *words)
    assert code == 0, err
    (entry,) = json.loads((tmp_path / "a.json").read_text())["database"].values()
    assert entry["subset"] == "testing"
    assert entry["annotations"] == [{"segment": [0.0, 0.6], "label": "car"}]


def test_a_format_without_segments_refuses_a_gap(vidresults, tmp_path):
    (tmp_path / "r.json").write_text(json.dumps(document(m=[element(box())])))
    code, _, err = vidresults("convert", "r.json", "--to", "csv", "--gap", "1", "--out", "a.csv")
    assert code == 1
    assert "'csv' takes no option 'gap_seconds'; those that do: activitynet, chapters, edl" in err
    assert not (tmp_path / "a.csv").exists()
