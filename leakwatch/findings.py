"""What a detector says: the columns of a finding, and severity."""

from __future__ import annotations

from enum import IntEnum

JUDGED = ("actor", "day", "score", "p")
FINDINGS = {
    "actor": "string", "day": "date", "detector": "string",
    "score": "float64", "p": "float64", "because": "string",
    "severity": "int64", "excuse": "string",
}  # fmt: skip
#: before the name of a source that a finding is about, where others have an account
FEED = "feed:"
#: the excuse of what is less sure than its detector's threshold
HELD = "threshold"


class Severity(IntEnum):
    """How much harm the deed does if it is one; orders alerts with equal evidence.

    >>> Severity.HIGH > Severity.LOW
    True
    """

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4
