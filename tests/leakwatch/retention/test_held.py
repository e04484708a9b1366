"""Rows that are held, by however many holds."""

from datetime import date, timedelta

import pyarrow as pa
import pytest

from leakwatch.retention import held
from leakwatch.store.matters import Hold

FIRST, DAY = date(2026, 1, 1), timedelta(days=1)


def holds(count):
    """As many accounts, each held for three days of its own; one of them for ever."""
    spans = [(FIRST + DAY * n, FIRST + DAY * (n + 2)) for n in range(count)]
    made = [Hold(matter="M1", actor=f"a{n}", first=first, last=last)
            for n, (first, last) in enumerate(spans)]  # fmt: skip
    return [*made, Hold(matter="M2", actor="ever", first=date.min, last=date.max)]


@pytest.mark.parametrize("count", [3, held.SPANS + 3, 12_000])
def test_rows_of_held_days_are_held_and_none_beside_them(count):
    some = [0, 2, count // 2, count - 1]
    near = [(f"a{n}", FIRST + DAY * (n + off)) for n in some for off in (-1, 0, 2, 3)]
    rows = [
        *near,
        (None, FIRST),
        ("a", FIRST),
        ("ever", date(1990, 1, 1)),
        ("ever", date(2090, 1, 1)),
    ]
    table = pa.table({"actor": [actor for actor, _ in rows], "day": [day for _, day in rows]})
    fits = held.fits(holds(count))
    found = table.filter(fits).to_pylist()
    wanted = {(f"a{n}", FIRST + DAY * (n + off)) for n in some for off in (0, 2)}
    assert {(row["actor"], row["day"]) for row in found} == wanted | set(rows[-2:])
    gone = table.filter(~fits | fits.is_null())
    assert len(gone) == len(rows) - len(found)


def test_without_holds_nothing_is_held():
    assert held.fits([]) is None
