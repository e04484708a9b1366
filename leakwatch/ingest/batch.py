"""One raw file taken in: its rows, accounted for to the last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from leakwatch.readers.rows import Wrong

BATCHES = {
    "batch": "string", "source": "string", "kind": "string", "file": "string", "rows": "int64",
    "events": "int64", "quarantined": "int64", "titles": "int64", "headers": "int64",
    "totals": "int64", "blanks": "int64", "duplicates": "int64", "dropped": "int64",
    "exploded": "int64", "masked": "int64", "words": "string",
    "first": "timestamp('UTC', 6)", "last": "timestamp('UTC', 6)",
}  # fmt: skip
QUARANTINE = {
    "batch": "string", "source": "string", "file": "string", "line": "int64", "reason": "string",
}  # fmt: skip
SKIPPED = ("titles", "headers", "totals", "blanks", "duplicates", "dropped")


@dataclass
class Batch:
    """Counts of one file; `rows` = `events` − `exploded` + quarantined + skipped, always."""

    batch: str
    source: str
    kind: str
    file: str
    rows: int = 0
    events: int = 0
    exploded: int = 0
    masked: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def quarantined(self) -> int:
        """Lines set aside."""
        return len(self.wrong)

    @property
    def balanced(self) -> bool:
        """True where every row read is accounted for.

        >>> Batch("d", "s", "events", "f", rows=3, events=2, skipped=Counter(titles=1)).balanced
        True
        """
        skipped = sum(self.skipped.values())
        return self.rows == self.events - self.exploded + self.quarantined + skipped

    def row(self) -> dict[str, object]:
        """The batch as a row of `BATCHES`."""
        words = "; ".join(f"{word} ×{count}" for word, count in sorted(self.words.items()))
        counts = {kind: self.skipped[kind] for kind in SKIPPED}
        given = {name: getattr(self, name) for name in BATCHES if name not in (*SKIPPED, "words")}
        return {name: (given | counts | {"words": words})[name] for name in BATCHES}
