"""`[schedule]`: when the scheduler does what."""

from __future__ import annotations

import msgspec


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[schedule]`: a crontab line a job, on the organisation's clock; empty: never."""

    ingest: str = "*/15 * * * *"
    detect: str = "15 2 * * *"
    rings: str = "45 2 * * *"
    backup: str = "0 4 * * *"
    retention: str = "30 4 * * 0"
    digest: str = "0 8 * * *"
    health: str = "*/5 * * * *"
