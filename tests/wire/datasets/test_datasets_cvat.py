"""CVAT for video into tables: tracks are filled in as CVAT fills them in."""

import json

import pytest

from tests.support.documents import rows_of, runs_of
from vidresults import import_dataset
from vidresults.errors import FormatError, VidResultsWarning
from vidresults.geometry import mask_from_rle

META = """<meta><task><size>7</size><start_frame>0</start_frame><stop_frame>6</stop_frame>
<labels><label><name>bus</name></label><label><name>car</name></label></labels>
</task><original_size><width>64</width><height>48</height></original_size></meta>"""


def read(tmp_path, *tracks, meta=META, **options):
    body = "".join(
        f'<track id="{i}" label="car" source="manual">{track}</track>'
        for i, track in enumerate(tracks)
    )
    path = tmp_path / "annotations.xml"
    path.write_text(f'<?xml version="1.0"?><annotations><version>1.1</version>{meta}{body}'
                    "</annotations>", encoding="utf-8")  # fmt: skip
    return import_dataset(path, format="cvat-video", **options)


def box(frame, left, outside=0, keyframe=1, right=None, more=""):
    right = left + 10 if right is None else right
    return (
        f'<box frame="{frame}" outside="{outside}" occluded="0" keyframe="{keyframe}" '
        f'xtl="{left}" ytl="20.0" xbr="{right}" ybr="30.0" z_order="0" {more}></box>'
    )


def lefts(found):
    rows = rows_of(found, "detections", "frame_index", "x_center", "width")
    return [(frame, centre - width / 2) for frame, centre, width in rows]


def test_between_keyframes_a_box_goes_evenly(tmp_path):
    found = read(tmp_path, box(1, 10) + box(5, 18) + box(6, 18, outside=1))
    assert lefts(found) == [(1, 10), (2, 12), (3, 14), (4, 16), (5, 18)]
    row = found.detections.to_pylist()[0]
    assert (row["class_name"], row["class_id"], row["tracker_id"]) == ("car", 1, 0)
    assert row["confidence"] is None
    assert row["extra"] is None
    assert json.loads(found.detections["extra"].to_pylist()[1]) == {"keyframe": 0}


def test_every_frame_of_the_task_was_looked_at(tmp_path):
    found = read(tmp_path, box(1, 10) + box(2, 10, outside=1), fps=25)
    assert rows_of(found, "inferences", "frame_index", "state", "image_width") == [
        (frame, "inferred", 64) for frame in range(7)
    ]  # fmt: skip
    assert found.frames["time_seconds"].to_pylist()[6] == 0.24


def test_a_track_stays_until_it_is_outside(tmp_path):
    assert lefts(read(tmp_path, box(4, 10))) == [(4, 10), (5, 10), (6, 10)]


def test_it_goes_on_its_way_to_where_it_is_outside_and_comes_back_by_itself(tmp_path):
    found = read(tmp_path, box(0, 10) + box(2, 14, outside=1) + box(5, 30) + box(6, 30, outside=1))
    assert lefts(found) == [(0, 10), (1, 12), (5, 30)]


def test_frames_that_are_listed_stand_as_they_are(tmp_path):
    found = read(tmp_path, box(0, 10) + box(1, 13, keyframe=0) + box(2, 12) + box(3, 0, outside=1))
    assert lefts(found) == [(0, 10), (1, 13), (2, 12)]


def test_a_step_of_the_task_leaves_out_what_was_not_looked_at(tmp_path):
    meta = META.replace("<labels>", "<frame_filter>step=3</frame_filter><labels>")
    found = read(tmp_path, box(0, 10) + box(6, 22), meta=meta)
    assert lefts(found) == [(0, 10), (3, 16), (6, 22)]
    assert found.frames["frame_index"].to_pylist() == [0, 3, 6]


def test_a_stride_multiplies_the_numbers_of_older_tasks(tmp_path):
    found = read(tmp_path, box(0, 10) + box(1, 12) + box(2, 0, outside=1), stride=5)
    assert lefts(found) == [(0, 10), (5, 12)]
    assert found.frames["frame_index"].to_pylist() == [0, 5, 10, 15, 20, 25, 30]


def test_a_turned_box_turns_the_shorter_way(tmp_path):
    found = read(tmp_path, box(0, 10, more='rotation="350"') + box(2, 10, more='rotation="10"'))
    angles = [row["rotated_box"] and row["rotated_box"]["angle_degrees"]
              for row in found.detections.to_pylist()]  # fmt: skip
    assert angles[:3] == [350, None, 10]
    quarter = read(tmp_path, box(6, 10, right=30, more='rotation="90"')).detections.to_pylist()[0]
    assert (quarter["width"], quarter["height"]) == (pytest.approx(10), pytest.approx(20))
    assert quarter["rotated_box"] == {"x_center": 20, "y_center": 25, "width": 20, "height": 10,
                                      "angle_degrees": 90}  # fmt: skip


def polygon(frame, *points):
    text = ";".join(f"{x},{y}" for x, y in points)
    return f'<polygon frame="{frame}" outside="0" keyframe="1" points="{text}"></polygon>'


def test_outlines_go_point_by_point_or_are_held_and_counted(tmp_path):
    square = (10, 10), (20, 10), (20, 20), (10, 20)
    moved = tuple((x + 4, y) for x, y in square)
    with pytest.warns(VidResultsWarning, match="1 outlines between two keyframes go point by"):
        found = read(tmp_path, polygon(4, *square) + polygon(6, *moved)).detections.to_pylist()[1]
    assert found["polygons"][0][0] == {"x": 12, "y": 10}
    assert (found["x_center"], found["width"]) == (17, 10)
    with pytest.warns(VidResultsWarning, match="1 outlines between two keyframes"):
        held = read(tmp_path, polygon(4, *square) + polygon(6, *moved[:3]))
    assert held.detections.to_pylist()[1]["polygons"][0][0] == {"x": 10, "y": 10}


def test_a_mask_lies_row_by_row_in_its_box(tmp_path):
    runs = ", ".join(map(str, runs_of([1, 1, 1, 0, 0, 1])))
    mask = (f'<mask frame="6" outside="0" keyframe="1" rle="{runs}" left="5" top="7" '
            'width="3" height="2"/>')  # fmt: skip
    row = read(tmp_path, mask).detections.to_pylist()[0]
    pixels = mask_from_rle(row["rle"]["counts"], 48, 64)
    assert sorted(zip(*(a.tolist() for a in pixels.nonzero()), strict=True)) == [
        (7, 5), (7, 6), (7, 7), (8, 7)
    ]  # fmt: skip


def test_a_skeleton_is_keypoints_without_those_that_are_outside(tmp_path):
    skeleton = (
        '<skeleton frame="6" outside="0" keyframe="1">'
        '<points label="nose" outside="0" points="10.0,20.0"/>'
        '<points label="tail" outside="1" points="0,0"/></skeleton>'
    )
    row = read(tmp_path, skeleton).detections.to_pylist()[0]
    assert [(p["class_name"], p["x"], p["y"]) for p in row["keypoints"]] == [("nose", 10, 20)]


def points_of(found):
    return [
        {p["class_name"]: p["x"] for p in row["keypoints"]} for row in found.detections.to_pylist()
    ]


def test_skeletons_go_by_names_and_several_points_stay(tmp_path):
    def skeleton(frame, **xs):
        points = "".join(
            f'<points label="{name}" outside="0" points="{x},20.0"/>' for name, x in xs.items()
        )
        return f'<skeleton frame="{frame}" outside="0" keyframe="1">{points}</skeleton>'

    found = read(tmp_path, skeleton(4, nose=10, tail=20) + skeleton(6, tail=30, nose=14))
    assert points_of(found)[1] == {"nose": 12, "tail": 25}

    def points(frame, *xs):
        text = ";".join(f"{x},20" for x in xs)
        return f'<points frame="{frame}" outside="0" keyframe="1" points="{text}"/>'

    assert points_of(read(tmp_path, points(4, 10) + points(6, 14)))[1] == {"keypoint_0": 12}
    several = read(tmp_path, points(4, 10, 20) + points(6, 14, 24))
    assert points_of(several)[1] == {"keypoint_0": 10, "keypoint_1": 20}


def test_attributes_are_kept(tmp_path):
    track = box(6, 10).replace("></box>", '><attribute name="colour">red</attribute></box>')
    row = read(tmp_path, track.replace('occluded="0"', 'occluded="1"')).detections.to_pylist()[0]
    assert json.loads(row["extra"]) == {"occluded": 1, "attributes": {"colour": "red"}}


@pytest.mark.parametrize(
    ("track", "said"),
    [
        (
            box(1, "left", right=5),
            "track 0, frame 1: <box> has no such attribute or not as numbers",
        ),
        (box(1, 10, right=5), "frame 1: found a box from"),
        (box(1, 10) + box(1, 12), "track 0: has two shapes on frame 1"),
        (box(1, "nan", right=5), "<box> has numbers that are none"),
        ('<mask frame="1" rle="5" left="0" top="0" width="3" height="2"/>', "runs fill 5 pixels"),
        ('<mask frame="1" rle="6" left="63" top="0" width="3" height="2"/>', "inside of 64x48"),
    ],
)
def test_what_is_wrong_is_said_with_track_and_frame(tmp_path, track, said):
    with pytest.raises(FormatError, match=said) as error:
        read(tmp_path, track)
    assert "annotations.xml" in str(error.value)


def test_other_xml_is_told(tmp_path):
    path = tmp_path / "annotations.xml"
    for text, said in (
        ("<kml/>", "is XML of <kml>"),
        ("<annotations", "is no XML"),
        ("<annotations><image id='0' name='a'/></annotations>", "is CVAT for images"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><annotations>&b;</annotations>', "is no XML"),
    ):
        path.write_text(text)
        with pytest.raises(FormatError, match=said):
            import_dataset(tmp_path, format="cvat-video")
