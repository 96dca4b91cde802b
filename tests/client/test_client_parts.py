"""The small parts: address, key, models, pauses, checksums, locks."""

from __future__ import annotations

import json
import threading
from fractions import Fraction
from pathlib import Path

import pytest
import requests

from vidresults.client import Client
from vidresults.client.checksums import has_hashes, read_hashes
from vidresults.client.clock import SystemClock, as_text
from vidresults.client.config import find_base_url, find_key, find_ledger, is_loopback
from vidresults.client.lock import Locks
from vidresults.client.models import Model, read_models
from vidresults.client.retry import RetryPolicy, read_retry_after
from vidresults.client.secret import Redactor, Secret
from vidresults.client.transport import Transport
from vidresults.client.upload import upload_name
from vidresults.errors import ClientError, OutputError, VidResultsWarning


@pytest.mark.parametrize(
    ("given", "environ", "expected"),
    [
        (None, {}, "https://api.roboflow.com"),
        (None, {"API_URL": "https://b.example"}, "https://b.example"),
        (None, {"API_URL": "https://b.example", "ROBOFLOW_API_URL": "https://a.example"},
         "https://a.example"),
        ("https://c.example/v1/", {"API_URL": "https://b.example"}, "https://c.example/v1"),
        ("http://127.0.0.1:8000", {}, "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", {}, "http://[::1]:8000"),
    ],
)  # fmt: skip
def test_the_base_url_comes_from_argument_or_environment(given, environ, expected):
    assert find_base_url(given, environ) == expected


@pytest.mark.parametrize(
    "url",
    ["api.roboflow.com", "ftp://h", "https://", "https://h:port", "https://[x", "https://h/?api_key=k",
     "https://user:pw@h", "https://h#x"],
)  # fmt: skip
def test_what_is_no_base_url_is_refused_without_being_shown(url):
    with pytest.raises(ClientError, match="base URL") as caught:
        find_base_url(url, {})
    assert "pw" not in str(caught.value)
    assert "api_key" not in str(caught.value)


def test_a_key_in_the_clear_gets_a_warning():
    with pytest.warns(VidResultsWarning, match="unencrypted"):
        find_base_url("http://h.example", {})
    assert is_loopback("http://127.0.0.2:1")
    assert not is_loopback("http://127.example")


SDK = {
    "workspaces": {
        "a1": {"url": "mine", "name": "Mine", "apiKey": "key-of-mine"},
        "b2": {"url": "other", "name": "Other", "apiKey": "key-of-other"},
    },
    "RF_WORKSPACE": "other",
}


@pytest.mark.parametrize(
    ("given", "environ", "config", "expected"),
    [
        ("argument", {"ROBOFLOW_API_KEY": "environment"}, SDK, "argument"),
        (None, {"ROBOFLOW_API_KEY": " environment\n"}, SDK, "environment"),
        (None, {}, SDK, "key-of-other"),
        (None, {"RF_WORKSPACE": "mine"}, SDK, "key-of-mine"),
        (None, {}, {"workspaces": {"a1": SDK["workspaces"]["a1"]}}, "key-of-mine"),
    ],
)
@pytest.mark.parametrize("place", ["home", "named"])
def test_the_key_comes_from_argument_environment_or_login(
    tmp_path, given, environ, config, expected, place
):
    path = tmp_path / ".config" / "roboflow" / "config.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(config))
    where = {"HOME": str(tmp_path)} if place == "home" else {"ROBOFLOW_CONFIG_DIR": str(path)}
    found = find_key(given, "https://api.example", {**environ, **where})
    assert found.reveal() == expected


@pytest.mark.parametrize(
    "config", [None, {}, [], {"workspaces": []}, {**SDK, "RF_WORKSPACE": "gone"},
               {"workspaces": SDK["workspaces"]}]
)  # fmt: skip
def test_without_a_key_it_is_said_where_one_can_be_put(tmp_path, config):
    path = tmp_path / "config.json"
    if config is not None:
        path.write_text(json.dumps(config))
    environ = {"ROBOFLOW_CONFIG_DIR": str(path)}
    with pytest.raises(ClientError, match="set ROBOFLOW_API_KEY"):
        find_key(None, "https://api.example", environ)
    assert find_key(None, "http://127.0.0.1:8000", environ).reveal() == "local"


def test_a_damaged_login_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ClientError, match=r"config\.json cannot be read as JSON"):
        find_key(None, "https://h", {"ROBOFLOW_CONFIG_DIR": str(tmp_path / "config.json")})


def test_the_ledger_lies_where_it_is_told_or_in_the_data_folder(tmp_path):
    assert find_ledger(tmp_path / "a.db", {"VIDRESULTS_LEDGER": "b.db"}) == tmp_path / "a.db"
    assert find_ledger(None, {"VIDRESULTS_LEDGER": "b.db"}) == Path("b.db").absolute()
    assert find_ledger(None, {}).parts[-2:] == ("vidresults", "jobs.sqlite")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("street/3", ("street", "3", "object-detection")),
        ("street-objects.v2/12:classification", ("street-objects.v2", "12", "classification")),
        ("clip", ("clip", "1", "clip-embed-image")),
        ("gaze", ("gaze", "1", "gaze-detection")),
    ],
)
def test_models_are_read(text, expected):
    model = Model.parse(text)
    assert (model.slug, model.version, model.task) == expected


@pytest.mark.parametrize(
    "text", ["", "street", "street/", "/3", "workspace/street/3", "street/3:", "a b/3", "ünï/3"]
)
def test_what_is_no_model_is_refused(text):
    with pytest.raises(ClientError, match=r"expected SLUG/VERSION\[:TASK\]"):
        Model.parse(text)


def test_parameters_are_sent_as_they_are():
    model = Model.parse("a/1", {"confidence": 0.2, "b": [1, {"c": None}]})
    assert model.as_request()["inference_params"] == {"confidence": 0.2, "b": [1, {"c": None}]}
    assert "inference_params" not in Model.parse("a/1").as_request()
    for wrong in ({"a": float("nan")}, {"a": {1}}, {"a": Fraction(1)}):
        with pytest.raises(ClientError, match="are no JSON"):
            Model.parse("a/1", wrong)


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (["a/1", "a/2"], "2 models of the job have the slug 'a'"),
        (["gaze"], "may no longer be served"),
        (["a/1:guessing"], "task 'guessing' is not known here; known are object-detection"),
    ],
)
def test_doubtful_models_get_a_warning(models, words):
    with pytest.warns(VidResultsWarning, match=words):
        read_models(models)


def test_no_model_is_an_error():
    with pytest.raises(ClientError, match="there is no model"):
        read_models([])


def test_pauses_grow_and_obey_the_server():
    policy = RetryPolicy(attempts=5, first_seconds=1, longest_seconds=3)
    assert [policy.pause(n, lambda: 1.0, None) for n in range(1, 6)] == [1, 2, 3, 3, None]
    assert policy.pause(1, lambda: 0.0, None) == 0.5
    assert policy.pause(1, lambda: 1.0, 20) == 20
    assert policy.pause(1, lambda: 1.0, 601) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17", 17.0), (" 0 ", 0.0), ("", None), ("-5", None), ("soon", None), ("\u0661", None),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)  # fmt: skip
def test_retry_after_is_read(text, expected):
    assert read_retry_after({"Retry-After": text}, now=100.0) == expected


def test_checksums_are_read_from_one_line_or_several():
    both = {"crc32c": "n03x6A==", "md5": "Ojk9c3dhfxgoKVVHYwFbHQ=="}
    assert read_hashes(["crc32c=n03x6A==", "md5=Ojk9c3dhfxgoKVVHYwFbHQ=="]) == both
    assert read_hashes(["crc32c=n03x6A==, md5=Ojk9c3dhfxgoKVVHYwFbHQ==, sha9=x"]) == both
    assert read_hashes([]) == {}


def test_checksums_are_those_of_object_storage(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"123456789")
    assert has_hashes(path, {"crc32c": "4waSgw=="}, packed=False)  # 0xe3069283, the known check
    assert has_hashes(path, {"md5": "JfnnlDI7RTiF9RgfG2JNCw=="}, packed=False)
    assert has_hashes(path, {}, packed=True)
    assert not has_hashes(path, {"crc32c": "AAAAAA=="}, packed=False)
    assert not has_hashes(path, {"crc32c": "AAAAAA=="}, packed=True)


def test_a_lock_is_held_by_one_at_a_time_and_leaves_no_file(tmp_path):
    locks, most, inside = Locks(tmp_path / "locks", SystemClock()), [], []

    def work():
        for _ in range(20):
            with locks.hold("a") as held:
                assert held
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 80
    assert list((tmp_path / "locks").iterdir()) == []


def test_a_lock_that_cannot_be_had_in_time_is_not_held(tmp_path, clock):
    locks = Locks(tmp_path, clock)
    with locks.hold("a") as first, locks.hold("a", timeout_seconds=2) as second:
        assert (first, second) == (True, False)
    with locks.hold("a", timeout_seconds=0) as again:
        assert again


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="cannot be written"),
        Locks(tmp_path / "file", SystemClock()).hold("a"),
    ):
        pass


def test_upload_names_hold_nothing_odd():
    assert upload_name(Path("a/my clip #1?.mp4"), "0123456789abcdef") == (
        "0123456789ab-my_clip__1_.mp4"
    )
    assert len(upload_name(Path("x" * 250 + ".mp4"), "0" * 64)) < 150
    assert upload_name(Path("straße.MP4"), "0" * 64) == "000000000000-straße.MP4"


def test_the_service_is_not_asked_more_often_than_it_allows(tmp_path):
    with pytest.raises(ClientError, match="asks for 60 s between two looks"):
        Client(ledger=tmp_path / "jobs.sqlite", poll_interval=59)


def test_times_are_iso_8601():
    assert as_text(0.5) == "1970-01-01T00:00:00.500Z"
    assert as_text(None) is None


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    service, monkeypatch, make_client
):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    make_client().submit("https://host.example/a.mp4", "street/3", 5)
    assert len(service.submissions) == 1


def test_a_netrc_adds_no_header_that_breaks_a_signature(
    service, make_client, monkeypatch, tmp_path, video
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password you\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    make_client().submit(video, "street/3", 5).wait().fetch()
    assert not [h for route in ("sign", "put", "get") for h in service.headers_of(route)
                if "Authorization" in h]  # fmt: skip


def test_sessions_can_be_given(make_client):
    made = []

    def new_session():
        made.append(requests.Session())
        return made[-1]

    make_client(new_session=new_session).submit("https://host.example/a.mp4", "street/3", 5)
    assert len(made) == 2  # the submission takes a connection of its own
    assert made[0].headers["User-Agent"].startswith("vidresults/")
    assert isinstance(Transport(redact=Redactor(Secret("k"))), Transport)
