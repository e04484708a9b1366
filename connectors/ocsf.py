"""OCSF: Datastore Activity (6005), API Activity (6003) and Authentication (3002)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms import ocsf
from leakwatch import cells, events
from leakwatch.connector import Connector

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Ocsf(Connector):
    """JSON lines; `data` is the class of what its records hold, where they do not say."""

    name = "ocsf"
    format = "json"
    columns = ocsf.COLUMNS

    def __init__(self, data: str = "identity", sector: str = "other") -> None:
        if data not in events.DATA:
            raise ValueError(f"data is one of {', '.join(events.DATA)}")
        self.data, self.sector = data, sector

    def rows(self, raw: ir.Table) -> ir.Table:
        """As many events as records; those of other classes, and log-offs, are none."""
        told = ocsf.told(raw)
        # the unnest keeps Ibis from writing out each of these wherever it is used below
        raw = told.mutate(subject=ocsf.records(told).unnest())
        kind, beside, session = raw["kind"], raw["unmapped"], raw["actor"]["session"]
        opens = (kind != ocsf.AUTHENTICATION) | raw["activity"].notin(ocsf.BESIDE_LOGIN)
        source = raw["src_endpoint"]
        return raw.select(
            "line", "subject", "ok", wanted=kind.isnull() | (kind.isin(tuple(ocsf.ACTION)) & opens),
            wrong=ibis.cases(
                (~raw["is_json"], "not JSON"), (kind.isnull(), "class_uid: blank"),
                (raw["at"].isnull(), "time: blank"), (raw["account"].isnull(), "actor: blank"),
            ),
            clock=raw["at"], actor=raw["account"], role=ocsf.said(raw["person"]["type"]),
            branch=ocsf.said(raw["person"]["org"]["ou_name"]).coalesce(
                ocsf.said(raw["person"]["org"]["name"])
            ),
            action=ocsf.action(raw),
            data=(kind == ocsf.AUTHENTICATION).ifelse(None, ocsf.data(raw, self.data)),
            phone=ocsf.said(beside["phone"]), id_no=ocsf.said(beside["id_no"]),
            rows=cells.number(beside["rows"]), reason=ocsf.said(beside["reason"]),
            case=ocsf.said(beside["case"]),
            place=ocsf.place(source), device=ocsf.said(raw["device"]["uid"]).coalesce(
                ocsf.said(raw["device"]["hostname"]), ocsf.said(source["uid"])
            ),
            session=ocsf.said(session["uid"]).coalesce(ocsf.said(raw["session"]["uid"])),
        )  # fmt: skip
