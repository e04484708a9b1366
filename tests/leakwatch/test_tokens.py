import hashlib
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import identifiers, settings, tokens
from leakwatch.errors import ConfigError, EventError
from leakwatch.tokens import Key

VAULT = "AGE-SECRET-KEY-1"
KEY = Key(bytes(range(32)), VAULT)
KINDS = st.sampled_from(identifiers.KINDS)


def test_a_token_is_keyed_blake2b_with_the_kind_as_personalisation():
    expected = hashlib.blake2b(b"G1", digest_size=16, key=KEY.secret, person=b"actor").hexdigest()
    assert KEY.token("actor", "G1") == expected
    assert KEY.token("actor", "G1") == expected


@given(KINDS, KINDS, st.text(), st.text())
def test_equal_means_equal_kind_and_value(kind, other, value, another):
    same = (kind, value) == (other, another)
    assert (KEY.token(kind, value) == KEY.token(other, another)) == same


def test_another_key_gives_other_tokens_and_another_mark():
    other = Key(bytes(32), VAULT)
    assert other.token("phone", "1") != KEY.token("phone", "1")
    assert other.mark != KEY.mark
    assert other.derive("fingerprint") != KEY.derive("fingerprint") != KEY.derive("mark")


def test_a_key_shows_nothing_of_itself():
    assert KEY.secret.hex() not in repr(KEY)
    assert VAULT not in repr(KEY)
    assert KEY.secret.hex() not in KEY.mark


@given(KINDS.filter(lambda kind: kind != "actor"), st.text(max_size=20))
def test_equal_after_normalising_means_equal_tokens(kind, written):
    said = identifiers.read(kind, written)
    if said.value:
        assert tokens.read_token(KEY, kind, written) == KEY.token(kind, said.value)
        assert tokens.read_token(KEY, kind, f" '{written}\u3000") == KEY.token(kind, said.value)
    else:
        with pytest.raises(EventError):
            tokens.read_token(KEY, kind, written)


@pytest.mark.parametrize("written", ["carrier/G1", "carrier/ G1", 'carrier/="G1"', " carrier/'G1"])
def test_an_actor_is_read_with_its_org(written):
    assert tokens.read_token(KEY, "actor", written) == KEY.token("actor", "carrier/G1")


@pytest.mark.parametrize(
    ("kind", "written"),
    [("actor", "G1"), ("actor", "carrier/"), ("phone", "138****0001"), ("key", ""), ("id_no", "?")],
)
def test_an_error_names_the_kind_and_not_the_value(kind, written):
    with pytest.raises(EventError) as error:
        tokens.read_token(KEY, kind, written)
    assert str(error.value).startswith(f"{kind}: ")
    assert len(written) < 4 or written not in str(error.value)


@pytest.fixture
def folder(tmp_path):
    tokens.new(tmp_path / "leakwatch.key")
    (tmp_path / "leakwatch.toml").write_text("")
    return tmp_path


def loaded(folder):
    return tokens.load(settings.read(folder / "leakwatch.toml"))


def test_a_new_key_is_its_owners_alone_and_is_kept(folder):
    place = folder / "leakwatch.key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    before = place.read_bytes()
    tokens.new(place)
    assert place.read_bytes() == before
    assert len(loaded(folder).secret) == 32


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_others_may_read_is_refused(folder, mode):
    (folder / "leakwatch.key").chmod(mode)
    with pytest.raises(ConfigError, match="others may read the key file; chmod 600"):
        loaded(folder)


@pytest.mark.parametrize(
    "text",
    ["", "token 00\nvault AGE-SECRET-KEY-1X", "vault AGE-SECRET-KEY-1X", "token xyz\nvault y",
     f"token {'00' * 32}\nvault plain", f"token {'00' * 32}\n", b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_key_is_refused(folder, text):
    place = folder / "leakwatch.key"
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as error:
        loaded(folder)
    assert "leakwatch.key" in str(error.value)
    assert "00" * 8 not in str(error.value)


def test_no_key_file_says_who_makes_one(folder):
    (folder / "leakwatch.key").unlink()
    with pytest.raises(ConfigError, match="no key file; `leakwatch init DIR` makes one"):
        loaded(folder)


def test_the_key_may_stand_in_the_environment(folder, monkeypatch):
    text = (folder / "leakwatch.key").read_text()
    expected = loaded(folder)
    (folder / "leakwatch.key").unlink()
    (folder / "leakwatch.toml").write_text('[keys]\nenvironment = "LEAKWATCH_TEST_KEY"\n')
    with pytest.raises(ConfigError, match="LEAKWATCH_TEST_KEY: the variable is not set"):
        loaded(folder)
    monkeypatch.setitem(os.environ, "LEAKWATCH_TEST_KEY", text)
    assert loaded(folder) == expected
