"""Alerts and findings as tables, for exports and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
}  # fmt: skip
TYPES = {"string": "str", "date": "object"}


def table(store: Store) -> pd.DataFrame:
    """Every alert, open ones first in order of rank (null for the others), then by number.

    Columns and types are those of ALERTS; `severity` is low, medium, high or critical.
    """
    import pandas as pd

    with store.reading() as session:
        rows = session.execute(
            select(*(getattr(Alert, column) for column in ALERTS)).order_by(
                case((Alert.status == "open", 0), else_=1), Alert.rank, Alert.number
            )
        ).all()
    frame = pd.DataFrame(rows, columns=list(ALERTS), dtype=object)
    words = {severity.value: severity.name.lower() for severity in Severity}
    return frame.assign(severity=frame["severity"].map(words)).astype(ALERTS)


def findings_table(store: Store) -> pd.DataFrame:
    """Every finding kept, excused ones too: the columns of FINDINGS, by actor, day, detector."""
    import pandas as pd

    with store.reading() as session:
        rows = session.execute(
            select(*(getattr(Finding, column) for column in FINDINGS)).order_by(
                Finding.actor, Finding.day, Finding.detector
            )
        ).all()
    frame = pd.DataFrame(rows, columns=list(FINDINGS), dtype=object)
    return frame.astype({name: TYPES.get(kind, kind) for name, kind in FINDINGS.items()})
