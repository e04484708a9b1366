"""Secrets come from the environment, from files it names, or from systemd; never from elsewhere."""

import pytest

from leakwatch import given, settings, tokens
from leakwatch.errors import ConfigError
from leakwatch.readers.sql import expanded


@pytest.fixture
def secret_file(tmp_path):
    place = tmp_path / "word"
    place.write_text("from a file: @/ß\n")
    return place


def test_a_variable_comes_before_a_file_and_a_file_before_a_credential(
    monkeypatch, secret_file, tmp_path
):
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    assert given.secret("WORD") is None
    (credentials / "WORD").write_text("from systemd")
    assert given.secret("WORD") is None
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert given.secret("WORD") == "from systemd"
    monkeypatch.setenv("WORD_FILE", str(secret_file))
    assert given.secret("WORD") == "from a file: @/ß"
    monkeypatch.setenv("WORD", "said")
    assert given.secret("WORD") == "said"


def test_an_empty_variable_is_a_value(monkeypatch, secret_file):
    monkeypatch.setenv("WORD_FILE", str(secret_file))
    monkeypatch.setenv("WORD", "")
    assert given.secret("WORD") == ""


def test_only_the_end_of_the_last_line_is_no_part_of_it(monkeypatch, secret_file):
    secret_file.write_text(" two\nlines \r\n")
    monkeypatch.setenv("WORD_FILE", str(secret_file))
    assert given.secret("WORD") == " two\nlines "


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named_and_not_what_it_holds(monkeypatch, tmp_path, content):
    if content:
        (tmp_path / "word").write_bytes(content)
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "word"))
    with pytest.raises(ConfigError, match="word: cannot be read") as caught:
        given.secret("WORD")
    assert "hold WORD" in str(caught.value)


def test_a_password_from_a_file_is_quoted_in_a_url(monkeypatch, secret_file):
    monkeypatch.setenv("WORD_FILE", str(secret_file))
    url = expanded("postgresql://clerk:${WORD}@db.example/crm", "[store]")
    assert url == "postgresql://clerk:from%20a%20file%3A%20%40%2F%C3%9F@db.example/crm"


def test_a_key_that_systemd_hands_over_stands_in_for_its_file(monkeypatch, tmp_path):
    credentials = tmp_path / "credentials"
    credentials.mkdir(mode=0o700)
    tokens.new(tmp_path / "leakwatch.key")
    key = tokens.load(settings.Settings(folder=str(tmp_path)))
    (tmp_path / "leakwatch.key").rename(credentials / "leakwatch.key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert tokens.load(settings.Settings(folder=str(tmp_path))) == key
    (credentials / "leakwatch.key").chmod(0o644)
    with pytest.raises(ConfigError, match="others may read"):
        tokens.load(settings.Settings(folder=str(tmp_path)))


def test_a_key_by_name_may_come_from_a_file_too(monkeypatch, tmp_path):
    tokens.new(tmp_path / "leakwatch.key")
    key = tokens.load(settings.Settings(folder=str(tmp_path)))
    by_name = settings.Settings(keys=settings.Keys(environment="LEAKWATCH_KEY"))
    with pytest.raises(ConfigError, match="LEAKWATCH_KEY"):
        tokens.load(by_name)
    monkeypatch.setenv("LEAKWATCH_KEY_FILE", str(tmp_path / "leakwatch.key"))
    assert tokens.load(by_name) == key
