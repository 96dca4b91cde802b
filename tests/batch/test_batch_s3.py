"""Batches on object storage: an S3-speaking server, and connections that break."""

import hashlib
import logging
import os
import sys
import uuid

import pytest
import s3fs

from tests.support.documents import detection, document, element, text_of
from tests.support.foreign import ffmpeg
from tests.support.object_store import SECRET, BreakingWay, Bucket, environment, object_store
from vidresults.batch import Input, manifest, open_dataset, run, submit
from vidresults.batch.addresses import refuse_secrets
from vidresults.batch.places import At
from vidresults.batch.s3 import PART
from vidresults.cli import main
from vidresults.errors import ConnectionFailedError, FormatError, MissingExtraError, OutputError
from vidresults.load import load
from vidresults.sample import sample_result, sample_video
from vidresults.schema import TABLES


@pytest.fixture(scope="module")
def server():
    with object_store() as endpoint:
        yield endpoint


@pytest.fixture
def way(server):
    with BreakingWay(server) as way:
        yield way


@pytest.fixture
def bucket(server, way, monkeypatch):
    """A bucket of its own, which batches reach by the breaking way."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environment(way.endpoint).items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    yield Bucket(server, f"bucket-{uuid.uuid4().hex}")
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture(autouse=True)
def silent(capfd, caplog):
    """Whatever is said, by whom ever: no secret is in it."""
    caplog.set_level(logging.INFO)
    yield
    said = capfd.readouterr()
    assert SECRET not in said.out + said.err + caplog.text


@pytest.fixture
def filled(bucket, results):
    """Four of the results, in the bucket and in a folder."""
    for path in sorted(results.glob("*.json"))[4:]:
        path.unlink()
    for path in results.glob("*.json"):
        bucket.put(f"in/{path.name}", path.read_bytes())
    return bucket


def convert(bucket, out="out", **options):
    return run("convert", f"s3://{bucket.name}/in/*.json", f"s3://{bucket.name}/{out}", **options)


def rows_by_name(dataset, table):
    """The rows of a table under the names of their inputs, without what tells where they lay."""
    documents = dataset.documents.to_pylist()
    names = {row["source_id"]: row["path"].rpartition("/")[2] for row in documents}
    rows = dataset.table(table).to_pylist()
    found = [{**row, "source_id": names[row["source_id"]]} for row in rows]
    if table == "documents":
        found = [{**row, "path": names_of(row)} for row in found]
    return sorted(found, key=lambda row: row["source_id"])


def names_of(row):
    return row["path"].rpartition("/")[2]


@pytest.mark.parametrize("workers", [0, 2])
def test_the_dataset_is_that_of_a_local_batch(filled, results, tmp_path, workers):
    report = convert(filled, workers=workers)
    assert (report.done, report.unchanged, report.failed) == (4, 0, ())
    before = filled.objects()
    again = convert(filled, workers=workers)
    assert (again.done, again.unchanged, again.failed) == (0, 4, ())
    assert filled.objects() == before

    run("convert", f"{results}/*.json", str(tmp_path / "local"), workers=0)
    filled.copy_to(tmp_path / "copy", "out")
    remote, local = load(tmp_path / "copy"), load(tmp_path / "local")
    assert local.detections.num_rows > 4
    for table in TABLES:
        assert rows_by_name(remote, table) == rows_by_name(local, table), table
    assert not [key for key in filled.objects() if SECRET.encode() in filled.get(key)]
    told = manifest(f"s3://{filled.name}/out")
    assert told["state"].to_pylist() == ["done"] * 4
    paths = {row["path"] for row in remote.documents.to_pylist()}
    assert paths == {f"s3://{filled.name}/in/cam{n:02}.json" for n in range(4)}


def test_done_anew_the_same_bytes_are_not_uploaded(filled, way):
    convert(filled, workers=0)
    before, first = filled.objects(), len(way.seen)
    report = convert(filled, workers=0, resume=False)
    assert (report.done, report.failed) == (4, ())
    put = [path for method, path, _ in way.seen[first:] if method == "PUT"]
    assert put
    assert all("/_manifest/" in path for path in put)
    kept = {key: tag for key, tag in before.items() if "_manifest" not in key}
    assert kept.items() <= filled.objects().items()


def test_a_changed_input_is_done_again(filled):
    convert(filled, workers=0)
    filled.put("in/cam01.json", text_of(document(element(*[detection()] * 9))))
    report = convert(filled, workers=0)
    assert (report.done, report.unchanged, report.failed) == (1, 3, ())


@pytest.mark.parametrize("workers", [0, 2])
def test_a_connection_cut_in_an_upload_leaves_nothing_and_is_tried_again(filled, way, workers):
    seen = []

    def breaks(method, path, _):
        return method == "PUT" and "/out/detections/" in path and "cam02" in path

    def mended(_):
        seen.append(filled.objects())
        way.breaks = lambda *_: False

    way.breaks = breaks
    report = convert(filled, workers=workers, sleep=mended)
    assert (report.done, report.failed) == (4, ())
    assert len(way.broken) >= 1
    (between,) = seen
    rows = [key for key in between if "/source_id=" in key]
    assert any("cam01" in key and key.startswith("out/documents/") for key in rows)
    assert not [key for key in rows if "cam02" in key and key.startswith("out/detections/")]
    # without its document a source is not there
    assert not [key for key in rows if "cam02" in key and key.startswith("out/documents/")]
    tries = manifest(f"s3://{filled.name}/out").to_pylist()
    assert {row["input"][-10:-5]: row["attempts"] for row in tries}["cam02"] == 2
    assert len([key for key in filled.objects() if key.startswith("out/detections/")]) == 4


def test_what_stays_broken_is_a_transient_failure_with_its_address(filled, way):
    way.breaks = lambda method, path, _: method == "PUT" and "/detections/" in path
    inputs, out = [f"s3://{filled.name}/in/cam00.json"], f"s3://{filled.name}/out"
    (row,) = run("convert", inputs, out, workers=0, retries=0).failed
    assert row.transient
    assert row.error == "ConnectionFailedError"
    assert row.reason.startswith(f"s3://{filled.name}/out/detections/source_id=cam00-")
    assert "the connection to the store failed or broke" in row.reason
    assert not [key for key in filled.objects() if "/documents/" in key]
    way.breaks = lambda *_: False
    assert run("convert", inputs, out, workers=0).done == 1


def test_a_part_that_is_cut_off_leaves_no_object_and_no_upload(bucket, way, tmp_path):
    big = tmp_path / "big.mp4"
    big.write_bytes(os.urandom(2 * PART + 1000))
    at = At.of(f"s3://{bucket.name}/out/big.mp4")
    way.breaks = lambda method, path, _: method == "PUT" and "partNumber=2" in path
    with pytest.raises(ConnectionFailedError, match=r"big\.mp4: the connection to the store"):
        at.put(big)
    assert way.broken
    assert bucket.objects() == {}
    assert bucket.unfinished() == []

    # an upload that a killed process left is taken away by the next one
    way.breaks = lambda *_: False
    bucket.client.create_multipart_upload(Bucket=bucket.name, Key="out/big.mp4")
    bucket.client.create_multipart_upload(Bucket=bucket.name, Key="out/big.mp4.other")
    at.put(big)
    assert bucket.get("out/big.mp4") == big.read_bytes()
    assert bucket.unfinished() == ["out/big.mp4.other"]
    before = bucket.objects()
    way.seen.clear()
    at.put(big)
    assert [method for method, *_ in way.seen] == ["HEAD"]
    assert bucket.objects() == before


def test_a_download_that_breaks_is_gone_on_with_or_fails(bucket, way):
    bucket.put("in/a.json", b"x" * 100_000)
    with At.of(f"s3://{bucket.name}/in/a.json").fetched() as path:
        assert path.read_bytes() == b"x" * 100_000
        assert path.name == "a.json"
    way.breaks = lambda method, *_: method == "GET"
    place = At.of(f"s3://{bucket.name}/in/a.json")
    with pytest.raises(ConnectionFailedError, match="is its endpoint right"), place.fetched():
        pass


def test_the_record_of_the_job_comes_with_the_result(filled, results):
    content = (results / "cam00.json").read_bytes()
    told = {"sha256": hashlib.sha256(content).hexdigest()}
    record = text_of({"job_id": "job-77", "infer_fps": "5", "models": [], "result": told})
    filled.put("in/cam00.json.provenance.json", record)
    run("convert", [f"s3://{filled.name}/in/cam00.json"], f"s3://{filled.name}/out", workers=0)
    (row,) = manifest(f"s3://{filled.name}/out").to_pylist()
    assert row["source_ids"] == ["job-77"]


@pytest.fixture
def loud(bucket, tmp_path):
    """A result and its video of some MB, in the bucket and here; the two inputs."""
    video, result = tmp_path / "loud.mp4", tmp_path / "a.json"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=12,noise=alls=40:allf=t",
        "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "25", "-crf", "20",
        "-pix_fmt", "yuv420p", video,
    )  # fmt: skip
    result.write_bytes(
        text_of(document(*(element(*[detection()] * (1 + n % 3)) for n in range(60))))
    )
    bucket.put("a.json", result.read_bytes())
    bucket.put("loud.mp4", video.read_bytes())
    base = f"s3://{bucket.name}"
    there = Input(f"{base}/a.json", video=f"{base}/loud.mp4", source_id="a")
    return there, Input(str(result), video=str(video), source_id="a")


@pytest.mark.parametrize(
    ("command", "settings", "name"),
    [
        ("stats", {"by": "time", "bin_seconds": 0.5}, "stats/source_id=a/part-0.parquet"),
        ("frames", {"at_seconds": [11.0]}, "a/frame_000275.jpg"),
    ],
)
def test_where_few_frames_are_needed_a_video_on_the_store_is_read_in_pieces(
    bucket, way, loud, tmp_path, command, settings, name
):
    there, here = loud
    way.given = 0
    report = run(command, [there], f"s3://{bucket.name}/out", workers=0, **settings)
    assert [row.reason for row in report.failed] == []
    assert way.given < (tmp_path / "loud.mp4").stat().st_size * 0.75
    (row,) = manifest(f"s3://{bucket.name}/out").to_pylist()
    note = f"{there.video} was not read whole: the times of its frames are those of its index"
    # the frames that are decoded are held to the index
    assert row["notes"] == ([note] if command == "stats" else [])
    run(command, [here], str(tmp_path / "local"), workers=0, **settings)
    assert bucket.get(f"out/{name}") == (tmp_path / "local" / name).read_bytes()


def test_pictures_of_a_video_on_the_store_are_those_of_a_local_one(bucket, tmp_path):
    bucket.put("in/a.json", sample_result().read_bytes())
    bucket.put("in/street.mp4", sample_video().read_bytes())
    bucket.put("in/list.csv", b"input,video,source_id\na.json,street.mp4,a\n")
    bucket.copy_to(tmp_path / "in", "in")
    base = f"s3://{bucket.name}"
    report = run("frames", f"{base}/in/list.csv", f"{base}/out", workers=0, only_found=True)
    assert report.failed == ()
    run("frames", f"{tmp_path}/in/list.csv", str(tmp_path / "out"), workers=0, only_found=True)
    bucket.copy_to(tmp_path / "copy", "out")
    pictures = sorted((tmp_path / "out").rglob("*.jpg"))
    assert len(pictures) > 10
    for picture in pictures:
        copy = tmp_path / "copy" / picture.relative_to(tmp_path / "out")
        assert copy.read_bytes() == picture.read_bytes()


def test_a_bucket_that_is_missing_is_named_before_anything_is_done(filled):
    inputs = f"s3://{filled.name}/in/*.json"
    with pytest.raises(OutputError, match=r"^s3://no-such-bucket/out: there is no such bucket"):
        run("convert", inputs, "s3://no-such-bucket/out", workers=0)
    with pytest.raises(FormatError, match=r"^s3://no-such-bucket/\*\.json: there is no such buck"):
        run("convert", "s3://no-such-bucket/*.json", f"s3://{filled.name}/out", workers=0)
    with pytest.raises(FormatError, match=r"there is no such bucket"):
        run("convert", "s3://no-such-bucket/list.csv", f"s3://{filled.name}/out", workers=0)
    report = run("convert", ["s3://no-such-bucket/a.json"], f"s3://{filled.name}/out", workers=0)
    (row,) = report.failed
    assert row.reason.startswith("s3://no-such-bucket/a.json: there is no such bucket")
    assert not row.transient


@pytest.mark.usefixtures("bucket")
def test_no_video_is_submitted_for_a_bucket_that_is_missing(tmp_path):
    video = tmp_path / "a.mp4"
    video.write_bytes(b"never looked at")
    with pytest.raises(OutputError, match=r"^s3://no-such-bucket/out: there is no such bucket"):
        submit([str(video)], "s3://no-such-bucket/out", models=["motion/1"], infer_fps=2)


@pytest.mark.usefixtures("bucket")
def test_a_dataset_in_a_bucket_that_is_missing_is_one_line():
    with pytest.raises((FormatError, OutputError), match=r"^s3://no-such-bucket/out") as caught:
        open_dataset("s3://no-such-bucket/out")
    assert "\n" not in str(caught.value)
    with pytest.raises(FormatError, match=r"^s3://no-such-bucket/out"):
        manifest("s3://no-such-bucket/out")


def test_an_input_that_is_missing_is_a_row(filled):
    inputs = [f"s3://{filled.name}/in/cam00.json", f"s3://{filled.name}/in/none.json"]
    report = run("convert", inputs, f"s3://{filled.name}/out", workers=0)
    assert report.done == 1
    (row,) = report.failed
    assert row.reason == f"s3://{filled.name}/in/none.json: no such file"


def test_without_credentials_one_line_says_where_they_come_from(filled, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(FormatError) as caught:
        convert(filled, workers=0)
    told = str(caught.value)
    assert "there are no credentials" in told
    assert "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in told
    assert "\n" not in told


def test_an_endpoint_that_nobody_answers_at_is_one_line(filled, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # discard: nobody listens
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(ConnectionFailedError, match=r"^s3://.*is its endpoint right\?$"):
        At.of(f"s3://{filled.name}/in/cam00.json").read()


@pytest.mark.parametrize(
    "address",
    [
        "s3://AKIA1234:wJalr/XUtn@bucket/in/*.json",
        "https://me:hunter2@example.com/in/a.json",
        "https://bucket.example.com/a.json?X-Amz-Credential=AKIA1234&X-Amz-Signature=wJalrXUtn",
        "https://a.blob.example.com/c/a.json?sv=2024&sig=hunter2",
    ],
)
def test_an_address_with_a_secret_is_refused_without_repeating_it(address, tmp_path):
    with pytest.raises(OutputError, match="from the environment alone") as caught:
        run("convert", [address], str(tmp_path / "out"))
    with pytest.raises(OutputError):
        run("convert", [Input("a.json", video=address)], str(tmp_path / "out"))
    with pytest.raises(OutputError):
        run("convert", "a.json", address)
    for secret in ("wJalr", "hunter2", "AKIA1234", "XUtn"):
        assert secret not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_addresses_without_secrets_are_taken():
    for address in (
        "abfss://data@account.dfs.core.windows.net/a",
        "s3://bucket/in:out/me@home?versionId=12",
        "https://example.com:8080/in/a@b.json?page=2",
    ):
        refuse_secrets(address)


def test_memory_is_refused_for_other_processes(tmp_path, results):
    with pytest.raises(OutputError, match="lies in the memory of this process"):
        run("convert", f"{results}/*.json", "memory://out", workers=2)
    with pytest.raises(OutputError, match="lies in the memory of this process"):
        run("convert", ["memory://in/a.json"], str(tmp_path / "out"))
    with pytest.raises(OutputError, match="lies in the memory of this process"):
        run("convert", f"{results}/*.json", "memory://out", workers=0, ray="local")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("address", "extra"), [("gs://bucket/out", "gs"), ("az://container/out", "az")]
)
def test_a_store_whose_package_is_missing_names_the_extra(address, extra, monkeypatch):
    for package in ("gcsfs", "adlfs"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'vidresults\[{extra}\]'"):
        At.of(address)


def test_memory_works_in_this_process(results):
    report = run("convert", f"{results}/*.json", "memory://here/out", workers=0)
    assert (report.done, report.failed) == (12, ())
    assert run("convert", f"{results}/*.json", "memory://here/out", workers=0).unchanged == 12


def test_the_command_line_says_one_line_and_no_secret(filled, capfd, monkeypatch):
    def says(*words):
        monkeypatch.setattr("sys.argv", ["vidresults", "batch", "convert", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code == 1
        said = capfd.readouterr()
        assert said.out == ""
        return [line for line in said.err.splitlines() if "HTTP/1.1" not in line]  # the server's

    (line,) = says(f"s3://{filled.name}/in/*.json", "--out", "s3://none/out")
    assert line.endswith("s3://none/out: there is no such bucket: make it first, or name another")
    (line,) = says(f"s3://u:{SECRET}@b/in/*.json", "--out", "out")
    assert "holds a user and password" in line
    assert SECRET not in line
