"""Raw rows of one piece of a file, and what was set aside or skipped on the way."""

from __future__ import annotations

from base64 import b64encode
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
    """`table` has line, fingerprint and the declared columns; `skipped` counts by kind; `names` is
    the file's own header, where it has one."""

    table: pa.Table
    read: int
    wrong: list[Wrong] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    names: tuple[str, ...] = ()


def fingerprints(text: pa.Array | list[bytes], salt: bytes) -> npt.NDArray[np.int64]:
    """A number per record, equal for equal text and telling nothing of it: SipHash-2-4 under a key
    (Aumasson and Bernstein, 2012), mixed once more as splitmix64 does, which pandas always does."""
    from pandas.util import hash_array

    said = text if isinstance(text, list) else text.cast(pa.large_binary()).to_pylist()
    values = np.empty(len(said), object)
    values[:] = said
    numbers = hash_array(values, hash_key=b64encode(salt[:12]).decode(), categorize=False)
    return np.asarray(numbers, np.uint64).view(np.int64)


def by_line(table: pa.Table) -> pa.Table:
    """The rows in the order of their lines: an engine's threads do not always keep it."""
    lines = np.asarray(table["line"].to_numpy(), np.int64)
    if (lines[1:] >= lines[:-1]).all():
        return table
    return table.take(np.argsort(lines, kind="stable"))
