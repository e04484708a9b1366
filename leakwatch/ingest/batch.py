"""One raw file taken in: its rows, accounted for to the last, and what its layout was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from leakwatch.readers.opening import Reach
from leakwatch.readers.rows import Wrong

BATCHES = {
    "batch": "string", "source": "string", "kind": "string", "file": "string", "rows": "int64",
    "events": "int64", "quarantined": "int64", "titles": "int64", "headers": "int64",
    "totals": "int64", "blanks": "int64", "duplicates": "int64", "dropped": "int64",
    "exploded": "int64", "masked": "int64", "words": "string",
    "first": "timestamp('UTC', 6)", "last": "timestamp('UTC', 6)",
    "columns": "string", "lost": "string", "extra": "string", "drift": "string",
    "sequence_first": "int64", "sequence_last": "int64", "sequence_holes": "int64",
    "begins": "int64", "ends": "int64", "reach": "string", "stem": "string",
    "open": "int64",
}  # fmt: skip
QUARANTINE = {
    "batch": "string", "source": "string", "file": "string", "line": "int64", "reason": "string",
}  # fmt: skip
SKIPPED = ("titles", "headers", "totals", "blanks", "duplicates", "dropped")
LISTED = ("columns", "lost", "extra")
#: between the names in one cell of the table
APART = "; "


@dataclass
class Batch:
    """Counts of one file; `rows` = `events` − `exploded` + quarantined + skipped, always.

    `columns` are the connector's that the file had, `lost` those that the files before it had and
    it has not, `extra` headers that the connector does not know, `new` those of them that the
    files before it had not either. `drift` counts values of a listed column that no list has.
    `sequence_holes` is how many numbers are missing between the first and the last. `reach` tells
    how far a file that may grow was read.
    """

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
    columns: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    drift: Counter[tuple[str, str]] = field(default_factory=Counter)
    sequence_first: int | None = None
    sequence_last: int | None = None
    sequence_holes: int | None = None
    reach: Reach | None = None

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
        told: dict[str, object] = {kind: self.skipped[kind] for kind in SKIPPED}
        told |= {name: APART.join(getattr(self, name)) for name in LISTED}
        told["words"] = _counted(self.words)
        odd = Counter({f"{column}={value}": count for (column, value), count in self.drift.items()})
        told["drift"] = _counted(odd)
        told |= reached(self.reach)
        return {name: told[name] if name in told else getattr(self, name) for name in BATCHES}


def reached(reach: Reach | None) -> dict[str, object]:
    """How far a file was read, as columns of `BATCHES`."""
    if reach is None:
        return dict.fromkeys(("begins", "ends", "reach", "stem", "open"))
    return {"begins": reach.begins, "ends": reach.ends, "reach": reach.digest,
            "stem": reach.stem, "open": reach.open}  # fmt: skip


def without(told: str, words: Counter[str]) -> str:
    """A cell of counted words, less some.

    >>> without("a ×2; b ×1", Counter(a=1, b=1))
    'a ×1'
    """
    pairs = (one.rpartition(" ×") for one in told.split(APART) if one)
    return _counted(Counter({word: int(count) for word, _, count in pairs}) - words)


def _counted(words: Counter[str]) -> str:
    return APART.join(f"{word} ×{count}" for word, count in sorted(words.items()))
