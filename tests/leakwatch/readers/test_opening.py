import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers.opening import RawFile, hashed, look, unchanged


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """A file of these bytes."""

    def write(data):
        place = tmp_path_factory.mktemp("raw") / "log"
        place.write_bytes(data)
        return place

    return write


def test_looking_gives_digest_and_size(written):
    raw = look(written(b"abc"))
    assert (raw.digest, raw.size, raw.name) == (hashlib.sha256(b"abc").hexdigest(), 3, "log")


def test_an_empty_and_a_missing_file_are_refused(written, tmp_path):
    with pytest.raises(SourceError, match="the file is empty; ask the source"):
        look(written(b""))
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        look(tmp_path / "none")


@given(st.binary(min_size=1, max_size=80), st.sets(st.integers(0, 90)))
def test_one_reading_gives_the_digests_of_the_beginnings_asked_for(written, data, lengths):
    powers = {1 << n for n in range(7) if 1 << n <= len(data)}

    def asked(length, digest):
        assert digest == hashlib.sha256(data[:length]).hexdigest()
        assert length in powers
        return {n for n in lengths if length <= n < 2 * length}

    found = hashed(written(data), asked)
    expected = {n for n in lengths if 1 <= n < len(data)} | {len(data)} | powers
    assert found.at == {n: hashlib.sha256(data[:n]).hexdigest() for n in expected}
    assert (found.digest, found.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert found.stem(len(data)) == found.at[max(powers)]


def test_who_asks_for_nothing_gets_the_digest_alone(written):
    assert hashed(written(b"abcdef")).at == {6: hashlib.sha256(b"abcdef").hexdigest()}


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_file_of_parts_is_their_bytes(written, size):
    raw = RawFile(written(b"head\nold\nnew\n"), "", 9, parts=((0, 5), (9, 13)))
    assert b"".join(raw.chunks(size)) == b"head\nnew\n"
    assert max(map(len, raw.chunks(size))) <= size


def test_a_file_that_only_grew_is_unchanged(written):
    raw = look(written(b"abc"))
    unchanged(raw)
    raw.path.write_bytes(b"abcd")
    unchanged(raw)
    assert b"".join(raw.chunks()) == b"abc"


@pytest.mark.parametrize("data", [b"abd", b"ab", b"", b"xabc"])
def test_a_file_with_other_bytes_changed(written, data):
    raw = look(written(b"abc"))
    raw.path.write_bytes(data)
    with pytest.raises(SourceError, match="the file changed while it was read; the next run"):
        unchanged(raw)


def test_a_file_that_is_gone_cannot_be_read(written):
    raw = look(written(b"abc"))
    raw.path.unlink()
    with pytest.raises(SourceError, match="cannot be read"):
        unchanged(raw)
