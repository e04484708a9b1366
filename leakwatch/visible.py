"""Which days can be seen: of raw files, events and facts of each source, as last retention left it.

A judgement says nothing of days before. They are no days without events.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from leakwatch.lake import Lake

What = Literal["raw", "events", "facts"]
WHATS: tuple[What, ...] = ("raw", "events", "facts")
TABLE = "visible"
#: `since`: what is of earlier days is gone, but for what a matter holds; a source "" is of all
VISIBLE = {"source": "string", "what": "string", "first": "date", "last": "date", "since": "date"}


def read(lake: Lake) -> list[dict[str, Any]]:
    """The rows of the table, by source and what; none before anything was let go."""
    return lake.engine.arrow(lake.read(TABLE, VISIBLE)).sort_by(
        [("source", "ascending"), ("what", "ascending")]
    ).to_pylist()  # fmt: skip


def since(lake: Lake, what: What) -> date | None:
    """The first day of which all is still there; None where nothing was ever let go."""
    if lake.version(TABLE) < 0:
        return None
    return max((row["since"] for row in read(lake) if row["what"] == what and row["since"]),
               default=None)  # fmt: skip
