"""The database of runs, findings, alerts, decisions and rings: SQLite beside the lake, or a server.

Tables are one noun a file; `open` brings the schema up to date; `Store.reading` and
`Store.writing` give sessions.
"""

from leakwatch.store import alerts, decisions, findings, rings, runs
from leakwatch.store.database import Store, open  # noqa: A004 — read as `store.open`

__all__ = ["Store", "alerts", "decisions", "findings", "open", "rings", "runs"]
