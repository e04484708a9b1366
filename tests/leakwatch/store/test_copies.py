"""A trail in a file is read as it stands, whatever was made of it."""

import csv
import json
import shutil

import pytest

from leakwatch import export, store
from leakwatch.errors import ConfigError
from leakwatch.store import copies, trail
from leakwatch.store.chain import How, check
from leakwatch.store.trail import Deed

WHO = ["lin", "=1+1", "'=1+1", "@王", "-", '客户\n"x",\'', "\ttab", "＝1+1"]


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        for number, who in enumerate(WHO):
            with opened.writing() as session:
                trail.note(session, who, Deed.DECIDED, "+A", {"n": number, "原因": "@\r\n字"})
        yield opened


@pytest.fixture
def kept(opened):
    with opened.reading() as session:
        return list(trail.rows(session))


@pytest.fixture
def exported(opened, tmp_path):
    """The trail of a store as a file of this ending."""

    def write(ending):
        file = tmp_path / f"trail{ending}"
        assert export.export("trail", file, None, opened, who="kai") == len(WHO)
        return file

    return write


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_an_export_holds_the_trail_to_the_letter(kept, exported, ending):
    file = exported(ending)
    assert list(copies.rows(file)) == kept
    assert check(copies.rows(file)).flaws == []


def test_a_spreadsheet_takes_no_cell_of_an_export_for_a_formula(exported):
    with exported(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(cell[0] not in "=+-@\t\r＝" for row in rows for cell in row.values())


def test_an_export_can_be_a_parquet_file_too(kept, exported):
    import pyarrow.parquet as pq

    table = pq.read_table(exported(".parquet"))
    assert [tuple(row.values()) for row in table.to_pylist()] == [tuple(row) for row in kept]


def test_an_export_is_on_the_trail_it_does_not_hold(opened, exported):
    exported(".csv")
    with opened.reading() as session:
        *_, last = trail.rows(session)
    assert (last.number, last.who, last.what, last.whom) == (
        len(WHO) + 1,
        "kai",
        "exported",
        "trail.csv",
    )
    assert json.loads(last.details) == {"table": "trail", "rows": len(WHO)}


def test_an_export_that_fails_leaves_no_file_and_no_entry(opened, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_lines", full)
    with pytest.raises(ConfigError, match="No space left"):
        export.export("trail", tmp_path / "trail.jsonl", None, opened, who="kai")
    with pytest.raises(ConfigError, match="No such file"):
        export.export("trail", tmp_path / "nowhere" / "trail.csv", None, opened, who="kai")
    with opened.reading() as session:
        assert trail.head(session).number == len(WHO)
    assert [place.name for place in tmp_path.iterdir() if "trail" in place.name] == []


def test_an_export_the_trail_cannot_tell_of_is_not_made(opened, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise ZeroDivisionError

    file = tmp_path / "trail.csv"
    file.write_text("before")
    monkeypatch.setattr(trail, "note", refuse)
    with pytest.raises(ZeroDivisionError):
        export.export("trail", file, None, opened, who="kai")
    assert file.read_text() == "before"
    assert [place.name for place in tmp_path.glob(".*")] == []


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_details_longer_than_csv_takes_by_itself_are_read(opened, tmp_path, ending):
    with opened.writing() as session:
        trail.note(session, "lin", Deed.DECIDED, "A1", {"x": "字" * 300_000})
    file = tmp_path / f"trail{ending}"
    assert export.export("trail", file, None, opened, who="kai") == len(WHO) + 1
    assert check(copies.rows(file)).flaws == []


def edited(file, line, text):
    lines = file.read_bytes().split(b"\n")
    lines[line] = text
    file.write_bytes(b"\n".join(lines))
    return check(copies.rows(file)).flaws


@pytest.mark.parametrize("line", [
    b"", b"no json", b"[]", b"{}", b'{"number": "3"}', b'{"number": 3}', b"\xff\xfe", b"[" * 10**5,
])  # fmt: skip
def test_a_line_that_is_no_entry_stands_for_the_one_that_was_there(exported, line):
    found = edited(exported(".jsonl"), 2, line)
    assert [(one.how, one.first, one.last) for one in found] == [(How.EDITED, 3, 3)]


@pytest.mark.parametrize("row", [b"", b"3", b"x,y", b'"","","","","","","",""', b"3" + b",x" * 9,
                                 b"9" * 5000 + b",x" * 7])  # fmt: skip
def test_a_row_that_is_no_entry_stands_for_the_one_that_was_there(tmp_path, row):
    with store.open(f"sqlite:///{tmp_path}/a.db") as opened:
        for _ in range(4):
            with opened.writing() as session:
                trail.note(session, "lin", Deed.DECIDED, "A1")
        file = tmp_path / "trail.csv"
        export.export("trail", file, None, opened, who="kai")
    found = edited(file, 3, row)
    assert [(one.how, one.first, one.last) for one in found] == [(How.EDITED, 3, 3)]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("beside", [("",), ("", "-wal"), ("", "-wal", "-shm")])
def test_a_copied_database_is_read_with_what_lies_beside_it(opened, kept, tmp_path, beside):
    copy = tmp_path / "copy"
    copy.mkdir()
    if beside == ("",):
        opened.close()
    for ending in beside:
        shutil.copy(tmp_path / f"leakwatch.db{ending}", copy / f"kopie{ending}")
    before = sorted(copy.iterdir())
    assert list(copies.rows(copy / "kopie")) == kept
    # nothing is written beside a copy that is whole, which may lie where nothing can be
    assert len(beside) > 1 or sorted(copy.iterdir()) == before


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_no_text_is_in_a_copied_database_is_an_edit(opened, tmp_path):
    import sqlite3

    opened.close()
    with sqlite3.connect(tmp_path / "leakwatch.db") as other:
        other.execute("DROP TRIGGER trail_update")
        other.execute("UPDATE trail SET who = x'ff00' WHERE number = 2")
        other.execute("UPDATE trail SET who = CAST(x'ff41' AS TEXT) WHERE number = 4")
    other.close()
    found = check(copies.rows(tmp_path / "leakwatch.db")).flaws
    assert [(one.how, one.first, one.last) for one in found] == [
        (How.EDITED, 2, 2), (How.EDITED, 4, 4)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("trail.txt", b"number", "neither a SQLite database nor a trail"),
        ("trail.csv", b"number,who\n1,lin\n", "does not name the columns of a trail"),
        ("trail.csv", b"", "does not name the columns of a trail"),
        ("a.db", b"SQLite format 3\0" + b"\1" * 4096, "not a store that can be read"),
    ],
)
def test_what_is_no_trail_is_refused_in_one_line(tmp_path, name, content, said):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=said) as refused:
        list(copies.rows(file))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nothing\.csv: cannot be read: No such file"):
        list(copies.rows(tmp_path / "nothing.csv"))


def test_a_database_without_a_trail_is_refused(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE x (y)")
    other.close()
    with pytest.raises(ConfigError, match="no such table: trail"):
        list(copies.rows(tmp_path / "other.db"))
