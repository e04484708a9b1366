"""Direct SQL against a business database, as pgAudit writes it into PostgreSQL's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms import pgaudit, postgres
from leakwatch import cells
from leakwatch.connector import Connector
from leakwatch.events import DATA

if TYPE_CHECKING:
    import ibis.expr.types as ir


class DatabaseAudit(Connector):
    """The CSV log or stderr, whose prefix begins with the time and names the user.

    `classes`: table, with or without its schema → the class of the data in it; `data`: that of
    tables not listed. No subject: values in a statement are not kept.

    >>> DatabaseAudit({"crm.call_detail": "call_record"}).data
    'identity'
    """

    name = "database_audit"
    format = "lines"
    starts = postgres.STARTS

    def __init__(self, classes: dict[str, str] | None = None, data: str = "identity") -> None:
        self.classes, self.data = classes or {}, data
        for kind in (*self.classes.values(), data):
            if kind not in DATA:
                raise ValueError(f"{kind!r} is none of {', '.join(DATA)}")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event an entry of pgAudit; what else the server logs is none."""
        audits = raw["record"].re_search(pgaudit.ENTRY)
        raw = raw.mutate(audits=audits, record=audits.ifelse(raw["record"], ""))
        entry = pgaudit.unpacked(postgres.entries(raw, pgaudit.SIGN))
        return entry.select(
            "line", wanted=entry["audits"],
            wrong=ibis.cases(
                (~entry["audits"], ibis.null("string")),
                (~entry["known"], "an AUDIT entry behind a prefix we do not know"),
                (~entry["whole"], "an AUDIT entry cut short"),
                (entry["clock"].isnull(), "no time before the AUDIT entry: begin log_line_prefix "
                                          "with %m"),
                (entry["user"].isnull(), "no user before the AUDIT entry: put %u in "
                                         "log_line_prefix"),
            ),
            clock=entry["clock"], actor=entry["user"], action=pgaudit.action(entry),
            data=pgaudit.data(entry, self.classes, self.data), rows=cells.number(entry["rows"]),
            place=entry["client"], device=entry["program"], session=entry["session"],
        )  # fmt: skip
