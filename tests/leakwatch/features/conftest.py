"""Two engines, small random logs, and rows that compare."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest

from leakwatch import events

Rows = list[dict[str, Any]]
MONDAY = datetime(2026, 3, 2)
PLACES = {"opening": {"org": "string", "branch": "string", "opens": "int64", "closes": "int64"}}
WORKING = {"working": {"day": "date", "working": "boolean"}}
SEEN = {"first_seen": {"actor": "string", "subject": "string", "day": "date"}}
SCHEMAS = events.TABLES | PLACES | WORKING | SEEN
SCHEMAS["cases"] = SCHEMAS["cases"] | {"person": "string"}


@pytest.fixture
def made() -> Callable[..., Any]:
    """A table of a known name from rows; what a row does not say is null."""

    def make(name: str, rows: Rows, columns: dict[str, str] | None = None) -> Any:
        schema = ibis.schema(columns or SCHEMAS[name])
        full = [{column: row.get(column) for column in schema} for row in rows]
        return ibis.memtable(pa.Table.from_pylist(full, schema=schema.to_pyarrow()))

    return make


JUDGED = events.EVENTS | {
    "day": "date", "look": "boolean", "is_explained": "boolean", "is_called": "boolean",
    "is_resting": "boolean", "is_off": "boolean",
}  # fmt: skip


@pytest.fixture
def known(made) -> Callable[[Rows], Any]:
    """Events as explained() and off() leave them; what a row does not say is nothing special."""

    def full(row: dict[str, Any]) -> dict[str, Any]:
        clock = row["clock"]
        said = dict.fromkeys(("is_explained", "is_called", "is_resting", "is_off"), False)
        said |= {"actor": "a", "org": "o", "action": "view", "day": clock.date()}
        said |= {"at": (clock - timedelta(hours=8)).replace(tzinfo=UTC)} | row
        return said | {"look": said["action"] in events.LOOKS}

    return lambda rows: made("known", [full(row) for row in rows], JUDGED)


def _ordered(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [(v is not None, str(v)) for v in row.values()])


@pytest.fixture
def fetched() -> Callable[..., Rows]:
    """The rows of an expression as an engine (DuckDB unless told) computes them, in fixed order."""

    def fetch(table: Any, engine: Any = None) -> Rows:
        found = (engine or ibis.duckdb.connect(threads=1)).to_pyarrow(table)
        return _ordered(found.cast(table.schema().to_pyarrow()).to_pylist())

    return fetch


def _event(dice: random.Random, line: int) -> dict[str, Any]:
    number = dice.randrange(6)
    clock = MONDAY + timedelta(
        days=dice.choice([0, 1, 2, 4, 5, 6, 9]),
        hours=dice.choice([2, 8, 9, 10, 12, 18, 23]),
        minutes=dice.choice([0, 5, 5, 30, 59]),
        milliseconds=dice.choice([0, 0, 250]),
    )
    org = "acme" if number < 4 else "bolt"
    person = dice.choice([None, "p1", "p2", "p3", "p4"])
    return {
        "line": line, "org": org, "source": dice.choice(["crm", "vault"]),
        "clock": clock, "at": (clock - timedelta(hours=8)).replace(tzinfo=UTC),
        "actor": f"a{number}", "role": dice.choice([None, "clerk", "lead"]),
        "branch": dice.choice([None, "east", "west"]),
        "owner": dice.choice([None, "east", "north"]),
        "action": dice.choice(
            ["login", "login_failed", "view", "view", "search", "export", "unmask", "reset"]
        ),
        "data": dice.choice([None, "credit", "credit", "health", "location", "identity"]),
        "subject": person, "phone": dice.choice([None, "f1", "f2"]),
        "id_no": dice.choice([None, person]),
        "minor": dice.choice([None, True, False]), "rows": dice.choice([None, 0, 1, 7]),
        "ok": dice.choice([None, True, True, False]), "case": dice.choice([None, "c1", "c2", "c3"]),
        "place": dice.choice([None, "10.0.0.1", "10.0.0.2"]), "device": dice.choice([None, "d1"]),
        "approver": dice.choice([None, None, "b1", "b2"]),
        "region": dice.choice([None, "11", "33", "33"]),
    }  # fmt: skip


def _case(dice: random.Random) -> dict[str, Any]:
    start = MONDAY.replace(tzinfo=UTC) + timedelta(
        days=dice.randrange(-35, 10), hours=dice.choice([1, 2, 10]), minutes=dice.choice([0, 9])
    )
    return {
        "org": "acme", "case": dice.choice(["c1", "c2", "c3"]), "start": start,
        "kind": dice.choice(["来电", "工单", "客户呼入", None]),
        "end": dice.choice([None, start + timedelta(hours=3), start + timedelta(days=2)]),
        "phone": dice.choice([None, "f1", "f2"]), "id_no": dice.choice([None, "p1", "p2"]),
        "key": dice.choice([None, "k1"]), "person": dice.choice([None, "p1", "p3"]),
    }  # fmt: skip


@pytest.fixture
def log() -> Callable[..., tuple[Rows, Rows]]:
    """Random events and cases of a seed, few enough values that everything collides."""

    def rows(seed: int, size: int = 150) -> tuple[Rows, Rows]:
        dice = random.Random(seed)
        return [_event(dice, n) for n in range(size)], [_case(dice) for _ in range(12)]

    return rows


@pytest.fixture
def monday() -> date:
    """The first day of the random logs."""
    return MONDAY.date()
