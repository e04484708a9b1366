"""Small worlds told as tables: who opened whom when, and what each account did where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.events import TABLES
from leakwatch.features.columns import DEEDS, PAIRS
from leakwatch.rings.evidence import Evidence

START = datetime(2026, 3, 2, tzinfo=UTC)


def day(number):
    return (START + timedelta(days=int(number))).date()


def moment(number, minute):
    return START + timedelta(days=int(number), seconds=round(60 * float(minute)))


def rows(columns, given):
    """A table of these columns; what a row does not say is 0, or null where it is no count."""
    blank = {name: 0 if dtype == "int64" else None for name, dtype in columns.items()}
    full = [blank | {name: row[name] for name in columns if name in row} for row in given]
    return ibis.memtable(pa.Table.from_pylist(full, ibis.schema(columns).to_pyarrow()))


class Town:
    """Tables from dicts; days are numbers, minutes those of the day."""

    day, rows = staticmethod(day), staticmethod(rows)

    def look(self, actor, subject, on, minute=0.0, *, org="o", branch="b", bare=True, **more):
        """A row of pairs."""
        return {
            "actor": actor, "org": org, "branch": branch, "day": day(on), "subject": subject,
            "looks": 1, "unexplained": int(bare), "first": moment(on, minute),
        } | more  # fmt: skip

    def deed(self, actor, on, *, org="o", branch="b", action="view", times=1, **more):
        """A row of deeds."""
        return {
            "actor": actor, "org": org, "branch": branch, "day": day(on), "action": action,
            "times": times, "first": moment(on, 0), "last": moment(on, 600),
        } | more  # fmt: skip

    def evidence(self, pairs=(), deeds=None, staff=None):
        """Evidence of rows."""
        return Evidence(
            rows(PAIRS, list(pairs)),
            pd.DataFrame({"actor": [], "p": [], "score": []}),
            staff=None if staff is None else rows(TABLES["staff"], staff),
            deeds=None if deeds is None else rows(DEEDS, deeds),
        )


@pytest.fixture(scope="session")
def town():
    return Town()
