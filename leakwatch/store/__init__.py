"""The database of all that people and jobs say and do: SQLite beside the lake, or a server.

Tables are one noun a file; `open` brings the schema up to date; `Store.reading` and
`Store.writing` give sessions.
"""

from leakwatch.store import (
    alerts,
    decisions,
    deliveries,
    findings,
    leases,
    matters,
    pauses,
    rings,
    runs,
    suppressions,
    trail,
    users,
    windows,
)
from leakwatch.store.database import Store, open  # noqa: A004 — read as `store.open`

__all__ = [
    "Store",
    "alerts",
    "decisions",
    "deliveries",
    "findings",
    "leases",
    "matters",
    "open",
    "pauses",
    "rings",
    "runs",
    "suppressions",
    "trail",
    "users",
    "windows",
]
