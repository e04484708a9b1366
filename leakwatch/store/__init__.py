"""The database of all that people and jobs say and do: SQLite beside the lake, or a server.

Tables are one noun a file; `open` brings the schema up to date; `Store.reading` and
`Store.writing` give sessions.
"""

from leakwatch.store import (
    acts,
    alerts,
    api_tokens,
    approvals,
    decisions,
    deliveries,
    evidence,
    filters,
    findings,
    leases,
    matters,
    measures,
    notes,
    pauses,
    proposals,
    rings,
    runs,
    sign_ins,
    suppressions,
    tracks,
    trail,
    users,
    windows,
)
from leakwatch.store.database import Store, look, open  # noqa: A004 — read as `store.open`

__all__ = [
    "Store",
    "acts",
    "alerts",
    "api_tokens",
    "approvals",
    "decisions",
    "deliveries",
    "evidence",
    "filters",
    "findings",
    "leases",
    "look",
    "matters",
    "measures",
    "notes",
    "open",
    "pauses",
    "proposals",
    "rings",
    "runs",
    "sign_ins",
    "suppressions",
    "tracks",
    "trail",
    "users",
    "windows",
]
