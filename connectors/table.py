"""Any other log: CSV, a sheet, JSON lines, Parquet or a query, mapped in the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from connectors.terms import table as terms
from leakwatch import cells
from leakwatch.connector import Connector
from leakwatch.events import LOOKS

if TYPE_CHECKING:
    import ibis.expr.types as ir

NONE: Mapping[str, str] = {}


class Table(Connector):
    """`[sources.NAME.columns]` says which header is which column; its own words need no mapping.

    `actions` gives the action of each word, `default_action` that of a row without one. `data` is
    the class of every row, `data_words` the class of a cell of `data` that holds the word.
    `subject` is the kind of identifier, or auto: told by the form of each value. Where one of
    `ok_words` and `failed_words` is given, any other word counts as the opposite.
    """

    name = "table"
    format = "table"
    columns = terms.COLUMNS

    def __init__(
        self, actions: Mapping[str, str] = NONE, default_action: str = "view", data: str = "",
        data_words: Mapping[str, str] = NONE, subject: str = "key",
        ok_words: Sequence[str] = (), failed_words: Sequence[str] = (), sector: str = "other",
    ) -> None:  # fmt: skip
        terms.checked(actions, data_words, default_action, data, subject)
        self.actions, self.default_action, self.sector = dict(actions), default_action, sector
        self.data, self.data_words = data, dict(data_words)
        self.ok_words, self.failed_words = tuple(ok_words), tuple(failed_words)
        self.known = {"ok": (*ok_words, *failed_words)} if ok_words and failed_words else {}
        self.kind, self.subject = subject, "key" if subject == "auto" else subject

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line."""
        ok = terms.succeeded(raw["ok"], self.ok_words, self.failed_words)
        action = cells.word(raw["action"], self.actions).coalesce(self.default_action)
        action = (terms.yes(raw["export"]) & action.isin(LOOKS)).ifelse("export", action)
        login, data = action == "login", terms.class_of(raw["data"], self.data_words, self.data)
        raw = raw.mutate(kind=terms.kind(raw["subject"], self.kind))
        same = {name: raw[name] for name in terms.PLAIN}
        shown = {name: raw[name].coalesce((raw["kind"] == name).ifelse(raw["subject"], None))
                 for name in ("phone", "id_no")}  # fmt: skip
        return raw.select(
            "line", "subject", **same, **shown, clock=raw["clock"], subject_kind=raw["kind"],
            action=(login & ~ok).fill_null(False).ifelse("login_failed", action), ok=ok,
            data=login.ifelse(None, data), rows=cells.number(raw["rows"]),
            minor=terms.said(raw["minor"]), masked=terms.said(raw["masked"]),
            sequence=cells.number(raw["sequence"]),
        )  # fmt: skip
