from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.around import BEFORE, COUNTS, Day, around, span
from leakwatch.lake import Lake
from leakwatch.lookup import Lookup

LAST = date(2026, 3, 20)
EARLY, LATE = LAST - BEFORE, LAST
CLERK, TELLER = ("o", "clerk", "B1"), ("o", "teller", "B2")
#: actor, day, organisation, job and branch, looks
DAYS = [
    ("me", EARLY, CLERK, 5), ("me", LATE, TELLER, 9),
    ("a", EARLY, TELLER, 2), ("a", LATE, TELLER, 4), ("b", LATE, TELLER, 8),
    ("c", EARLY, CLERK, 100), ("d", LATE, ("p", "teller", "B2"), 100),
]  # fmt: skip


def table(rows, **more):
    fields = pd.DataFrame([
        {"actor": actor, "day": day, **dict(zip(("org", "role", "branch"), job, strict=True)),
         **dict.fromkeys(COUNTS, looks), **more}
        for actor, day, job, looks in rows
    ])  # fmt: skip
    return pa.Table.from_pandas(fields, preserve_index=False)


@pytest.fixture
def lake(tmp_path, duckdb_engine):
    made = Lake(str(tmp_path / "lake"), duckdb_engine)
    made.replace_days("days", table(DAYS), [EARLY, LATE])
    return made


def test_an_account_that_changed_its_job_keeps_its_days_and_has_its_colleagues_of_now(lake):
    # what a log without jobs says of it is its own, and no colleague's
    others = [("me", LATE, ("o", None, None), 1), ("a", LATE, ("o", None, None), 1)]
    lake.replace_days("hours", table([*DAYS, *others], hour=9), [EARLY, LATE])
    found = around(Lookup(lake), "me", span(LAST, LAST))
    assert found.who == {"org": "o", "role": "teller", "branch": "B2"}
    first, last = found.days[0], found.days[-1]
    assert (found.peers, first.day, last.day) == (2, EARLY, LATE)
    assert (first.own["looks"], first.peers["looks"]) == (5, 2.0)
    assert (last.own["looks"], last.peers["looks"]) == (9, 6.0)
    assert found.hours == {(EARLY, 9): 5.0, (LATE, 9): 10.0}
    assert found.peers_hours == {(EARLY, 9): 2.0, (LATE, 9): 6.0}


def test_an_account_long_away_is_compared_where_it_worked_last(lake):
    found = around(Lookup(lake), "c", span(LAST, LAST))
    assert (found.who["role"], found.peers, found.hours) == ("clerk", 1, {})
    assert found.days == [Day(EARLY, dict.fromkeys(COUNTS, 100), dict.fromkeys(COUNTS, 5.0))]


def test_an_account_without_a_job_is_compared_with_those_without(lake):
    jobless = [(name, LATE, ("o", None, None), 3) for name in ("x", "y")]
    lake.replace_days("days", table([*DAYS, *jobless]), [EARLY, LATE])
    assert around(Lookup(lake), "x", span(LAST, LAST)).peers == 1
