"""The ledger: what it keeps, for whom, and what it refuses."""

from __future__ import annotations

import sqlite3
import stat
import threading
from fractions import Fraction

import pytest

from vidresults.client.ledger import Ledger
from vidresults.client.models import Model
from vidresults.client.record import State
from vidresults.errors import ClientError, OutputError, SelectionError

NEW = {
    "state": State.PREPARING,
    "video": "/v.mp4",
    "base_url": "https://h",
    "key_fingerprint": "f",
    "models": (Model.parse("a/1", {"x": 1}),),
    "infer_fps": Fraction(5, 2),
}


@pytest.fixture
def ledger(tmp_path, clock):
    return Ledger(tmp_path / "data" / "jobs.sqlite", clock)


def test_it_is_for_its_owner_only(ledger):
    ledger.find_or_add("w", again=False, **NEW)
    db = sqlite3.connect(ledger.path)
    db.execute("select * from jobs").fetchall()  # so that its helpers are there
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in ledger.path.parent.iterdir()}
    db.close()
    assert modes["jobs.sqlite"] == 0o600
    assert all(mode & 0o077 == 0 for mode in modes.values())
    assert stat.S_IMODE(ledger.path.parent.stat().st_mode) == 0o700


def test_one_that_others_may_read_is_closed_to_them(ledger, clock):
    ledger.path.chmod(0o644)
    Ledger(ledger.path, clock)
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600


def test_it_uses_a_log_that_readers_do_not_block(ledger):
    db = sqlite3.connect(ledger.path)
    assert db.execute("pragma journal_mode").fetchone() == ("wal",)
    db.close()


def test_what_is_recorded_is_read_again(ledger, clock):
    record, is_new = ledger.find_or_add("w", again=False, **NEW)
    assert is_new
    assert (record.models, record.infer_fps) == (NEW["models"], Fraction(5, 2))
    assert record.created_at == clock.now()
    clock.sleep(5)
    changed = ledger.update(record.id, state=State.SUBMITTED, job_id="j-1")
    assert changed.changed_at == clock.now()
    assert Ledger(ledger.path, clock).get("j-1") == changed == ledger.get(record.id)
    assert ledger.update(record.id, unless=(State.SUBMITTED,), state=State.FAILED) == changed


def test_work_is_found_again_unless_it_failed(ledger):
    first, _ = ledger.find_or_add("w", again=False, **NEW)
    assert ledger.find_or_add("w", again=False, **NEW) == (first, False)
    second, is_new = ledger.find_or_add("w", again=True, **NEW)
    assert is_new
    assert ledger.find_or_add("w", again=False, **NEW)[0].id == second.id
    ledger.update(second.id, state=State.FAILED)
    assert ledger.find_or_add("w", again=False, **NEW)[0].id == first.id
    ledger.update(first.id, state=State.EXPIRED)
    assert ledger.find_or_add("w", again=False, **NEW)[1]


def test_threads_that_add_the_same_work_end_with_one_job(ledger):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(ledger.find_or_add("w", again=False, **NEW)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _, is_new in found) == [False] * 7 + [True]
    assert len(ledger.all()) == 1


def test_a_look_is_granted_once_an_interval(ledger, clock):
    job = ledger.find_or_add("w", again=False, **NEW)[0].id
    other = Ledger(ledger.path, clock)
    assert ledger.claim_poll(job, 60)
    assert not other.claim_poll(job, 60)
    clock.sleep(59.9)
    assert not ledger.claim_poll(job, 60)
    assert other.seconds_to_poll(other.get(job), 60) == pytest.approx(0.1)
    clock.sleep(0.1)
    assert other.claim_poll(job, 60)


def test_a_look_is_not_granted_before_the_service_allows_it(ledger, clock):
    job = ledger.find_or_add("w", again=False, **NEW)[0].id
    ledger.update(job, not_before=clock.now() + 300)
    assert not ledger.claim_poll(job, 60)
    assert ledger.seconds_to_poll(ledger.get(job), 60) == 300
    clock.wall -= 86400  # the clock was set back: the moment means nothing any more
    assert ledger.claim_poll(job, 60)


def test_ids_of_no_or_of_several_jobs_are_refused(ledger):
    for work in "ab":
        record, _ = ledger.find_or_add(work, again=False, **NEW)
        ledger.update(record.id, job_id="same")
    with pytest.raises(
        SelectionError, match=r"'other' is no job in .*`vidresults jobs` lists them"
    ):
        ledger.get("other")
    with pytest.raises(SelectionError, match="'same' is the id of 2 jobs"):
        ledger.get("same")


def test_a_file_that_is_no_ledger_is_refused_and_kept(tmp_path, clock):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at as one " * 20)
    before = path.read_bytes()
    with pytest.raises(ClientError, match=r"notes\.txt cannot be used: file is not a database"):
        Ledger(path, clock)
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [0, 2])
def test_another_database_or_version_is_refused(tmp_path, clock, version):
    path = tmp_path / "other.sqlite"
    db = sqlite3.connect(path)
    db.execute("create table mine (x)")
    db.execute(f"pragma user_version = {version}")
    db.close()
    with pytest.raises(ClientError, match="is no ledger of version 1"):
        Ledger(path, clock)


def test_a_place_that_cannot_be_written_is_refused(tmp_path, clock):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "jobs.sqlite", tmp_path):
        with pytest.raises((OutputError, ClientError)) as caught:
            Ledger(path, clock)
        assert "\n" not in str(caught.value)
