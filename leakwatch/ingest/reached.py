"""How far each table of a database was taken: the last cursor value, and the rows around it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from leakwatch.ingest import cursor
from leakwatch.ingest.stored import arrow_schema
from leakwatch.lake import Lake

CURSORS = {
    "source": "string", "column": "string", "kind": "string", "last": "string", "marks": "binary",
}  # fmt: skip
Marks = npt.NDArray[np.int64]
NO_MARKS: Marks = np.empty(0, np.int64)


class Bookmark(msgspec.Struct, frozen=True):
    """Where the next pull of a source begins.

    `marks` are keyed fingerprints of the rows it will be given again: those from `lag` before the
    last value on, and those without a value.
    """

    source: str
    column: str
    kind: str = ""
    last: str = ""
    marks: bytes = b""

    @property
    def value(self) -> Any:
        """The last value as it was; None before any row had one."""
        return cursor.known(self.kind, self.last) if self.kind else None

    @property
    def remembered(self) -> Marks:
        """The fingerprints, as numbers."""
        return np.frombuffer(self.marks, np.int64)


def reached(lake: Lake, source: str, column: str) -> Bookmark:
    """The bookmark of a source; an empty one at its first pull, or by another cursor."""
    for row in _kept(lake):
        if (row["source"], row["column"]) == (source, column):
            return Bookmark(**row)
    return Bookmark(source, column)


def keep(lake: Lake, mark: Bookmark) -> None:
    """Puts the bookmark in place of the source's last one."""
    others = [row for row in _kept(lake) if row["source"] != mark.source]
    rows = sorted([*others, msgspec.structs.asdict(mark)], key=lambda row: str(row["source"]))
    lake.replace("cursors", pa.Table.from_pylist(rows, arrow_schema(CURSORS)))


def marked(lines: Sequence[str], salt: bytes) -> Marks:
    """Fingerprints: BLAKE2b-64 (RFC 7693) under a key, so they tell nothing."""
    begun = hashlib.blake2b(digest_size=8, key=salt)
    digests = []
    for line in lines:
        hasher = begun.copy()
        hasher.update(line.encode(errors="replace"))
        digests.append(hasher.digest())
    return np.frombuffer(b"".join(digests), np.int64)


def _kept(lake: Lake) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = lake.engine.arrow(lake.read("cursors", CURSORS)).to_pylist()
    return rows
