import base64
import hashlib
import http.client
import os
import socket
import sqlite3
import time
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree as ET

import google_crc32c
import pytest
import requests

from tests.localserver.api_client import OCTETS, Api
from vidresults.localserver import LocalServer


@pytest.fixture(scope="module")
def result(server, clip):
    """A finished result, as its download answered."""
    return Api(server.url).run(clip)


def refused(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/xml"
    assert ET.fromstring(answer.content).findtext("Code") == code  # noqa: S314 - our own server's
    return True


def put(url, data=b"x", headers=OCTETS):
    return requests.put(url, data=data, headers=headers, timeout=30)


def with_query(url, **changes):
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **changes}
    wanted = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(wanted)).geturl()


def test_a_signed_url_has_the_parts_that_programs_read(api):
    query = dict(parse_qsl(urlsplit(api.sign("a b.mp4")).query))
    assert query["X-Goog-Algorithm"] == "GOOG4-HMAC-SHA256"
    assert query["X-Goog-Expires"] == "86400"
    assert query["X-Goog-SignedHeaders"] == "content-type;host"
    assert len(query["X-Goog-Date"]) == len("20260118T000000Z")
    assert len(query["X-Goog-Signature"]) == 64
    assert query["X-Goog-Credential"].endswith("/auto/storage/goog4_request")
    assert "&X-Goog-Expires=86400&" in api.sign()


def test_what_differs_from_what_was_signed_is_refused(api, server):
    url = api.sign()
    mismatch = (403, "SignatureDoesNotMatch")
    assert refused(put(url, headers={"Content-Type": "video/mp4"}), *mismatch)
    assert refused(put(url, headers={"Content-Type": ""}), *mismatch)
    assert refused(requests.get(url, headers=OCTETS, timeout=10), *mismatch)
    assert refused(put(url.replace("/a.mp4", "/b.mp4")), *mismatch)
    assert refused(put(with_query(url, **{"X-Goog-Expires": "604800"})), *mismatch)
    assert refused(put(with_query(url, **{"X-Goog-Signature": "0" * 64})), *mismatch)
    assert refused(put(with_query(url, **{"X-Goog-SignedHeaders": "host"})), *mismatch)
    assert refused(put(url + "&more=1"), *mismatch)
    assert refused(put(url + "&" + url.rpartition("&")[2]), *mismatch)
    assert refused(put(url.replace("127.0.0.1", "localhost")), *mismatch)
    assert refused(requests.post(url, timeout=10), 405, "MethodNotAllowed")
    assert refused(put(server.url + urlsplit(url).path), 403, "AccessDenied")
    assert put(url).status_code == 200


@pytest.mark.parametrize("signature", ["", "%00", "é", "0" * 63, "x" * 64])
def test_a_signature_that_is_none_opens_nothing(api, server, signature):
    path = urlsplit(api.sign()).path
    bare = f"{server.url}{path}?X-Goog-Signature={signature}"
    assert refused(put(bare), 403, "SignatureDoesNotMatch")
    full = with_query(api.sign(), **{"X-Goog-Signature": signature})
    assert refused(put(full), 403, "SignatureDoesNotMatch")


def test_a_url_expires_to_the_second(tmp_path, clock, clip):
    with LocalServer(data=tmp_path, clock=clock, poll_interval=0, url_lifetime=100) as server:
        api = Api(server.url)
        url = api.sign()
        clock.now += 99
        assert put(url).status_code == 200
        clock.now += 1
        assert refused(put(url), 400, "ExpiredToken")
        result = api.run(clip)
        clock.now += 100
        assert refused(requests.get(result.url, timeout=10), 400, "ExpiredToken")


def test_an_expired_upload_can_still_be_submitted_and_asked_for(tmp_path, clock, clip):
    with LocalServer(data=tmp_path, clock=clock, poll_interval=0, url_lifetime=100) as server:
        api = Api(server.url)
        url = api.upload(clip)
        clock.now += 3600
        job_id = api.submit(url).json()["job_id"]
        api.wait(job_id)
        clock.now += 3600
        fresh = api.status(job_id).json()["output_signed_url"]
        assert requests.get(fresh, timeout=10).status_code == 200


def test_uploads_are_kept_for_a_week(tmp_path, clock, clip):
    with LocalServer(data=tmp_path, clock=clock, poll_interval=0) as server:
        api = Api(server.url)
        old = api.upload(clip, "old.mp4")
        clock.now += 7 * 86_400 + 1
        new = api.upload(clip, "new.mp4")
        assert "nothing has been uploaded" in api.submit(old).text
        assert api.submit(new).status_code == 200
        assert len(list((tmp_path / "blobs").iterdir())) == 1


@pytest.mark.parametrize(
    "name",
    [
        "../../a.mp4", "..\\..\\a.mp4", "/etc/a.mp4", "C:\\a.mp4", "x/../a.mp4",
        "a\n.mp4", "\x00a.mp4", "\ud800a.mp4",
    ],
)  # fmt: skip
def test_of_a_path_only_the_last_component_counts(api, name):
    assert urlsplit(api.sign(name)).path == urlsplit(api.sign("a.mp4")).path


@pytest.mark.parametrize(
    "name", ["a b.mp4", "ä♥.mp4", "100%.mp4", "a?b#c&d=e.mp4", "...mp4", "~", "CON", "%2e%2e%2f"]
)
def test_odd_names_come_through_and_stay_apart(api, server, clip, name):
    url = api.upload(clip, name)
    assert len(urlsplit(url).path.split("/")) == 4
    assert api.submit(url).status_code == 200
    assert all(len(p.name) == 32 for p in (server.settings.data / "blobs").iterdir())


@pytest.mark.parametrize(
    "path", ["/../secret", "/%2e%2e/secret", "/x/%2e%2e%2fsecret", "/x/..%5csecret", "/%00"]
)
def test_no_path_leads_out_of_the_folder(server, path):
    where = urlsplit(server.url)
    for bucket in ("vidresults_video_inference_input", "vidresults_video_inference_output"):
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=10)
        connection.request("GET", f"/{bucket}{path}")
        answer = connection.getresponse()
        assert answer.status == 403
        assert b"AccessDenied" in answer.read()
        connection.close()


def test_the_secret_is_readable_by_its_owner_only(server):
    if os.name == "posix":
        assert (server.settings.data / "secret").stat().st_mode & 0o777 == 0o600
        assert server.settings.data.stat().st_mode & 0o077 == 0


def test_an_upload_that_is_too_large_leaves_nothing(tmp_path):
    with LocalServer(data=tmp_path, max_upload=1000) as server:
        api = Api(server.url)
        assert put(api.sign("a"), b"x" * 1000).status_code == 200
        assert refused(put(api.sign("b"), b"x" * 1001), 400, "EntityTooLarge")
        pieces = iter([b"x" * 600, b"x" * 600])  # chunked: no length tells it before
        assert refused(put(api.sign("c"), pieces), 400, "EntityTooLarge")
        assert len(list((tmp_path / "blobs").iterdir())) == 1
        assert list((tmp_path / "arriving").iterdir()) == []


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path):
    arriving = tmp_path / "arriving"
    with LocalServer(data=tmp_path) as server:
        api = Api(server.url)
        url = urlsplit(api.sign("broken.mp4"))
        with socket.create_connection((url.hostname, url.port)) as connection:
            connection.sendall(
                f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
                "Content-Type: application/octet-stream\r\nContent-Length: 5000000\r\n\r\n".encode()
                + b"x" * 2_000_000
            )
            wait_until(lambda: list(arriving.iterdir()))
        wait_until(lambda: not list(arriving.iterdir()))
        assert list((tmp_path / "blobs").iterdir()) == []
        assert "nothing has been uploaded" in api.submit(url.geturl()).text


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_download_says_what_it_is(result):
    assert result.status_code == 200
    assert result.headers["Content-Type"] == "application/json"
    assert result.headers["Content-Length"] == str(len(result.content))
    assert result.headers["Accept-Ranges"] == "bytes"
    md5 = hashlib.md5(result.content, usedforsecurity=False)
    assert result.headers["ETag"] == f'"{md5.hexdigest()}"'
    crc = base64.b64encode(google_crc32c.Checksum(result.content).digest()).decode()
    hashes = f"crc32c={crc}, md5={base64.b64encode(md5.digest()).decode()}"
    assert result.headers["x-goog-hash"] == hashes


def test_an_upload_is_answered_with_its_hashes(api):
    answer = put(api.sign(), b"abc")
    assert answer.headers["ETag"] == '"900150983cd24fb0d6963f7d28e17f72"'
    assert "md5=kAFQmDzST7DWlj99KOF/cg==" in answer.headers["x-goog-hash"]
    assert "crc32c=Nks/tw==" in answer.headers["x-goog-hash"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("0-9", 0, 10), ("5-", 5, None), ("-7", -7, None), ("0-0", 0, 1),
        ("0-99999999", 0, None), ("-99999999", 0, None),
    ],
)  # fmt: skip
def test_a_range_gives_these_bytes(result, asked, start, end):
    answer = requests.get(result.url, headers={"Range": f"bytes={asked}"}, timeout=10)
    whole = result.content
    first = start if start >= 0 else len(whole) + start
    last = (end or len(whole)) - 1
    assert answer.status_code == 206
    assert answer.content == whole[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["ETag"] == result.headers["ETag"]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_without_bytes_is_416(result, asked):
    answer = requests.get(result.url, headers={"Range": asked}, timeout=10)
    assert refused(answer, 416, "InvalidRange")
    assert answer.headers["Content-Range"] == f"bytes */{len(result.content)}"


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", "lines=0-1", "bytes=-"]
)
def test_what_is_no_range_gives_the_whole(result, asked):
    answer = requests.get(result.url, headers={"Range": asked}, timeout=10)
    assert answer.status_code == 200
    assert answer.content == result.content


def test_a_range_of_another_version_gives_the_whole(result):
    headers = {"Range": "bytes=3-", "If-Range": '"another"'}
    assert requests.get(result.url, headers=headers, timeout=10).status_code == 200
    headers["If-Range"] = result.headers["ETag"]
    assert requests.get(result.url, headers=headers, timeout=10).status_code == 206
    wrong = requests.get(result.url, headers={"If-Match": '"another"'}, timeout=10)
    assert refused(wrong, 412, "PreconditionFailed")


def test_a_result_that_was_deleted_is_404(tmp_path, clip):
    with LocalServer(data=tmp_path, poll_interval=0) as server:
        url = Api(server.url).run(clip).url
    with sqlite3.connect(tmp_path / "state.sqlite") as state:
        state.execute("delete from objects")
    state.close()
    port = urlsplit(url).port
    with LocalServer(data=tmp_path, port=port) as server:
        assert server.url in url
        assert refused(requests.get(url, timeout=10), 404, "NoSuchKey")
