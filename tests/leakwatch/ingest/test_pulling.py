"""Tables of real databases into a real lake: each row once, whenever it comes."""

import hashlib
import shutil
import sqlite3
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leakwatch import tokens
from leakwatch.ingest.pulling import Pull
from leakwatch.ingest.sources import feed
from leakwatch.ingest.spool import Spool
from leakwatch.vault import Vault


def test_a_row_becomes_an_event_as_if_delivered_in_a_file(pulled, desk):
    desk.add(1, phone="+86 100-0000-0001")
    batch = pulled.taken()
    [event] = pulled.rows("events")
    assert event["actor"] == tokens.read_token(pulled.key, "actor", "carrier/G001")
    assert event["phone"] == tokens.read_token(pulled.key, "phone", "10000000001")
    assert (event["clock"], event["at"]) == (
        datetime(2026, 3, 7, 9, 0, 1), datetime(2026, 3, 7, 1, 0, 1, tzinfo=UTC),
    )  # fmt: skip
    assert (event["action"], event["rows"], event["line"]) == ("view", 1, 2)
    assert batch.file == "crm 20260307T090001.csv"
    with Vault(pulled.lake.path / "vault", pulled.key).open(batch.batch) as kept:
        header, row = kept.read().decode().splitlines()
    assert header == "id,工号,营业厅编码,操作时间,业务类型,查询号码,返回条数"
    assert row.startswith("1,G001,A01,2026-03-07")
    assert row.endswith(":00:01,机主信息查询,+86 100-0000-0001,1")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_new_makes_no_batch_and_moves_no_bookmark(pulled, desk, counts):
    desk.add(1, 2, 3)
    assert counts(pulled) == [3]
    version = pulled.lake.version("cursors")
    assert counts(pulled) == []
    assert pulled.lake.version("cursors") == version


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_empty_table_is_no_delivery(pulled, desk, counts):
    assert counts(pulled) == []
    desk.add(1)
    assert counts(pulled) == [1]


def test_what_is_new_is_taken_and_what_was_taken_is_not(pulled, desk, counts):
    desk.add(*range(100))
    assert counts(pulled) == [100]
    desk.add(100, 101)
    batch = pulled.taken()
    assert (batch.rows, batch.events, batch.file) == (
        2,
        2,
        "crm 20260307T090140-20260307T090141.csv",
    )
    assert len(pulled.rows("events")) == 102


@pytest.mark.parametrize(("late", "taken"), [(39, []), (40, [1]), (99, [1]), (100, [1])])
def test_a_row_that_comes_late_is_taken_within_the_lag(pulled, desk, late, taken, counts):
    desk.add(100)
    assert counts(pulled) == [1]
    desk.add(late, phone="10099999999")
    assert counts(pulled) == taken
    assert counts(pulled) == []


@pytest.mark.parametrize("cursor", ["操作时间", "id"])
def test_without_a_lag_rows_of_the_same_value_are_still_taken(pulled, desk, cursor, counts, source):
    pulled.toml = source(desk.url, cursor=cursor, lag=0)
    desk.add(7)
    assert counts(pulled) == [1]
    desk.add(7, phone="10099999999")
    assert counts(pulled) == [1]
    desk.add(6)
    assert counts(pulled) == []


def test_a_lag_of_numbers_is_in_their_units(pulled, desk, counts, source):
    pulled.toml = source(desk.url, cursor="id", lag=2)
    desk.add(10)
    assert pulled.taken().file == "crm 10.csv"
    desk.add(7, 8, 9)
    assert counts(pulled) == [2]


def test_a_last_row_that_was_deleted_moves_nothing_back(pulled, desk, source, counts):
    pulled.toml = source(desk.url, cursor="id", lag=5)
    desk.add(*range(90, 101))
    assert counts(pulled) == [11]
    desk.run("DELETE FROM log WHERE id = 100")
    desk.add(96, phone="10099999999")
    assert counts(pulled) == [1]
    assert counts(pulled) == []


def test_rows_without_a_cursor_value_are_taken_once(pulled, desk, counts, source):
    pulled.toml = source(desk.url, cursor="id")
    desk.add(1, 2)
    desk.add(3, id=None)
    assert counts(pulled) == [3]
    assert counts(pulled) == []
    desk.add(4, id=None)
    assert pulled.taken().file == "crm by id.csv"
    assert counts(pulled) == []


def test_a_table_of_rows_without_a_cursor_value_is_no_different(pulled, desk, counts, source):
    pulled.toml = source(desk.url, cursor="id")
    desk.add(1, 2, id=None)
    assert counts(pulled) == [2]
    assert counts(pulled) == []
    desk.add(3)
    assert counts(pulled) == [1]


def test_a_row_without_a_time_is_in_quarantine_with_line_and_reason(pulled, desk, counts):
    desk.add(1)
    desk.add(2, at=None)
    batch = pulled.taken()
    assert (batch.rows, batch.events, batch.quarantined) == (2, 1, 1)
    [row] = pulled.rows("quarantine")
    assert (row["file"], row["line"], row["reason"]) == (
        "crm 20260307T090001.csv", 2, "操作时间: blank",
    )  # fmt: skip
    assert counts(pulled) == []


def test_a_clock_set_wrong_hides_nothing_that_follows(pulled, desk, counts, source):
    desk.add(1)
    desk.add(2, at="2091-01-01 00:00:00")
    assert counts(pulled) == [2]
    desk.add(3, 4)
    soon = datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat(" ")
    pulled.toml = source(desk.url, lag=2 * 86_400)
    desk.add(5, at=soon)
    assert len(pulled.rows("events")) == 2
    assert counts(pulled) == [1]
    assert counts(pulled) == []


def test_many_rows_come_in_pages_and_ties_between_pages_are_taken_once(pulled, desk, small, counts):
    desk.add(*range(15))
    desk.add(*range(100, 125), at="2026-03-07 09:00:30")
    assert counts(pulled) == [12, 12, 12, 4]
    assert counts(pulled) == []
    desk.add(200, at="2026-03-07 09:00:30")
    assert counts(pulled) == [1]
    assert len(pulled.rows("events")) == 41


def test_a_moment_with_an_offset_is_that_moment(house, postgres, counts, source, opened_desk):
    desk = opened_desk(postgres)
    desk.add(1)
    desk.run("ALTER TABLE log ALTER at TYPE timestamptz USING at AT TIME ZONE 'America/Bogota'")
    house.toml = source(postgres)
    assert counts(house) == [1]
    assert house.rows("events")[0]["at"] == datetime(2026, 3, 7, 14, 0, 1, tzinfo=UTC)
    desk.run("INSERT INTO log SELECT 2, who, at, what, '10000000002', 1 FROM log")
    assert counts(house) == [1]
    assert counts(house) == []


STAFF = 'SELECT who AS "工号", \'A01\' AS "机构" FROM log ORDER BY 1'


def test_without_a_cursor_the_whole_is_taken_when_it_is_another(pulled, desk, counts, source):
    pulled.toml = source(desk.url, query=STAFF, cursor="", name="staff", connector="staff").replace(
        "[sources", "[context"
    )
    desk.add(1)
    batch = pulled.taken()
    assert (batch.file, batch.rows) == ("staff whole.csv", 1)
    assert counts(pulled) == []
    desk.add(2, who="G002")
    assert counts(pulled) == [2]
    assert pulled.rows("cursors") == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_two_sources_keep_bookmarks_of_their_own(pulled, desk, counts, source):
    other = source(desk.url, name="other", cursor="id", lag=0).replace("carrier", "agent")
    pulled.toml += other
    desk.add(1, 2)
    assert counts(pulled) == [2, 2]
    assert [(row["source"], row["column"], row["last"][:10]) for row in pulled.rows("cursors")] == [
        ("sources.crm", "操作时间", "2026-03-07"), ("sources.other", "id", "2"),
    ]  # fmt: skip
    desk.add(3)
    assert counts(pulled) == [1, 1]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_waits_to_be_loaded_is_for_our_eyes_only_and_gone_afterwards(
    pulled, desk, counts, monkeypatch
):
    modes, note = [], Spool.note

    def noted(self, left):
        note(self, left)
        places = [self.path, *self.path.glob("crm*")]
        modes.extend(place.stat().st_mode & 0o777 for place in places)

    monkeypatch.setattr(Spool, "note", noted)
    desk.add(1)
    assert counts(pulled) == [1]
    assert modes == [0o700, 0o600]
    assert [place for place in (pulled.lake.path / "spool").rglob("*") if place.is_file()] == []


AUDIT = """{"resourceType": "AuditEvent", "recorded": "2026-03-07T09:00:0%d+08:00",
 "agent": [{"requestor": true, "who": {"identifier": {"value": "D1"}}}], "action": "R",
 "entity": [{"what": {"reference": "Patient/P%d"}, "type": {"code": "1"}}]}"""


@pytest.mark.parametrize("kind", ["TEXT", "JSONB"])
def test_records_of_json_are_read_from_their_column(house, url, kind, source, opened_desk):
    desk = opened_desk(url)
    desk.run(f"CREATE TABLE audit (id INTEGER, entry {kind})")
    into = f"INSERT INTO audit VALUES (:id, CAST(:entry AS {kind}))"
    into = (
        into
        if kind == "JSONB" and "postgresql" in url
        else "INSERT INTO audit VALUES (:id, :entry)"
    )
    desk.run(into, [{"id": number, "entry": AUDIT % (number, number)} for number in (1, 2)])
    query = "SELECT id, entry AS record FROM audit"
    house.toml = source(url, query, "id", 0, "fhir", "hospital_fhir")
    batch = house.taken()
    assert (batch.rows, batch.events, batch.file) == (2, 2, "fhir 1-2.log")
    clocks = [row["clock"] for row in house.rows("events")]
    assert sorted(clock.second for clock in clocks) == [1, 2]


#: how far back of the last value a row may come, or how far ahead; None: it has no value at all
BACK = st.one_of(st.none(), st.integers(-3, 5))
DEEDS = st.lists(
    st.one_of(
        st.lists(BACK, min_size=1, max_size=8),
        st.sampled_from(["pull", "pull", "kill while loading", "kill before the bookmark"]),
    ),
    max_size=12,
)
#: the type of the cursor in SQLite, and what a number is as such
KINDS = {
    "numbers": ("INTEGER", lambda number: number),
    "decimals": ("REAL", lambda number: number + 0.25),
    "times": ("TEXT", lambda number: f"2026-03-07 09:{number // 60:02}:{number % 60:02}.5"),
    "compact times": ("TEXT", lambda number: f"2026030709{number // 60:02}{number % 60:02}"),
}


class Killed(BaseException):
    """What no code of ours catches."""


class Taker:
    """Takes files as the loader does, each digest once; dies when it is told to."""

    def __init__(self):
        self.rows, self.files, self.dies = Counter(), set(), ""

    def __call__(self, place):
        digest = hashlib.sha256(place.read_bytes()).hexdigest()
        if self.dies == "kill while loading":
            raise Killed
        if digest not in self.files:
            self.files.add(digest)
            self.rows.update(place.read_text(encoding="utf-8").splitlines()[1:])
        if self.dies == "kill before the bookmark":
            raise Killed


@pytest.mark.parametrize("lag", [0, 5])
@pytest.mark.parametrize("kind", KINDS)
@given(deeds=DEEDS)
@example(deeds=[[0, -1, 5], "pull", [None, None, None, 1], [None] * 5 + [1], "pull"])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_rows_and_pulls_takes_each_row_once(house, source, small, kind, lag, deeds):
    shutil.rmtree(house.path / "lake", ignore_errors=True)
    (house.path / "t.db").unlink(missing_ok=True)
    dtype, made = KINDS[kind]
    house.toml = source("sqlite:///t.db", "SELECT n, c FROM t", "c", lag)
    table = sqlite3.connect(house.path / "t.db", isolation_level=None)
    table.execute(f"CREATE TABLE t (n INTEGER, c {dtype})")
    said, take = house.settings, Taker()
    crm = feed("crm", said.sources["crm"], said, "sources")
    count, top = 0, 100
    highest = top
    for deed in [*deeds, "pull"]:
        if isinstance(deed, list):
            places = [None if back is None else top - min(back, lag) for back in deed]
            for place in places:
                count += 1
                row = (count, None if place is None else made(place))
                table.execute("INSERT INTO t VALUES (?, ?)", row)
            highest = max([highest, *(place for place in places if place is not None)])
            continue
        take.dies = deed
        with suppress(Killed):
            Pull(crm, said.sources["crm"], said, house.lake, house.key).into(take)
        top = highest
    table.close()
    taken = [int(row.partition(",")[0]) for row in take.rows.elements()]
    assert sorted(taken) == [*range(1, count + 1)]
