"""The case book: tickets, calls, applications, encounters, hand-overs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY, Bools, Ints, Strs, blanks, texts

OPEN = -(10**12)  # no end yet
SCATTER = 6_180_339  # prime to 10**7, so that ten million numbers differ


@dataclass
class CaseBook:
    """Numbers are given to everything; only what is filed reaches the file."""

    almanac: Almanac
    rows: list[tuple[str, str, int, str, int, int, int]] = field(default_factory=list)
    given: int = 0

    def open(
        self,
        prefix: str,
        kind: str,
        *,
        person: Ints,
        account: Ints,
        begin: Ints,
        end: Ints,
        filed: Bools | None = None,
        key: Strs | None = None,
    ) -> Strs:
        """New numbers, one for each person and moment; `key` is the record's own key."""
        count = len(person)
        numbers = self.numbers(prefix, begin)
        keep = np.ones(count, dtype=bool) if filed is None else filed
        keys = blanks(count) if key is None else key
        self.rows.extend(
            zip(
                numbers[keep].tolist(),
                [kind] * int(keep.sum()),
                person[keep].tolist(),
                keys[keep].tolist(),
                account[keep].tolist(),
                begin[keep].tolist(),
                end[keep].tolist(),
                strict=True,
            )
        )
        return numbers

    def numbers(self, prefix: str, begin: Ints) -> Strs:
        """Prefix, date, and a number that does not tell the order in which numbers were made."""
        days = (begin // DAY).tolist()
        stamp = {day: f"{prefix}{self.almanac.date(day):%Y%m%d}" for day in set(days)}
        running = range(self.given, self.given + len(days))
        self.given += len(days)
        return texts(
            [f"{stamp[day]}{n * SCATTER % 10**7:07d}" for n, day in zip(running, days, strict=True)]
        )
