"""Neither the key nor a signature is seen anywhere: logs, errors, tracebacks, names, files."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
import warnings

import pytest

from tests.client.service import (
    KEY,
    SIGNATURE,
    answers,
    never_answers,
    resets,
    sends,
    sends_result,
    storage_error,
    takes_then,
)
from vidresults.client import RetryPolicy
from vidresults.client.secret import Redactor, Secret
from vidresults.errors import VidResultsError

HIDDEN = (KEY, SIGNATURE, "secret-credential", "0123456789userinfo")
URL = f"https://user:0123456789userinfo@host.example/a.mp4?X-Goog-Signature={SIGNATURE}"


def echoes(handler):
    """Answers with everything it was sent, as a careless service does."""
    handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    words = f"{handler.requestline} {handler.server.service.signed_url('x', 'GET')} key {KEY}"
    handler.answer(400, {"error": {"message": words, "key": KEY}})
    return True


def fails_with_everything(handler):
    body = {"status": 3, "key": KEY, "url": handler.server.service.signed_url("x", "GET")}
    handler.answer(200, {**body, "request": handler.requestline, "a": {"api_key": KEY}})
    return True


TROUBLES = [
    ("sign", [answers(401, {"error": {"message": f"no key {KEY}", "key": KEY}})]),
    ("sign", [echoes]),
    ("sign", [resets] * 2),
    ("sign", [never_answers(0.3)] * 2),
    ("sign", [sends(200, f"<html>{KEY}</html>".encode())]),
    ("sign", [answers(200, {"signed_url": f"ftp://{KEY}"})]),
    ("sign", [answers(200, {"signed_url": f"http://[bad?X-Goog-Signature={SIGNATURE}"})]),
    ("sign", [answers(200, {"signed_url": f"http://a b/?X-Goog-Signature={SIGNATURE}"})]),
    (
        "sign",
        [answers(200, {"signed_url": f"http://no.such.invalid/?X-Goog-Signature={SIGNATURE}"})],
    ),
    ("put", [resets] * 2),
    ("put", [storage_error(403, "SignatureDoesNotMatch")] * 2),
    ("put", [echoes] * 2),
    ("put", [never_answers(0.3)] * 2),
    ("submit", [echoes]),
    ("submit", [takes_then(resets)]),
    ("submit", [takes_then(echoes)]),
    ("submit", [answers(500, {"message": KEY})]),
    ("status", [echoes]),
    ("status", [fails_with_everything]),
    ("status", [answers(200, {"note": KEY})] * 3),
    ("status", [resets] * 3),
    ("get", [storage_error(403, "ExpiredToken")] * 2),
    ("get", [resets] * 3),
    ("get", [echoes]),
    ("get", [sends_result(alter=lambda body: body[:-1] + b"x")] * 3),
    ("get", [sends(200, f"<html>{SIGNATURE}</html>".encode())] * 3),
]


def texts_of(error):
    """All that a person or a reporting tool sees of an error, its chain and its variables."""
    yield str(error)
    yield repr(error)
    yield repr(vars(error))
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    # the variables of the test itself hold what it looks for
    shown.stack[:] = [frame for frame in shown.stack if "/tests/" not in frame.filename]
    yield "".join(shown.format())
    yield "".join(traceback.format_exception(error))
    link = error.__cause__ or error.__context__
    while link is not None:
        assert isinstance(link, VidResultsError), f"{type(link)} hangs on"
        yield from (str(link), repr(link))
        link = link.__cause__ or link.__context__


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("route", "faults"), TROUBLES, ids=range(len(TROUBLES)))
def test_no_trouble_shows_a_secret(
    make_client, service, video, logged, tmp_path, capfd, route, faults
):
    service.faults[route] = list(faults)
    client = make_client(
        read_seconds=0.1, patience=3, policy=RetryPolicy(attempts=2, first_seconds=0.01)
    )
    shown = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            job = client.submit(video, "street/3", 5)
            shown += [repr(job), repr(job.record), str(job.record.as_json())]
            shown += [repr(job.wait()), str(job.fetch())]
        except VidResultsError as error:
            shown += texts_of(error)
        else:
            pytest.fail("nothing went wrong")
    shown += [str(one.message) for one in warned]
    shown += [repr(client), *(repr(job.record) for job in client.jobs()), *capfd.readouterr()]
    shown += [f"{one.getMessage()} {one.__dict__}" for one in logged.records]
    assert any(one.name.startswith("urllib3") for one in logged.records) or route == "sign"
    for hidden in HIDDEN:
        assert not [text for text in shown if hidden in text]
        assert not [p for p, content in files_of(tmp_path).items() if hidden.encode() in content]


def test_a_good_run_leaves_no_secret(client, service, video, logged, tmp_path):
    job = client.submit(video, "street/3", 5).wait()
    job.fetch()
    client.submit(URL, "street/3", 5)
    assert any("api_key=[redacted]" in one.getMessage() for one in logged.records)
    shown = [f"{one.getMessage()} {one.__dict__}" for one in logged.records]
    shown += [repr(one.record) for one in client.jobs()]
    assert len(files_of(tmp_path)) >= 4
    for hidden in HIDDEN:
        assert not [text for text in shown if hidden in text]
        assert not [p for p, content in files_of(tmp_path).items() if hidden.encode() in content]
    assert service.submissions[1]["input_url"] == URL


def test_the_log_of_urllib3_is_cleaned_also_where_it_warns(client, logged):
    _ = client._context.transport
    logging.getLogger("urllib3.connectionpool").warning(
        "Failed to parse headers (url=%s): %s", f"http://h/videoinfer/?api_key={KEY}", "x"
    )
    assert logged.records[-1].getMessage() == (
        "Failed to parse headers (url=http://h/videoinfer/?[redacted] x"
    )


def test_a_secret_is_not_shown_and_not_written():
    secret = Secret(KEY)
    assert KEY not in f"{secret} {secret!r} {[secret]}"
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not written anywhere"):
            write(secret)
    assert secret.fingerprint(b"a") == Secret(KEY).fingerprint(b"a")
    assert secret.fingerprint(b"a") != secret.fingerprint(b"b")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"the key {KEY}!", "the key [redacted]!"),
        ("https://h/p?X-Goog-Signature=a&b=c rest", "https://h/p?[redacted] rest"),
        ("https://me:pw@h/p", "https://[redacted]@h/p"),
        ("/videoinfer/?api_key=abc&job_id=7", "/videoinfer/?api_key=[redacted]&job_id=7"),
        ('{"api_key": "abc", "x": 1}', '{"api_key": "[redacted]", "x": 1}'),
        ("{'X-Goog-Credential': 'a@b'}", "{'X-Goog-Credential': '[redacted]'}"),
        ("https:\\/\\/h\\/p?X-Goog-Signature=a", "https:\\/\\/h\\/p?[redacted]"),
        ("a?x-goog-signature=a\\u0026b=c", "a?x-goog-signature=[redacted]"),
        ("X-Goog-Signature%3Dabc", "X-Goog-Signature%3D[redacted]"),
        (
            "<StringToSign>a\nb</StringToSign><Code>X</Code>",
            "<StringToSign>[redacted]</StringToSign><Code>X</Code>",
        ),
        ("ExpiredToken: the token has expired", "ExpiredToken: the token has expired"),
        ("model street/3, 5 fps", "model street/3, 5 fps"),
    ],
)
def test_texts_are_cleaned(text, clean):
    assert Redactor(Secret(KEY))(text) == clean


def test_a_key_is_found_in_every_form_that_it_takes():
    redact = Redactor(Secret('a/b c"d'))
    for form in ('a/b c"d', "a%2Fb%20c%22d", "a%2Fb+c%22d", 'a/b c\\"d'):
        assert redact(f"<{form}>") == "<[redacted]>"


@pytest.mark.parametrize("length", range(270, 300, 3))
def test_no_part_of_a_key_is_left_where_a_text_is_cut(client, service, video, length):
    service.faults["sign"] = [answers(400, {"error": "x" * length + KEY})]
    with pytest.raises(VidResultsError) as caught:
        client.submit(video, "street/3", 5)
    assert KEY[:3] not in str(caught.value)
