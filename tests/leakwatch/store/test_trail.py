"""The trail in a database: what is done is on it, however many do it at once."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from leakwatch import store
from leakwatch.alerts import decide
from leakwatch.store import chain, trail
from leakwatch.store.chain import GENESIS, Flaw, Head, How
from leakwatch.store.decisions import Decision
from leakwatch.store.marks import NAME, Mark
from leakwatch.store.pauses import Pause
from leakwatch.store.trail import Deed, Entry
from leakwatch.tokens import Key

AT = datetime(2026, 3, 7, 1, 5, tzinfo=UTC)
KEY = Key(b"k" * 32, "AGE-SECRET-KEY-1")


@pytest.fixture
def mark(tmp_path):
    return Mark(tmp_path, KEY)


@pytest.fixture
def opened(url, mark):
    with store.open(url, mark) as opened:
        yield opened


def note(opened, whom="A1", details=None, *, who="lin", now=AT):
    with opened.writing() as session:
        return trail.note(session, who, Deed.DECIDED, whom, details, now=now)


def rows(opened):
    with opened.reading() as session:
        return list(trail.rows(session))


def checked(opened):
    found = opened.mark.read()
    heads = {"the mark": found} if isinstance(found, Head) else {}
    return chain.check(rows(opened), heads)


def tamper(opened, *statements):
    """What somebody does who has the right to everything in the database, but not the key."""
    drop = {
        "sqlite": ["DROP TRIGGER IF EXISTS trail_update", "DROP TRIGGER IF EXISTS trail_delete"],
        "postgresql": ["DROP TRIGGER IF EXISTS trail_kept ON trail"],
    }
    with opened.engine.begin() as connection:
        for statement in [*drop[opened.engine.dialect.name], *statements]:
            connection.execute(text(statement))


def test_an_entry_tells_who_did_what_to_whom_and_when(opened):
    head = note(opened, "A1", {"verdict": "confirmed", "b": 1, "a": [None, 0.5]})
    [row] = rows(opened)
    assert row[:5] == (1, "2026-03-07T01:05:00.000000Z", "lin", "decided", "A1")
    assert row.details == '{"a":[null,0.5],"b":1,"verdict":"confirmed"}'
    assert (row.before, row.hash) == (GENESIS, head.hash)


def test_entries_are_numbered_without_a_gap_and_each_follows_the_one_before(opened):
    heads = [note(opened, f"A{n}") for n in range(5)]
    assert [head.number for head in heads] == [1, 2, 3, 4, 5]
    assert [row.before for row in rows(opened)] == [GENESIS, *(head.hash for head in heads[:-1])]
    assert checked(opened).flaws == []


def test_several_entries_of_one_deed_are_kept_together(opened):
    with opened.writing() as session:
        for whom in ("A1", "A2", "A3"):
            trail.note(session, "lin", Deed.DECIDED, whom)
    assert [row.number for row in rows(opened)] == [1, 2, 3]
    assert (checked(opened).flaws, opened.mark.read().number) == ([], 3)


def failing(session):
    trail.note(session, "lin", Deed.DECIDED, "A2")
    twice = {"job": "detect", "since": AT, "who": "lin", "reason": ""}
    session.execute(insert(Pause), [twice, twice])


def test_a_deed_that_is_rolled_back_leaves_no_entry_and_no_mark(opened, tmp_path):
    note(opened)
    # the second pause of the same job
    with pytest.raises(IntegrityError), opened.writing() as session:
        failing(session)
    assert [row.whom for row in rows(opened)] == ["A1"]
    assert opened.mark.read().number == 1
    assert note(opened).number == 2
    assert list(tmp_path.glob("*.part")) == []


def test_a_part_of_a_deed_that_is_rolled_back_leaves_no_entry(opened):
    with opened.writing() as session:
        trail.note(session, "lin", Deed.DECIDED, "A1")
        part = session.begin_nested()
        trail.note(session, "lin", Deed.DECIDED, "A2")
        part.rollback()
    assert [row.whom for row in rows(opened)] == ["A1"]
    assert (checked(opened).flaws, opened.mark.read().number) == ([], 1)


def test_a_reader_notes_nothing(opened):
    with opened.reading() as session:
        trail.note(session, "lin", Deed.DECIDED, "A1")
    assert rows(opened) == []


@pytest.mark.parametrize(
    "details",
    [{"原因": "他查了 412 人\u2028\n\t\0'\";--"}, {"x": "字" * 2_000_000}, {"": {"": [[]]}}],
    ids=["odd", "huge", "empty"],
)
def test_details_come_back_as_they_were(opened, details):
    note(opened, "客户/张", details, who="王.li")
    note(opened)
    with opened.reading() as session:
        assert trail.latest(session, Deed.DECIDED) == {}
    assert checked(opened).flaws == []
    assert rows(opened)[0].whom == "客户/张"


@pytest.mark.parametrize(
    ("who", "whom"), [("", "A1"), ("lin", ""), ("l" * 129, "A1"), ("lin", "A" * 256), ("a\0", "A")]
)
def test_what_a_database_would_not_keep_is_refused_before(opened, who, whom):
    with pytest.raises(ValueError, match=r"no who|no whom"):
        note(opened, whom, who=who)
    assert rows(opened) == []


def test_the_longest_names_are_kept_by_both_databases(opened):
    note(opened, "字" * 255, who="字" * 128)
    assert checked(opened).flaws == []


@pytest.mark.parametrize("details", [{"x": float("nan")}, {"x": object()}])
def test_details_that_are_no_json_are_refused(opened, details):
    with pytest.raises((ValueError, TypeError)):
        note(opened, details=details)
    assert rows(opened) == []


def test_a_moment_is_written_in_utc_with_microseconds(opened):
    note(opened, now=datetime(2026, 3, 7, 9, 5, 0, 7, tzinfo=timezone(timedelta(hours=8))))
    assert rows(opened)[0].at == "2026-03-07T01:05:00.000007Z"


def test_the_latest_of_a_deed_is_found(opened):
    for number in (1, 2):
        with opened.writing() as session:
            trail.note(session, "lin", Deed.EXPORTED, "a.csv", {"rows": number})
    note(opened)
    with opened.reading() as session:
        assert trail.latest(session, Deed.EXPORTED) == {"rows": 2}
        assert trail.latest(session, Deed.DELETED) is None


def test_a_decision_is_on_the_trail(opened):
    from leakwatch.store.alerts import Alert

    with opened.writing() as session:
        session.add(Alert(id="A1", number=1, actor="a", org="carrier", opened=AT, first=AT.date(),
                          last=AT.date(), severity=3, p=0.1, score=0.9, detectors="", because="",
                          subjects=1, records=1, status="open"))  # fmt: skip
    decide(opened, "A1", "dismissed", who="lin", reason="盘点", now=AT)
    [row] = rows(opened)
    assert (row.who, row.what, row.whom) == ("lin", "decided", "A1")
    assert row.details == '{"reason":"盘点","verdict":"dismissed"}'


def test_a_decision_on_no_alert_is_on_no_trail(opened):
    with pytest.raises(LookupError):
        decide(opened, "A1", "dismissed", who="lin", reason="")
    with opened.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
    assert rows(opened) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE trail SET who = 'kai'", "DELETE FROM trail WHERE number = 1"]
)
def test_the_database_refuses_to_change_an_entry(opened, statement):
    note(opened)
    with pytest.raises(DBAPIError, match="the trail is append-only"), opened.writing() as session:
        session.execute(text(statement))
    assert checked(opened).flaws == []


@pytest.mark.parametrize(
    ("statement", "how", "first", "last"),
    [
        ("UPDATE trail SET who = 'kai' WHERE number = 3", How.EDITED, 3, 3),
        ("UPDATE trail SET details = '{ }' WHERE number = 3", How.EDITED, 3, 3),
        ("UPDATE trail SET hash = before WHERE number = 1", How.EDITED, 1, 1),
        ("DELETE FROM trail WHERE number = 1", How.MISSING, 1, 1),
        ("DELETE FROM trail WHERE number IN (2, 3)", How.MISSING, 2, 3),
        ("DELETE FROM trail WHERE number > 3", How.TRUNCATED, 4, 5),
        ("DELETE FROM trail", How.TRUNCATED, 1, 5),
    ],
)
def test_what_is_done_to_the_table_is_found_and_named(opened, statement, how, first, last):
    for number in range(5):
        note(opened, f"A{number}")
    tamper(opened, statement)
    assert [one[:1] + one[2:] for one in checked(opened).flaws] == [(how, first, last)]


def test_entries_that_changed_places_in_the_table_are_named(opened):
    for number in range(5):
        note(opened, f"A{number}")
    tamper(opened, *(f"UPDATE trail SET number = {new} WHERE number = {old}"
                     for old, new in ((2, 99), (4, 2), (99, 4))))  # fmt: skip
    assert [one.said for one in checked(opened).flaws] == ["was number 4", "was number 2"]


def test_a_mark_stays_where_it_was_when_the_trail_was_cut_and_went_on(opened):
    for number in range(5):
        note(opened, f"A{number}")
    tamper(opened, "DELETE FROM trail WHERE number > 2")
    for number in range(5):
        note(opened, f"B{number}")
    assert opened.mark.read().number == 5
    [found] = checked(opened).flaws
    assert (found.how, found.first) == (How.REPLACED, 5)


def test_a_trail_that_is_ahead_of_its_mark_is_whole_and_takes_it_along(url, mark):
    with store.open(url, mark) as opened:
        note(opened)
    with store.open(url) as unmarked:
        note(unmarked)
    with store.open(url, mark) as opened:
        assert (mark.read().number, checked(opened).flaws) == (1, [])
        note(opened)
        assert mark.read().number == 3


def test_a_mark_that_is_gone_is_not_made_again(url, mark):
    with store.open(url, mark) as opened:
        note(opened)
    mark.path.unlink()
    with store.open(url, mark) as opened:
        note(opened)
        found = mark.read()
    assert isinstance(found, Flaw)
    assert (found.how, found.first) == (How.UNMARKED, None)
    assert not mark.path.exists()


@pytest.mark.parametrize("ruin", ["", "7", "x y z", "1 2 3", "9999999 aa bb\n\n", "\x80"])
def test_a_mark_that_is_ruined_is_told(opened, mark, ruin):
    note(opened)
    mark.path.write_text(ruin, encoding="latin-1")
    assert mark.read().how == How.UNMARKED
    note(opened)
    assert mark.path.read_text(encoding="latin-1") == ruin


def test_a_mark_under_another_key_is_told_and_left_alone(url, mark, tmp_path):
    with store.open(url, mark) as opened:
        note(opened)
    other = Mark(tmp_path, Key(b"o" * 32, "AGE-SECRET-KEY-1"))
    with store.open(url, other) as opened:
        note(opened)
    assert "not made with this key" in other.read().said
    assert mark.read().number == 1


def test_an_edited_mark_is_told(opened, mark):
    note(opened)
    mark.path.write_text(mark.path.read_text().replace("1 ", "0 ", 1))
    assert "or was edited" in mark.read().said


def test_a_mark_that_cannot_be_written_refuses_the_deed(opened, mark, monkeypatch):
    from leakwatch.errors import SourceError

    note(opened)

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SourceError, match="No space left"):
            note(opened)
    assert (len(rows(opened)), list(mark.path.parent.glob("*.part"))) == (1, [])
    assert note(opened).number == 2


def test_a_mark_does_not_go_back_when_a_later_writer_is_done_before(url, opened, mark):
    with store.open(url, mark) as other, opened.writing() as session:
        trail.note(session, "lin", Deed.DECIDED, "A1")
        event.listen(session, "after_commit", lambda _: note(other), once=True)
    assert (mark.read().number, len(rows(opened))) == (2, 2)
    assert list(mark.path.parent.glob("*.part")) == []


def test_a_commit_that_fails_moves_no_mark(opened, mark):
    def fail(_):
        raise ZeroDivisionError

    def deed():
        with opened.writing() as session:
            trail.note(session, "lin", Deed.DECIDED, "A1")
            event.listen(session, "before_commit", fail)

    with pytest.raises(ZeroDivisionError):
        deed()
    assert (mark.read().number, rows(opened)) == (0, [])
    assert list(mark.path.parent.glob("*.part")) == []


def test_drafts_of_those_who_were_killed_are_cleared_away(opened, mark):
    note(opened)
    mark.draft(Head(2, "ab"))
    note(opened)
    assert list(mark.path.parent.glob(f"{NAME}.*")) == []


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from leakwatch import store
from leakwatch.store import trail
from leakwatch.store.marks import Mark
from leakwatch.store.pauses import Pause
from leakwatch.tokens import Key
url, folder, name, count = sys.argv[1:]
mark = Mark(Path(folder), Key(b"k" * 32, "AGE-SECRET-KEY-1"))
with store.open(url, mark) as opened:
    for n in range(int(count)):
        with opened.writing() as session:
            said = trail.note(session, name, trail.Deed.DECIDED, f"A{n}", {"n": n})
            session.add(Pause(job=f"{name}-{n}", since=datetime.now(UTC), who=name, reason=""))
        print(said.number, flush=True)
"""


def test_writers_at_once_and_some_killed_leave_a_whole_chain_and_nothing_else(url, mark, tmp_path):
    store.open(url, mark).close()
    racers = {
        name: subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(tmp_path), name, count],
            stdout=subprocess.PIPE, text=True,
        )
        for name, count in (("a", "50"), ("b", "50"), ("c", "50"), ("d", "50"),
                            ("x", "100000"), ("y", "100000"))
    }  # fmt: skip
    told = {"x": [], "y": []}
    for name, after in (("x", 10), ("y", 25)):
        told[name] = [int(racers[name].stdout.readline()) for _ in range(after)]
        time.sleep(0.05)
        racers[name].send_signal(signal.SIGKILL)
    for name, racer in racers.items():
        told[name] = told.get(name, []) + [int(line) for line in racer.communicate()[0].split()]
    assert [racers[name].returncode for name in "abcd"] == [0, 0, 0, 0]
    with store.open(url, mark) as opened:
        assert checked(opened).flaws == []
        kept = rows(opened)
        with opened.reading() as session:
            deeds = set(session.scalars(select(Pause.job)))
        assert {f"{row.who}-{row.whom[1:]}" for row in kept} == deeds
        by = {name: [row.number for row in kept if row.who == name] for name in racers}
        assert {name: by[name] for name in "abcd"} == {name: told[name] for name in "abcd"}
        # of the killed, one deed may be kept that nobody heard of
        assert all(by[name][: len(told[name])] == told[name] for name in "xy")
        assert all(len(by[name]) <= len(told[name]) + 1 for name in "xy")
        assert len(kept) - mark.read().number <= 1
        note(opened)
        assert mark.read().number == len(kept) + 1
    assert list(tmp_path.glob("*.part")) == []


def test_the_trail_is_read_as_one_moment_saw_it(opened, monkeypatch):
    monkeypatch.setattr(trail, "AT_A_TIME", 2)
    for number in range(5):
        note(opened, f"A{number}")
    with opened.reading() as session:
        found = trail.rows(session)
        first = next(found)
        note(opened)
        assert [first.number, *(row.number for row in found)] == [1, 2, 3, 4, 5]


def test_a_deed_fits_its_column():
    assert max(map(len, Deed)) <= Entry.what.type.length
    assert len(set(Deed)) == len(Deed)


def test_who_is_at_a_shell_is_told_by_the_system_and_not_by_him(monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody")
    monkeypatch.setenv("USER", "somebody")
    import pwd

    assert trail.shell() == f"shell:{pwd.getpwuid(os.getuid()).pw_name}"
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert trail.shell() == "shell:4000000"
