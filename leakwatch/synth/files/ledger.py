"""What an ingest must count in a file, kept while the file is made dirty."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass
class Ledger:
    """`good`: lines that become events (masked ones and unknown operations among them);
    `duplicates`: lines seen before in this or the previous day's file; `broken`: for quarantine.
    """

    titles: int = 0
    repeated_headers: int = 0
    totals: int = 0
    duplicates: int = 0
    masked: int = 0
    broken: int = 0
    unknown_operations: int = 0
    good: int = 0

    def counts(self) -> dict[str, int]:
        """For planted.json."""
        return asdict(self)
