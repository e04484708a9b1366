"""`leakwatch casefile` and `leakwatch bundle`, as typed."""

import json

import pytest
from typer.testing import CliRunner

from leakwatch import beginning, cli, door
from leakwatch.errors import ConfigError
from leakwatch.store import matters, trail


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A house just begun, with a matter in which nothing is."""
    list(beginning.begin(tmp_path / "house"))
    monkeypatch.chdir(tmp_path / "house")
    with door.house(door.HERE) as opened, opened.store.writing() as session:
        matters.open_matter(session, "M", "ines")
    return tmp_path / "house"


def typed(*words):
    done = CliRunner().invoke(cli.app, words)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_what_is_written_can_be_written_again_and_is_whole(folder):
    said = json.loads(typed("bundle", "M1", "a.zip", "--json").stdout)[0]
    number = str(said["request"])
    again = json.loads(typed("bundle", "M1", "b.zip", "--request", number, "--json").stdout)[0]
    assert (folder / "a.zip").read_bytes() == (folder / "b.zip").read_bytes()
    checked = typed("verify", "a.zip", "--json")
    told = json.loads(checked.stdout)
    assert (checked.exit_code, told["flaws"], told["sha256"]) == (0, [], again["sha256"])
    other = f"{10**6}:{'a' * 32}"
    held = typed("verify", "a.zip", "--head", told["head"], "--head", other)
    assert held.exit_code == door.DONE
    assert f"no such entry to hold it against: --head {other}" in held.stderr
    assert f"--head {told['head']}" not in held.stderr
    (folder / "a.zip").write_bytes((folder / "a.zip").read_bytes().replace(b"person", b"Person"))
    checked = typed("verify", "a.zip")
    assert checked.exit_code == door.FOUND
    assert "the bundle was touched" in checked.stdout
    assert "not whole" in checked.stdout


def test_a_case_file_is_written_in_the_language_asked_for(folder):
    typed("casefile", "M1", "M1.docx", "--language", "zh")
    assert "案件材料".encode() in (folder / "M1.docx").read_bytes()
    with pytest.raises(ConfigError, match="no language 'fr'"):
        typed("casefile", "M1", "M1.docx", "--language", "fr")


def test_raw_logs_want_a_reason_and_a_matter_must_be_there(folder):
    with pytest.raises(ConfigError, match="give --reason"):
        typed("bundle", "M1", "a.zip", "--raw")
    with pytest.raises(ConfigError, match="no matter M2"):
        typed("bundle", "M2", "a.zip")
    with door.house(door.HERE) as opened, opened.store.reading() as session:
        assert [row.what for row in trail.rows(session)] == ["matter_opened"]
