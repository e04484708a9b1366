"""Events as a SIEM or an audit gateway passes them on: CEF and LEEF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.terms import acts, cef, keys
from leakwatch import cells
from leakwatch.connector import Connector
from leakwatch.events import DATA

if TYPE_CHECKING:
    import ibis.expr.types as ir


class SiemCef(Connector):
    """Bare or behind a syslog header; `data` is the class of what the systems behind it hold."""

    name = "siem_cef"
    format = "lines"
    looks = cef.LINE

    def __init__(self, data: str = "identity") -> None:
        if data not in DATA:
            raise ValueError(f"data {data!r} is none of {', '.join(DATA)}")
        self.data = data

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; a log-out is none."""
        raw = cef.acted(cef.opened(raw))
        ok = acts.succeeded(cef.value(raw, "outcome"))
        raw = raw.mutate(subject=cef.person(raw), ok=ok)
        kind = keys.kind(raw["subject"])
        raw = raw.mutate(ok=raw["ok"] & (raw["act"] != "login_failed").fill_null(True), kind=kind)
        action = ((raw["act"] == "login") & ~raw["ok"]).ifelse("login_failed", raw["act"])
        return raw.select(
            "line", "subject", "ok", action=action,
            wanted=(raw["act"] != "logout").fill_null(True), wrong=cef.problem(raw),
            clock=cef.moment(raw), actor=cef.value(raw, "suser", "usrName"),
            role=cef.value(raw, "spriv", "role"),
            data=raw["act"].isin(("login", "login_failed")).ifelse(None, self.data),
            subject_kind=raw["kind"],
            phone=(raw["kind"] == "phone").ifelse(raw["subject"], None),
            id_no=(raw["kind"] == "id_no").ifelse(raw["subject"], None),
            rows=cells.number(cef.value(raw, "cnt")), reason=cef.value(raw, "reason"),
            place=cef.value(raw, "src", "identSrc", "shost", "identHostName"),
            device=cef.value(raw, "smac", "deviceExternalId", "dvchost"),
        )  # fmt: skip
