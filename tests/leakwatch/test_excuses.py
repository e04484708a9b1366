import ibis
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.events import TABLES
from leakwatch.excuses import (
    EXCUSES,
    Ground,
    HandoverAfterLeaving,
    InboundCallWithinMinutes,
    LastShift,
    NamedHandover,
    RegisteredBatchAccount,
)  # fmt: skip


def context(name, *rows):
    columns = TABLES[name]
    table = pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns))
    for column, dtype in columns.items():
        if dtype == "string":
            table[column] = table[column].astype("string")
        else:
            table[column] = pd.to_datetime(table[column], utc="UTC" in dtype)
    made = ibis.memtable(pa.Table.from_pandas(table, preserve_index=False))
    return made.cast(ibis.schema(columns))


def holds(excuse, ground=None, **facts):
    day = {
        "actor": "a",
        "day": pd.Timestamp("2026-03-10"),
        "looks": 9,
        "unexplained": 5,
        "called": 0,
    }
    found = excuse.holds(pd.DataFrame([day | facts], index=[7]), ground or Ground())
    assert list(found.index) == [7]
    return bool(found.iloc[0])


@pytest.mark.parametrize(("unexplained", "called", "excused"), [
    (0, 0, False), (10, 0, False), (10, 7, False), (10, 8, True), (1, 1, True),
])  # fmt: skip
def test_calls_excuse_from_eighty_per_cent(unexplained, called, excused):
    assert holds(InboundCallWithinMinutes(), unexplained=unexplained, called=called) is excused


@pytest.mark.parametrize(("ground", "excused"), [
    (Ground(), False),
    (Ground(batch_actors=frozenset({"b"})), False),
    (Ground({"staff": context("staff", {"actor": "a", "kind": "shared"})}), False),
    (Ground({"staff": context("staff", {"actor": "b", "kind": "system"})}), False),
    (Ground({"staff": context("staff", {"actor": None, "kind": "system"})}), False),
    (Ground(batch_actors=frozenset({"a"})), True),
    (Ground({"staff": context("staff", {"actor": "a", "kind": "system"})}), True),
])  # fmt: skip
def test_only_registered_machines_are_excused(ground, excused):
    assert holds(RegisteredBatchAccount(), ground) is excused


def handover(**case):
    usual = {"kind": "交接", "actor": "a", "start": "2026-03-09T01:00", "end": "2026-03-11T01:00"}
    return {"cases": context("cases", usual | case)}


@pytest.mark.parametrize(("case", "excused"), [
    ({"kind": "工单"}, False),
    ({"kind": None}, False),
    ({"actor": "b"}, False),
    ({"actor": None}, False),
    ({"actor": "b", "key": "a"}, False),
    ({"start": "2026-03-11T01:00"}, False),
    ({"end": "2026-03-09T02:00"}, False),
    ({"start": "2025-12-01T01:00", "end": None}, False),
    ({}, True),
    ({"actor": "b", "about": "a"}, True),
    ({"kind": "离职交接"}, True),
    ({"end": None}, True),
    ({"start": "2026-03-09T16:30", "end": "2026-03-09T17:00"}, True),
])  # fmt: skip
def test_a_handover_must_name_the_account_and_cover_the_day(case, excused):
    assert holds(NamedHandover(), Ground(handover(**case))) is excused


@pytest.mark.parametrize(("left", "looks", "excused"), [
    ("2026-02-01", 5, False), ("2026-03-08", 21, False), (None, 5, False),
    ("2026-03-08", 20, True), ("2026-02-24", 3, True),
])  # fmt: skip
def test_a_leavers_account_is_excused_only_soon_and_for_a_few_looks(left, looks, excused):
    tables = handover() | {"staff": context("staff", {"actor": "a", "left": left})}
    assert holds(HandoverAfterLeaving(), Ground(tables), looks=looks) is excused


@pytest.mark.parametrize(("left", "shift", "excused"), [
    ("2026-03-09", ("2026-03-09T20:00", "2026-03-10T08:00"), True),
    ("2026-03-08", ("2026-03-09T20:00", "2026-03-10T08:00"), False),
    ("2026-03-09", ("2026-03-10T08:00", "2026-03-10T17:00"), False),
    ("2026-03-09", ("2026-03-08T20:00", "2026-03-09T08:00"), False),
])  # fmt: skip
def test_the_last_night_may_end_on_the_morning_after(left, shift, excused):
    start, end = shift
    tables = {
        "staff": context("staff", {"actor": "a", "left": left}),
        "roster": context("roster", {"actor": "a", "start": start, "end": end}),
    }
    assert holds(LastShift(), Ground(tables)) is excused


def test_without_the_tables_nothing_is_excused():
    assert not any(holds(excuse) for excuse in EXCUSES)


def test_only_a_handover_or_the_last_shift_lets_departed_access_go():
    assert [one.name for one in EXCUSES if "departed_access" in one.lets_go] == [
        "handover_after_leaving", "last_shift",
    ]  # fmt: skip


def test_names_are_one_each_and_every_excuse_says_why():
    assert len({one.name for one in EXCUSES}) == len(EXCUSES)
    assert all(one.because and one.lets_go for one in EXCUSES)
