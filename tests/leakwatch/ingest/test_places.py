"""Files in folders and in object stores: each fetched once, unless it changed."""

import os
import time

import boto3
import pytest
from moto.server import ThreadedMotoServer

from leakwatch.errors import ConfigError, SourceError
from leakwatch.ingest import places as placing
from leakwatch.ingest.places import places

S3 = '[sources.crm]\nconnector = "telecom_crm"\npath = "s3://logs/2026/*.csv"\norg = "carrier"\n'


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """A bucket of a store that is really asked over HTTP."""
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)  # fmt: skip
    store = boto3.resource("s3")
    bucket = store.create_bucket(Bucket="logs")
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()
    store.meta.client.close()


@pytest.fixture
def fetched(monkeypatch):
    """The names of what was fetched."""
    names, chunks = [], placing._chunks

    def noted(store, name, shown):
        names.append(shown)
        return chunks(store, name, shown)

    monkeypatch.setattr(placing, "_chunks", noted)
    return names


def put(bucket, house, name, *rows):
    bucket.put_object(Key=name, Body=house.crm("other", *rows).read_bytes())


def test_objects_are_taken_once_and_again_when_they_change(bucket, house, look, fetched):
    house.toml = S3
    put(bucket, house, "2026/a.csv", look(1))
    put(bucket, house, "2026/b.csv", look(2), look(3))
    put(bucket, house, "2025/c.csv", look(4))
    result = house.ingest()
    assert [(batch.file, batch.events) for batch in result.batches] == [("a.csv", 1), ("b.csv", 2)]
    assert fetched == ["s3://logs/2026/a.csv", "s3://logs/2026/b.csv"]
    fetched.clear()
    assert house.ingest().batches == []
    assert fetched == []
    put(bucket, house, "2026/c.csv", look(5))
    assert [batch.file for batch in house.ingest().batches] == ["c.csv"]
    put(bucket, house, "2026/a.csv", look(6))
    assert house.taken().file == "a.csv"
    assert fetched == ["s3://logs/2026/c.csv", "s3://logs/2026/a.csv"]
    assert len(house.rows("events")) == 5


def test_an_object_that_grew_gives_what_is_new(bucket, house, look):
    house.toml = S3
    put(bucket, house, "2026/a.csv", look(1), look(2))
    house.taken()
    put(bucket, house, "2026/a.csv", look(1), look(2), look(3))
    assert house.taken().rows == 1
    assert len(house.rows("events")) == 3


def test_an_object_that_changes_while_it_is_fetched_is_left(bucket, house, look, monkeypatch):
    house.toml = S3
    put(bucket, house, "2026/a.csv", look(1))
    chunks = placing._chunks

    def overtaken(store, name, shown):
        yield from chunks(store, name, shown)
        put(bucket, house, "2026/a.csv", look(2))

    with monkeypatch.context() as patch:
        patch.setattr(placing, "_chunks", overtaken)
        assert "s3://logs/2026/a.csv: the file changed while it was fetched" in house.refused()
    assert house.taken().events == 1


def test_a_store_in_memory_and_a_url_of_a_file(tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/logs/a.csv", b"abc")
    try:
        [place] = places("memory://logs/*.csv", "crm")
        with place.fetched() as path:
            assert (place.name, path.read_bytes()) == ("memory://logs/a.csv", b"abc")
    finally:
        memory.rm("/logs", recursive=True)
    (tmp_path / "a b.csv").write_bytes(b"abc")
    [place] = places((tmp_path / "a b.csv").as_uri(), "crm")
    assert place.name == str(tmp_path / "a b.csv")


@pytest.mark.parametrize(
    ("path", "error", "says"),
    [
        ("s3://logs/none*.csv", SourceError, "crm: no file matches s3://logs/none"),
        ("s3://nonesuch/x*.csv", SourceError, "The specified bucket does not exist"),
        ("nope://logs/*", ConfigError, "crm: nope:// is no protocol known here; check path"),
        ("gs://logs/*", ConfigError, "crm: gs:// cannot be read here; install what fsspec needs"),
        ("s3://key:secret@logs/*", ConfigError, "crm: a path holds no password; leave it to the"),
        ("none*.csv", SourceError, "crm: no file matches none"),
    ],
)  # fmt: skip
def test_what_cannot_be_listed_is_said_in_one_line(bucket, path, error, says):
    with pytest.raises(error) as raised:
        places(path, "crm")
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_who_has_no_right_is_told(bucket, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(SourceError, match="cannot be read: Unable to locate credentials"):
        places("s3://logs/*.csv", "crm")


def test_a_missing_extra_is_named(bucket, monkeypatch):
    import sys

    # a file system once loaded is remembered
    known = sys.modules["fsspec.registry"]._registry
    monkeypatch.delitem(known, "s3", raising=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ConfigError, match=r"s3:// cannot be read here; install leakwatch\[s3\]"):
        places("s3://logs/*.csv", "crm")


@pytest.fixture
def hashed(monkeypatch):
    """The names of files whose bytes were looked at."""
    from leakwatch.ingest import taking

    names, plain = [], taking.hashed

    def noted(path, asked, where):
        names.append(path.name)
        return plain(path, asked, where)

    monkeypatch.setattr(taking, "hashed", noted)
    monkeypatch.setattr(placing, "UNSETTLED_NS", 0)
    return names


def test_a_file_as_it_was_is_not_read_again(house, look, hashed):
    house.crm("crm_1.csv", look(1))
    place = house.crm("crm_2.csv", look(2))
    assert len(house.ingest().batches) == 2
    hashed.clear()
    assert house.ingest().batches == []
    assert hashed == []
    place.write_bytes(place.read_bytes().replace(b"A01", b"A02"))
    assert house.taken().file == "crm_2.csv"
    assert hashed == ["crm_2.csv"]


def test_same_size_and_time_of_another_content_is_seen(house, look, hashed):
    place = house.crm("crm_1.csv", look(1))
    house.taken()
    status = place.stat()
    place.write_bytes(place.read_bytes().replace(b"A01", b"A02"))
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (place.stat().st_size, place.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert house.taken().events == 1


def test_a_file_changed_just_now_is_looked_at_again(house, look, hashed, monkeypatch):
    monkeypatch.setattr(placing, "UNSETTLED_NS", 10**12)
    house.crm("crm_1.csv", look(1))
    house.taken()
    hashed.clear()
    assert house.ingest().batches == []
    assert hashed == ["crm_1.csv"]


def test_what_is_soon_read_again_is_not_worth_a_write(house, look, hashed, monkeypatch):
    from leakwatch.ingest import bookmarks

    def written():
        return sorted((house.path / "lake" / "bookmarks").rglob("*.parquet"))

    monkeypatch.setattr(placing, "UNSETTLED_NS", 10**12)
    house.crm("crm_1.csv", look(1))
    house.taken()
    before = written()
    assert len(before) == 1
    monkeypatch.setattr(placing, "UNSETTLED_NS", 0)
    house.ingest()
    assert (written(), len(hashed)) == (before, 2)
    monkeypatch.setattr(bookmarks, "WORTH", 1)
    house.ingest()
    assert written() != before
    house.ingest()
    assert len(hashed) == 3


@pytest.mark.parametrize("lost", ["bookmarks", "batches"])
def test_bookmarks_lost_or_stale_lose_and_double_nothing(house, look, hashed, lost):
    import shutil

    house.crm("crm_1.csv", look(1), look(2, at=""))
    house.taken()
    shutil.rmtree(house.path / "lake" / lost)
    if lost == "batches":
        for name in ("events", "quarantine"):
            shutil.rmtree(house.path / "lake" / name)
    assert len(house.ingest().batches) == (1 if lost == "batches" else 0)
    assert [len(house.rows(name)) for name in ("events", "quarantine", "batches")] == [1, 1, 1]


def test_a_file_that_is_gone_is_forgotten_and_a_refused_one_is_tried_again(house, look, hashed):
    house.crm("crm_1.csv", look(1))
    house.write("crm_2.csv", "no,header\n")
    house.ingest()
    hashed.clear()
    assert len(house.ingest().refused) == 1
    assert hashed == ["crm_2.csv"]
    (house.path / "crm_1.csv").rename(house.path / "crm_3.csv")
    hashed.clear()
    house.ingest()
    assert hashed == ["crm_2.csv", "crm_3.csv"]


@pytest.mark.benchmark
def test_a_second_run_over_ten_thousand_files(house, look, monkeypatch):
    monkeypatch.setattr(placing, "UNSETTLED_NS", 0)
    for number in range(10_000):
        house.crm(f"crm_{number:05}.csv", look(number))
    began = time.monotonic()
    house.ingest()
    first = time.monotonic() - began
    began = time.monotonic()
    assert house.ingest().batches == []
    second = time.monotonic() - began
    assert second < min(5, first / 10)
