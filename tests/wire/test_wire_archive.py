"""Archives: every member that holds results gives documents under its path."""

import gzip
import io
import json
import tarfile
import warnings
import zipfile

import pytest

from tests.support.documents import detection, document, element, rows_of, text_of
from tests.support.rebuild import plain, rebuilt
from vidresults import export, load, scan_documents
from vidresults.errors import FormatError, SelectionError, VidResultsWarning, WrongDocumentError
from vidresults.wire import input as wire_input

RESULT = text_of(document(element(detection()), None))
FRAMES = {f"out/frame_{n:06d}.json": text_of(element(detection(x=n))) for n in (4, 0)}


def tar(members, mode="w"):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as file:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            file.addfile(info, io.BytesIO(text))
    return data.getvalue()


def tar_gz(members):
    return tar(members, "w:gz")


def zipped(members, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return data.getvalue()


FORMS = {"tar": tar, "tar.gz": tar_gz, "zip": zipped}
each = pytest.mark.parametrize("packed", FORMS.values(), ids=FORMS)


@each
def test_one_result_needs_no_name(packed):
    given = packed({"job.json": RESULT})
    results = load(given)
    assert results.detections.equals(
        load(RESULT, source_id=results.documents["source_id"][0].as_py()).detections
    )
    assert list(scan_documents(given)) == ["job.json"]


@each
def test_several_members_are_documents_named_by_their_path(packed):
    wrapped = text_of({"cars": document(None), "people": document(None)})
    given = packed({"b/two.json": wrapped, "a.json": RESULT, "read.me": b"", "x.mp4": b"\0\1"})
    with pytest.warns(VidResultsWarning, match=r"left out 1 members .* \('read.me'\)"):
        assert list(scan_documents(given)) == ["a.json", "b/two.json.cars", "b/two.json.people"]
    with pytest.warns(VidResultsWarning), pytest.raises(SelectionError, match=r"'a.json', 'b/two"):
        load(given)


@each
def test_frame_files_of_a_folder_are_one_document(packed):
    given = packed(FRAMES)
    results = load(given)
    assert rows_of(results, "detections", "frame_index", "x_center") == [(0, 0), (4, 4)]
    assert list(scan_documents(given)) == ["out"]
    here = {name.removeprefix("out/"): text for name, text in FRAMES.items()}
    assert list(scan_documents(packed(here))) == ["frames"]


@each
def test_lines_in_an_archive_take_stride_and_rate(packed):
    rows = [{"boxes": element(detection())}, {"boxes": element()}]
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    results = load(packed({"aggregated.jsonl": lines}), stride=5, fps=25)
    assert results.frames["time_seconds"].to_pylist() == [0.0, 0.2]


def test_the_results_of_each_picture_stand_in_the_aggregated_ones():
    rows = [{"boxes": element(), "image": f"frame_{n}.jpg"} for n in (0, 3)]
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    single = {f"frame_{n}/results.json": json.dumps(row).encode() for n, row in enumerate(rows)}
    given = tar({"aggregated_results.jsonl": lines, **single, "progress.log": b"x"})
    assert list(scan_documents(given)) == ["aggregated_results.jsonl"]


@each
def test_a_path_out_of_the_archive_is_only_a_name(packed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = load(packed({"../../evil.json": RESULT}))
    assert results.detections.num_rows == 1
    export(results, "tables", format="parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
    assert not list(tmp_path.parent.glob("evil*"))
    assert load("tables").detections.equals(results.detections)


@each
def test_an_error_names_archive_and_member(packed, tmp_path):
    path = tmp_path / "job.bin"
    path.write_bytes(packed({"a/b.json": text_of(document(element(detection(x="left"))))}))
    with pytest.raises(FormatError) as error:
        load(path)
    assert str(error.value).startswith(f"{path} ('a/b.json'), byte ")
    assert str(error.value).endswith("field x: found 'left', expected a number")


@each
def test_a_damaged_member_is_refused_or_salvaged(packed):
    given = packed({"job.json": RESULT[:-5]})
    with pytest.raises(
        FormatError, match=r"\('job.json'\), byte \d+: the JSON text ends too early"
    ):
        load(given)
    results = load(given, lenient=True)
    assert results.detections.num_rows == 1
    assert "ends too early" in results.defects["message"][0].as_py()


@each
def test_an_archive_without_results_says_what_its_first_member_is(packed):
    with pytest.raises(WrongDocumentError, match=r"\('a.json'\): is the status answer of a job"):
        load(packed({"a.json": b'{"status": 1}', "b.json": b"{}"}))
    with pytest.raises(WrongDocumentError, match="is an archive without any result"):
        load(packed({}) + bytes(0) if packed is zipped else packed({"x.jpg": b"1"}))


def test_a_packed_member_is_unpacked_and_an_archive_is_not():
    assert load(tar({"job.json.gz": gzip.compress(RESULT)})).detections.num_rows == 1
    with pytest.raises(WrongDocumentError, match="is an archive inside of the archive"):
        load(tar({"inner.zip": zipped({"job.json": RESULT})}))


def test_damaged_archives_are_refused():
    whole = tar({"job.json": RESULT * 50})
    for cut in (700, 1200, len(RESULT) * 20):
        with pytest.raises(FormatError, match="archive is damaged"):
            load(whole[:cut])
    whole = zipped({"job.json": RESULT})
    with pytest.raises(FormatError, match="archive is damaged"):
        load(whole[:-30])
    broken = bytearray(whole)
    broken[60:64] = b"\xff\xff\xff\xff"
    with pytest.raises(FormatError, match=r"member 'job.json' of the archive is damaged"):
        load(bytes(broken))


def test_an_encrypted_member_is_named():
    whole = bytearray(zipped({"job.json": RESULT}, zipfile.ZIP_STORED))
    whole[6] |= 1
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FormatError, match=r"member 'job.json' is encrypted"):
        load(bytes(whole))


def test_what_would_fill_the_disk_is_refused(monkeypatch):
    monkeypatch.setattr(wire_input, "NEVER_A_BOMB", 1 << 20)
    spaces = b" " * (8 << 20)
    with pytest.raises(FormatError, match="would unpack to 8388608 bytes, far more than it is"):
        load(zipped({"job.json": spaces}))
    with pytest.raises(FormatError, match=r"bytes: would unpack to more than \d+ bytes, far more"):
        load(gzip.compress(spaces))


def test_links_and_folders_in_a_tar_are_nothing():
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as file:
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        file.addfile(link)
        folder = tarfile.TarInfo("folder.json")
        folder.type = tarfile.DIRTYPE
        file.addfile(folder)
        info = tarfile.TarInfo("job.json")
        info.size = len(RESULT)
        file.addfile(info, io.BytesIO(RESULT))
    assert list(scan_documents(data.getvalue())) == ["job.json"]


@each
def test_real_results_are_the_same_from_an_archive(packed, real_data):
    paths = sorted((real_data / "results").glob("*.json"))
    given = packed({path.name: path.read_bytes() for path in paths})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VidResultsWarning)
        for path in paths:
            for name in scan_documents(path):
                inside = f"{path.name}.{name}" if name else path.name
                results = load(given, document=inside)
                alone = load(path, document=name)
                assert plain(rebuilt(results)) == plain(rebuilt(alone))
