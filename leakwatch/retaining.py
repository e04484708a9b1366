"""How far the log of a Delta table reaches back: a month, and to every version that is named.

Data files are never removed by us, so a version whose log is there can be read. A vacuum by others
goes by the table's properties.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator
from pathlib import Path

#: others' vacuum leaves what may be evidence: what 253-1 punishes is prosecuted for ten years (87)
KEPT = {
    "delta.deletedFileRetentionDuration": "interval 3653 days",
    "delta.logRetentionDuration": "interval 3653 days",
}
#: what runs and readers at work may still look at
FRESH_SECONDS = 30 * 24 * 3600
ENTRY = re.compile(r"(\d{20})\.(json|checkpoint\.parquet)")


def tidy(table: Path, named: Collection[int], now: float | None = None) -> int:
    """Removes old entries of a table's log that lead to no named version; how many.

    A version is read from the last checkpoint before it and the commits since. What is as new as
    the newest checkpoint stays, however old.
    """
    entries = list(_entries(table / "_delta_log"))
    summed = sorted(number for number, place in entries if place.suffix == ".parquet")
    if not summed:
        return 0
    needed = {number for version in named for number in _way(summed, version)}
    line = (now or time.time()) - FRESH_SECONDS
    past = (place for number, place in sorted(entries)
            if number < summed[-1] and number not in needed)  # fmt: skip
    gone = [place for place in past if place.stat().st_mtime < line]
    for place in gone:
        place.unlink()
    return len(gone)


def _entries(log: Path) -> Iterator[tuple[int, Path]]:
    for place in log.iterdir():
        found = ENTRY.fullmatch(place.name)
        if found:
            yield int(found[1]), place


def _way(summed: list[int], version: int) -> range:
    """The numbers of the log that lead to a version."""
    return range(max((one for one in summed if one <= version), default=0), version + 1)
