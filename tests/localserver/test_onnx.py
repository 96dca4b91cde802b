import numpy as np
import onnx
import pytest
import requests
from onnx import TensorProto, helper, numpy_helper

from tests.localserver.api_client import Api, make_video, model
from vidresults.errors import ServerError
from vidresults.localserver import LocalServer, OnnxModel

SIDE, CELL = 64, 8
COUNT = (SIDE // CELL) ** 2


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """A detector of red, green and blue: a box for each cell, its scores the cell's mean colour."""
    ys, xs = np.mgrid[0 : SIDE // CELL, 0 : SIDE // CELL]
    sides = np.full(COUNT, CELL)
    boxes = np.stack([(xs.ravel() + 0.5) * CELL, (ys.ravel() + 0.5) * CELL, sides, sides])
    weights = [
        numpy_helper.from_array(boxes.astype(np.float32)[None], "boxes"),
        numpy_helper.from_array(np.array([1, 3, COUNT], np.int64), "shape"),
    ]
    pool = {"kernel_shape": [CELL, CELL], "strides": [CELL, CELL]}
    nodes = [
        helper.make_node("AveragePool", ["images"], ["pooled"], **pool),
        helper.make_node("Reshape", ["pooled", "shape"], ["scores"]),
        helper.make_node("Concat", ["boxes", "scores"], ["out"], axis=1),
    ]
    return save(tmp_path_factory.mktemp("onnx") / "tiny.onnx", nodes, weights, [1, 7, COUNT])


def save(path, nodes, weights, output, images=(1, 3, SIDE, SIDE)):
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, images)],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, output)],
        weights,
    )
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), path)
    return path


@pytest.fixture(scope="session")
def coloured(tmp_path_factory):
    """Four times as large as the input: 32 pixels of red at (64, 32), of blue at (224, 96)."""
    picture = np.zeros((128, 256, 3), np.uint8)
    picture[32:64, 64:96] = (0, 0, 255)
    picture[96:128, 224:256] = (255, 0, 0)
    return make_video(tmp_path_factory.mktemp("clips") / "coloured.mp4", [picture] * 10)


def run(data, video, onnx_model, **params):
    with LocalServer(data=data, poll_interval=0, onnx=(onnx_model,)) as server:
        api = Api(server.url)
        wanted = model(onnx_model.name, "object-detection", **params)
        status = api.wait(api.submit(api.upload(video), wanted, fps=1).json()["job_id"])
        if status["status"] == 2:
            return status["message"]
        url = status["output_signed_url"]
        return requests.get(url, timeout=10).json()[wanted["model_id"]][0]["predictions"]


def test_a_detector_of_ones_own_is_served(tmp_path, tiny, coloured):
    labels = tmp_path / "labels.txt"
    labels.write_text("red\ngreen\nblue\n", encoding="utf-8")
    own = OnnxModel(name="colours/3", file=tiny, labels=labels)
    found = run(tmp_path / "data", coloured, own, confidence=0.6)
    places = {(p["class"], p["class_id"]): (p["x"], p["y"], p["width"], p["height"]) for p in found}
    assert places == {("red", 0): (80, 48, 32, 32), ("blue", 2): (240, 112, 32, 32)}
    assert all(0.9 < p["confidence"] <= 1 for p in found)


def test_without_labels_classes_have_their_numbers(tmp_path, tiny, coloured):
    found = run(tmp_path, coloured, OnnxModel(name="colours/3", file=tiny), confidence=0.6)
    assert {p["class"] for p in found} == {"0", "2"}


def test_labels_that_do_not_fit_end_as_a_failed_job(tmp_path, tiny, coloured):
    labels = tmp_path / "labels.txt"
    labels.write_text("red\n", encoding="utf-8")
    message = run(tmp_path / "data", coloured, OnnxModel(name="c/3", file=tiny, labels=labels))
    assert "output has shape (1, 7, 64): known are (1, 5, n)" in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("motion/2", "is taken"), ("clip/1", "is taken"), ("a", "slug/version"),
        ("a/b", "slug/version"), ("../1", "slug/version"),
    ],
)  # fmt: skip
def test_names_that_cannot_be_are_refused(tmp_path, tiny, name, words):
    with pytest.raises(ServerError, match=words):
        LocalServer(data=tmp_path, onnx=(OnnxModel(name=name, file=tiny),))


@pytest.mark.parametrize(
    "content", [b"", b"# no model", b"\x08", b"\x3a\xff\xff\xff\xff\x0f", b"\x3a\x00"]
)
def test_a_file_that_is_no_network_is_refused_at_the_start(tmp_path, content):
    file = tmp_path / "no.onnx"
    file.write_bytes(content)
    with pytest.raises(ServerError, match="no ONNX model"):
        LocalServer(data=tmp_path / "data", onnx=(OnnxModel(name="a/1", file=file),))


@pytest.mark.parametrize("shape", [[1, 10], [1, 1, 64, 64], [8, 3, 64, 64]])
def test_a_network_that_takes_no_picture_is_refused_at_the_start(tmp_path, shape):
    node = helper.make_node("Identity", ["images"], ["out"])
    file = save(tmp_path / "n.onnx", [node], [], shape, shape)
    with pytest.raises(ServerError, match="takes input of shape"):
        LocalServer(data=tmp_path / "data", onnx=(OnnxModel(name="a/1", file=file),))


def test_free_dimensions_become_640(tmp_path):
    from vidresults.localserver.models.onnx_input import input_size

    node = helper.make_node("Identity", ["images"], ["out"])
    shape = ["batch", 3, "height", "width"]
    assert input_size(save(tmp_path / "n.onnx", [node], [], shape, shape)) == (640, 640)


def test_labels_must_be_one_a_line(tmp_path, tiny):
    labels = tmp_path / "labels.txt"
    for content in (b"red\n\nblue\n", b"", b"\xff\xfe"):
        labels.write_bytes(content)
        with pytest.raises(ServerError, match=r"label|line"):
            LocalServer(
                data=tmp_path / "d", onnx=(OnnxModel(name="a/1", file=tiny, labels=labels),)
            )
