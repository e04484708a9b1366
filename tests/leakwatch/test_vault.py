import hashlib
import os
import stat

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch import tokens
from leakwatch.errors import ConfigError, SourceError
from leakwatch.readers.opening import RawFile, look
from leakwatch.vault import Vault

SECRET = b"13800000001,990101199001010017"


@pytest.fixture
def key(tmp_path):
    def make(name="leakwatch.key"):
        tokens.new(tmp_path / name)
        return tokens._parse((tmp_path / name).read_text(), name)

    return make


@pytest.fixture
def vault(tmp_path, key):
    return Vault(tmp_path / "vault", key())


@pytest.fixture
def kept(tmp_path, vault):
    """The digest of content put into the vault."""

    def keep(content, into=None):
        raw = tmp_path / "raw.csv"
        raw.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        (into or vault).keep(RawFile(raw, digest, len(content)))
        return digest

    return keep


@given(st.binary(max_size=5000))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_goes_in_comes_out(vault, kept, content):
    with vault.open(kept(content)) as found:
        assert found.read() == content


def test_a_large_file_comes_out_whole(vault, kept):
    content = os.urandom(3_000_000) + bytes(1_000_000)
    with vault.open(kept(content)) as found:
        assert found.read() == content


def test_only_the_owner_reads_the_file_and_nothing_in_it_is_plain(vault, kept):
    digest = kept(SECRET * 1000)
    place = vault.place(digest)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    sealed = place.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert SECRET not in sealed
    assert zstandard.FRAME_HEADER not in sealed
    assert len(sealed) < len(SECRET) * 100


def test_another_key_opens_nothing(tmp_path, vault, kept, key):
    digest = kept(SECRET)
    other = Vault(tmp_path / "vault", key("other.key"))
    with (
        pytest.raises(ConfigError, match=r"cannot be opened: .*restore the key"),
        other.open(digest),
    ):
        raise AssertionError


def test_a_file_is_kept_once(vault, kept):
    place = vault.place(kept(SECRET))
    before = place.read_bytes(), place.stat().st_mtime_ns
    kept(SECRET)
    assert (place.read_bytes(), place.stat().st_mtime_ns) == before
    assert sum(path.is_file() for path in vault.path.rglob("*")) == 1


def test_who_was_killed_while_keeping_left_nothing_in_the_way(vault, kept):
    digest = hashlib.sha256(SECRET).hexdigest()
    vault.place(digest).parent.mkdir(parents=True)
    vault.place(digest).with_suffix(".part").write_bytes(b"half")
    kept(SECRET)
    with vault.open(digest) as found:
        assert found.read() == SECRET
    assert sum(path.is_file() for path in vault.path.rglob("*")) == 1


def test_what_was_never_kept_is_named(vault):
    with pytest.raises(SourceError, match="not in the vault; look"), vault.open("ab" * 32):
        raise AssertionError


def test_a_vault_that_cannot_be_written_is_one_line(tmp_path, kept, key):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SourceError) as error:
        kept(SECRET, Vault(tmp_path / "file" / "vault", key()))
    assert "cannot be kept" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_part_of_a_file_is_kept_by_itself(tmp_path, vault):
    (tmp_path / "log").write_bytes(b"head\nold\nnew\n")
    digest = hashlib.sha256(b"head\nnew\n").hexdigest()
    vault.keep(RawFile(tmp_path / "log", digest, 9, parts=((0, 5), (9, 13))))
    with vault.open(digest) as found:
        assert found.read() == b"head\nnew\n"


def test_what_changes_meanwhile_is_not_kept_under_its_old_digest(tmp_path, vault):
    (tmp_path / "log").write_bytes(b"abc")
    raw = look(tmp_path / "log")
    (tmp_path / "log").write_bytes(b"abd")
    with pytest.raises(SourceError, match="changed while it was read"):
        vault.keep(raw)
    assert not [path for path in vault.path.rglob("*") if path.is_file()]
