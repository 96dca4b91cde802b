import http.client
import json
import re
from urllib.parse import urlsplit

import pytest
import requests

from tests.localserver.api_client import KEY, Api, model
from vidresults.localserver import LocalServer


@pytest.fixture(scope="module")
def uploaded(server, clip):
    return Api(server.url).upload(clip)


def error_of(answer):
    assert answer.headers["Content-Type"] == "application/json"
    error = answer.json()["error"]
    assert error["status"] == answer.status_code
    assert KEY not in answer.text
    assert "X-Goog-Signature" not in answer.text
    return error


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_three_methods_answer_with_and_without_the_slash(api, clip, slash):
    signed = api.post(f"/video_upload_signed_url{slash}", {"file_name": "b.mp4"})
    assert signed.status_code == 200
    url = api.upload(clip)
    body = {"input_url": url, "infer_fps": 5, "models": [model()]}
    submitted = api.post(f"/videoinfer{slash}", body).json()
    assert submitted["message"] == "This endpoint will create videojob"
    assert api.get(f"/videoinfer{slash}", job_id=submitted["job_id"]).json()["status"] in (0, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"input_url": None}, "input_url is missing"),
        ({"input_url": 3}, "input_url is missing"),
        ({"input_url": "file:///etc/passwd"}, "no upload URL that this server gave"),
        ({"input_url": "a.mp4"}, "no upload URL that this server gave"),
        ({"input_url": "http://[broken"}, "no upload URL"),
        ({"input_url": "https://example.com/a.mp4"}, "--allow-urls"),
        ({"infer_fps": None}, "infer_fps is missing"),
        ({"infer_fps": "5"}, "infer_fps is missing"),
        ({"infer_fps": True}, "infer_fps is missing"),
        ({"infer_fps": 0}, "at least 1"),
        ({"infer_fps": 0.99}, "at least 1"),
        ({"infer_fps": -1e308}, "at least 1"),
        ({"infer_fps": 121}, "at most 120"),
        ({"infer_fps": 11}, "only 10 frames per second"),
        ({"models": None}, "models is missing"),
        ({"models": []}, "models is missing"),
        ({"models": {}}, "models is missing"),
        ({"models": ["motion"]}, r"models\[0\] must be an object"),
        ({"models": [model()] * 21}, "at most 20"),
        ({"models": [model(), model()]}, "asked for twice"),
        ({"models": [{**model(), "model_id": ""}]}, "model_id is missing"),
        ({"models": [{**model(), "model_version": None}]}, "model_version is missing"),
        ({"models": [{**model(), "inference_type": 1}]}, "inference_type is missing"),
        ({"models": [model(task="mind-reading")]}, "not known: one of object-detection"),
        ({"models": [model(task="object-detection")]}, "is for classification"),
        ({"models": [model("yolo/1")]}, r"'yolo/1' is not served here. Served are motion/1"),
        ({"models": [model("motion/2")]}, "'motion/2' is not served"),
        ({"models": [model("clip/1")]}, "'clip/1' is not served"),
        ({"models": [model(confidence=1.1)]}, "from 0 to 1"),
        ({"models": [model(confidence="high")]}, "from 0 to 1"),
        ({"models": [{**model(), "inference_params": [1]}]}, "must be an object"),
    ],
)  # fmt: skip
def test_a_wrong_submission_is_refused_in_words(api, uploaded, change, words):
    body = {"input_url": uploaded, "infer_fps": 5, "models": [model()], **change}
    answer = api.post("/videoinfer/", body)
    assert answer.status_code == 400
    assert error_of(answer)["message"]
    assert re.search(words, answer.json()["error"]["message"]), answer.text


@pytest.mark.parametrize("version", ["1", 1])
def test_a_version_may_be_text_or_a_number(api, uploaded, version):
    assert api.submit(uploaded, {**model(), "model_version": version}).status_code == 200


@pytest.mark.parametrize("fps", [1, 2.5, 10])
def test_every_rate_up_to_that_of_the_video_is_taken(api, uploaded, fps):
    assert api.submit(uploaded, fps=fps).status_code == 200


def test_nothing_can_be_submitted_before_it_is_uploaded(api):
    answer = api.submit(api.sign("never-sent.mp4"))
    assert answer.status_code == 400
    assert "nothing has been uploaded" in error_of(answer)["message"]


def test_another_user_cannot_submit_or_see_what_is_mine(server, api, uploaded):
    other = Api(server.url, key="another-key")
    assert other.submit(uploaded).status_code == 400
    mine = api.submit(uploaded).json()["job_id"]
    assert api.status(mine).status_code == 200
    assert other.status(mine).status_code == 404


def test_a_result_is_no_input(api, clip):
    assert "no upload URL" in error_of(api.submit(api.run(clip).url))["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"file_name": NaN}', b"[" * 100_000, b"1" * 9999],
)
@pytest.mark.parametrize("path", ["/video_upload_signed_url", "/videoinfer/"])
def test_a_body_that_is_no_request_is_refused(api, path, body):
    answer = api.post(path, data=body)
    assert answer.status_code == 400
    assert error_of(answer)


def test_a_body_that_is_too_long_is_refused(api):
    answer = api.post("/videoinfer/", data=b" " * ((1 << 20) + 1))
    assert answer.status_code == 413
    assert error_of(answer)


@pytest.mark.parametrize("file_name", [None, 3, "", ".", "..", "/", "a/", "..\\", "\n", "x" * 256])
def test_a_file_name_that_names_no_file_is_refused(api, file_name):
    answer = api.post("/video_upload_signed_url", {"file_name": file_name})
    assert answer.status_code == 400
    assert "file_name" in error_of(answer)["message"]


def test_a_job_that_does_not_exist_is_404(api):
    assert api.status("no-such-job").status_code == 404
    assert api.get("/videoinfer/").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_possible(server, method):
    answer = requests.request(method, f"{server.url}/videoinfer/", timeout=10)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST, GET"
    assert error_of(answer)


@pytest.mark.parametrize("key", ["", None])
@pytest.mark.parametrize("path", ["/", "/local", "/local/motion", "/videoinfer/?job_id=x"])
def test_without_a_key_nothing_is_told(server, path, key):
    answer = requests.get(f"{server.url}{path}", params={"api_key": key}, timeout=10)
    assert answer.status_code == 401
    error = error_of(answer)
    assert error["message"] == "This API key does not exist (or has been revoked)."
    assert error["type"] == "OAuthException"


def test_only_the_keys_that_were_given_are_let_in_and_none_is_repeated(tmp_path):
    with LocalServer(data=tmp_path, keys=("first", "second")) as server:
        assert "first" not in repr(server.settings)
        for key, status in (("first", 200), ("second", 200), ("third-wrong-key", 401)):
            answer = Api(server.url, key).get("/")
            assert answer.status_code == status
            assert key not in answer.text


def test_a_foreign_host_name_is_refused(server):
    where = urlsplit(server.url)
    for host, status in (
        (where.netloc, 200),
        ("localhost:1", 200),
        ("evil.example", 400),
        ("a b", 400),
    ):
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=10)
        connection.request("GET", "/openapi.json", headers={"Host": host})
        answer = connection.getresponse()
        assert answer.status == status, host
        assert json.loads(answer.read())
        connection.close()
