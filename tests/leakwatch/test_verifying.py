"""`leakwatch verify`, as typed."""

import json
import shutil
import sqlite3

import pytest
from typer.testing import CliRunner

from leakwatch import beginning, cli, door
from leakwatch.errors import ConfigError

WORDS = "correct horse battery"


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """A folder just begun."""
    folder = tmp_path_factory.mktemp("begun")
    list(beginning.begin(folder))
    return folder


@pytest.fixture
def folder(begun, tmp_path, monkeypatch):
    shutil.copytree(begun, tmp_path / "house")
    monkeypatch.chdir(tmp_path / "house")
    return tmp_path / "house"


def typed(*words, stdin=""):
    done = CliRunner().invoke(cli.app, words, input=stdin)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def added(*names):
    for name in names:
        typed("users", "add", name, "--role", "analyst", "--password-stdin", stdin=WORDS + "\n")


def tampered(folder, statement):
    with sqlite3.connect(folder / "leakwatch.db") as other:
        other.execute("DROP TRIGGER trail_update")
        other.execute("DROP TRIGGER trail_delete")
        other.execute(statement)
    other.close()


def verified(*words):
    done = typed("verify", "--json", *words)
    return done.exit_code, json.loads(done.stdout)


def test_a_trail_nobody_touched_is_whole(folder):
    added("lin", "wu")
    code, said = verified()
    assert (code, said["entries"], said["whole"], said["flaws"]) == (door.DONE, 2, True, [])
    plain = typed("verify")
    assert plain.stdout == f"2 entries, whole; head {said['head']}\n"


def test_an_empty_trail_is_whole(folder):
    assert verified() == (
        0, {"entries": 0, "head": f"0:{'0' * 64}", "whole": True, "flaws": []}
    )  # fmt: skip


def test_a_trail_that_was_touched_is_told_where(folder):
    added("lin", "wu", "an")
    tampered(folder, "UPDATE trail SET whom = 'kai' WHERE number = 2")
    code, said = verified()
    assert code == door.FOUND
    assert said["flaws"] == [
        {"how": "edited", "first": 2, "last": 2, "said": "its hash does not fit what it says"}
    ]
    plain = typed("verify")
    assert plain.exit_code == door.FOUND
    assert "the trail was touched" in plain.stdout
    assert "3 entries, not whole; head 3:" in plain.stdout


def test_an_end_that_was_cut_off_is_found_by_the_mark(folder):
    added("lin", "wu", "an")
    tampered(folder, "DELETE FROM trail WHERE number > 1")
    code, said = verified()
    assert (code, [(one["how"], one["first"], one["last"]) for one in said["flaws"]]) == (
        door.FOUND, [("truncated", 2, 3)]
    )  # fmt: skip


def test_a_mark_that_was_taken_away_or_made_with_another_key_is_told(folder):
    added("lin")
    place = folder / "lake" / "trail.mark"
    place.write_text(place.read_text().replace("1 ", "2 ", 1))
    assert [one["how"] for one in verified()[1]["flaws"]] == ["unmarked"]
    place.unlink()
    assert [one["how"] for one in verified()[1]["flaws"]] == ["unmarked"]
    added("wu")
    code, said = verified()
    assert (code, said["entries"], [one["how"] for one in said["flaws"]]) == (1, 2, ["unmarked"])


def test_a_head_kept_on_paper_finds_what_was_put_back_whole(folder, monkeypatch):
    added("lin")
    before = shutil.copytree(folder, folder.with_name("before"))
    added("wu")
    head = verified()[1]["head"]
    monkeypatch.chdir(before)
    assert verified()[0] == door.DONE
    code, said = verified("--head", head)
    assert (code, [(one["how"], one["first"]) for one in said["flaws"]]) == (1, [("truncated", 2)])
    assert head in said["flaws"][0]["said"]


def test_heads_of_the_past_are_met(folder):
    added("lin", "wu")
    heads = []
    for name in ("an", "bo"):
        added(name)
        heads.append(verified()[1]["head"])
    short = heads[0][: heads[0].index(":") + 33]
    assert verified("--head", short, "--head", heads[1].upper())[0] == door.DONE
    tampered(folder, "UPDATE trail SET who = who WHERE number = 3")
    assert verified("--head", heads[0])[0] == door.DONE
    assert verified("--head", f"3:{'a' * 32}")[0] == door.FOUND


@pytest.mark.parametrize("head", ["", "7", "7:", f"x:{'a' * 64}", f"7:{'a' * 31}", f"7:{'g' * 64}"])
def test_what_is_no_head_is_refused(folder, head):
    with pytest.raises(ConfigError, match="NUMBER:HASH"):
        typed("verify", "--head", head)


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_a_copy_is_checked_without_settings_and_key(folder, tmp_path, monkeypatch, ending):
    added("lin", "wu")
    said = typed("export", "trail", str(tmp_path / f"trail{ending}"))
    assert said.stdout == f"2 rows of trail in {tmp_path / f'trail{ending}'}\n"
    head = verified()[1]["head"]
    shutil.copy(folder / "leakwatch.db", tmp_path / "copy.db")
    monkeypatch.chdir(tmp_path)
    shutil.rmtree(folder)
    assert verified("copy.db", "--head", head)[0] == door.DONE
    assert verified(f"trail{ending}")[1]["entries"] == 2
    code, said = verified(f"trail{ending}", "--head", head)
    assert (code, [(one["how"], one["first"]) for one in said["flaws"]]) == (1, [("truncated", 3)])


def test_where_very_much_is_wrong_it_is_said_that_not_all_was_read(folder, monkeypatch):
    from leakwatch.store import chain

    monkeypatch.setattr(chain, "MANY", 1)
    added("lin", "wu", "an")
    tampered(folder, "UPDATE trail SET who = 'kai'")
    done = typed("verify")
    assert done.exit_code == door.FOUND
    assert "so much is wrong that nothing after 2 was read" in done.stderr
