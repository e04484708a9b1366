"""Alerts and findings as tables, for exports and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select

from leakwatch.findings import FINDINGS, Severity
from leakwatch.store.alerts import Alert
from leakwatch.store.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.store import Store

# `object` holds a datetime.date, which every export writes as a date
ALERTS = {
    "id": "str", "actor": "str", "org": "str", "first": "object", "last": "object",
    "rank": "Int64", "severity": "str", "p": "float64", "detectors": "str", "because": "str",
    "subjects": "int64", "records": "int64", "ring": "str", "status": "str",
    "people_least": "int64", "people_most": "int64", "classes": "str", "law": "str",
}  # fmt: skip
#: what is in `exposed`: people at the least and at the most, by class, against the thresholds
EXPOSED = ("people_least", "people_most", "classes", "law")
TYPES = {"string": "str", "date": "object"}


def table(store: Store) -> pd.DataFrame:
    """Every alert, open ones first in order of rank (null for the others), then by number.

    Columns and types are those of ALERTS; `severity` is low, medium, high or critical.
    """
    import pandas as pd

    kept = [column for column in ALERTS if column not in EXPOSED]
    with store.reading() as session:
        rows = session.execute(
            select(*(getattr(Alert, column) for column in kept), Alert.exposed).order_by(
                case((Alert.status == "open", 0), else_=1), Alert.rank, Alert.number
            )
        ).all()
    frame = pd.DataFrame([(*row[:-1], *_exposed(row[-1] or {})) for row in rows],
                         columns=list(ALERTS), dtype=object)  # fmt: skip
    # a decision leaves a gap in the queue until the next run
    waiting = frame["status"] == "open"
    frame.loc[waiting, "rank"] = range(1, int(waiting.sum()) + 1)
    words = {severity.value: severity.name.lower() for severity in Severity}
    return frame.assign(severity=frame["severity"].map(words)).astype(ALERTS)


def _exposed(told: dict[str, Any]) -> tuple[int, int, str, str]:
    """The columns EXPOSED; nobody and nothing where nobody counted."""
    named = (f"{name} {low}" + (f"–{high}" if high > low else "")
             for name, (low, high) in told.get("people", {}).items())  # fmt: skip
    return told.get("least", 0), told.get("most", 0), ";".join(named), told.get("thresholds", "")


def findings_table(store: Store, actor: str | None = None) -> pd.DataFrame:
    """Every finding kept (of one account), excused ones too: the columns of FINDINGS, by actor,
    day, detector."""
    import pandas as pd

    asked = select(*(getattr(Finding, column) for column in FINDINGS)).order_by(
        Finding.actor, Finding.day, Finding.detector
    )
    if actor is not None:
        asked = asked.where(Finding.actor == actor)
    with store.reading() as session:
        rows = session.execute(asked).all()
    frame = pd.DataFrame(rows, columns=list(FINDINGS), dtype=object)
    return frame.astype({name: TYPES.get(kind, kind) for name, kind in FINDINGS.items()})
