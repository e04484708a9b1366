"""Raw rows of one piece of a file, and what was set aside or skipped on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be read: where it is and why, never what it says."""

    line: int
    reason: str


@dataclass(frozen=True)
class Rows:
    """`table` has line, fingerprint and the declared columns; `skipped` counts by kind."""

    table: pa.Table
    read: int
    wrong: list[Wrong] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def fingerprints(text: pa.Array, salt: bytes) -> npt.NDArray[np.int64]:
    """A number per record, equal for equal text: SipHash-2-4 under a key, so it tells nothing."""
    from pandas.util import hash_array

    records = np.asarray(text.to_numpy(zero_copy_only=False), dtype=object)
    numbers = hash_array(records, hash_key=salt.hex()[:16], categorize=False)
    return numbers.view(np.int64)
