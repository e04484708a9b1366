"""What happened: the columns of an event and of the context tables, and `conform`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

ACTIONS = (
    "login", "login_failed", "search", "list", "view", "unmask", "print", "export",
    "change", "reset", "register", "approve", "other",
)  # fmt: skip
LOOKS = ("search", "list", "view", "unmask", "print", "export")
TAKES = ("unmask", "print", "export")
#: the reason of an event that emptied the log itself
WIPED = "log_wiped"
DATA = (
    "identity", "location", "communication", "call_record", "credit", "property",
    "health", "transaction", "lodging", "biometric", "statistics",
)  # fmt: skip

UTC = "timestamp('UTC', 6)"
WALL = "timestamp(6)"

EVENTS = {
    "batch": "string", "line": "int64", "source": "string", "sector": "string", "org": "string",
    "at": UTC, "clock": WALL,
    "actor": "string", "role": "string", "branch": "string",
    "action": "string", "data": "string",
    "subject": "string", "phone": "string", "id_no": "string",
    "owner": "string", "region": "string", "minor": "boolean",
    "rows": "int64", "masked": "boolean",
    "reason": "string", "case": "string", "approver": "string",
    "place": "string", "device": "string", "session": "string",
    "ok": "boolean",
}  # fmt: skip

STAFF = {
    "org": "string", "actor": "string", "branch": "string", "department": "string",
    "role": "string", "phone": "string", "id_no": "string", "address": "string",
    "status": "string", "joined": "date", "left": "date", "manager": "string", "kind": "string",
}  # fmt: skip
ROSTER = {"org": "string", "actor": "string", "day": "date", "start": WALL, "end": WALL}
CASES = {
    "org": "string", "case": "string", "kind": "string", "phone": "string", "id_no": "string",
    "key": "string", "actor": "string", "branch": "string", "start": UTC, "end": UTC,
    "about": "string",
}  # fmt: skip
COMPLAINTS = {
    "org": "string", "at": UTC, "phone": "string", "id_no": "string", "kind": "string",
    "contact": "string", "contact_kind": "string", "channel": "string",
}  # fmt: skip
LINKS = {
    "a": "string", "a_kind": "string", "b": "string", "b_kind": "string", "relation": "string",
    "start": UTC, "end": UTC, "times": "int64", "origin": "string",
}  # fmt: skip
LEADS = {
    "org": "string", "phone": "string", "id_no": "string", "key": "string", "at": UTC,
    "origin": "string",
}  # fmt: skip

TABLES = {
    "events": EVENTS,
    "staff": STAFF,
    "roster": ROSTER,
    "cases": CASES,
    "complaints": COMPLAINTS,
    "links": LINKS,
    "leads": LEADS,
}


def conform(table: ir.Table, name: str) -> ir.Table:
    """Exactly the columns of the table `name`, in order and type; missing ones are null."""
    import ibis

    return table.select(
        **{
            column: table[column].cast(dtype) if column in table.columns else ibis.null(dtype)
            for column, dtype in TABLES[name].items()
        }
    )
