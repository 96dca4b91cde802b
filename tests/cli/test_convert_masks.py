"""`vidresults convert --segmentation`."""

from __future__ import annotations

import json

from tests.support.sources import box, document, element

SQUARE = {"size": [48, 64], "counts": [64 * 48 - 1, 1]}  # the last pixel


def test_the_command_turns_masks_into_outlines(vidresults, tmp_path):
    one = box(x=63.5, y=47.5, width=1, height=1, rle=SQUARE)
    (tmp_path / "r.json").write_text(json.dumps(document(m=[element(one)])))
    code, _, err = vidresults(
        "convert", "r.json", "--to", "coco", "--segmentation", "polygon", "--out", "a.json"
    )
    assert code == 0, err
    (annotation,) = json.loads((tmp_path / "a.json").read_text())["annotations"]
    (ring,) = annotation["segmentation"]
    corners = set(zip(ring[::2], ring[1::2], strict=True))
    assert corners == {(63, 47), (64, 47), (64, 48), (63, 48)}


def test_a_format_without_masks_refuses_the_option(vidresults, tmp_path):
    (tmp_path / "r.json").write_text(json.dumps(document(m=[element(box())])))
    code, _, err = vidresults(
        "convert", "r.json", "--to", "csv", "--segmentation", "rle", "--out", "a.csv"
    )
    assert code == 1
    assert "'csv' takes no option 'segmentation'; those that do: coco" in err
    assert not (tmp_path / "a.csv").exists()
