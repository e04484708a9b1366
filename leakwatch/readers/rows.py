"""Raw rows of one piece of a file, and what was set aside or skipped on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

#: below so many records an engine costs more than it saves
FEW = 5_000


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


def fingerprints(text: pa.Array, salt: bytes, *, ended: bool = False) -> npt.NDArray[np.int64]:
    """A number per record, equal for equal text: half an MD5 under a key, so it tells nothing.

    With `ended`, each text ends in its line end, which does not count.
    """
    if len(text) < FEW:
        return np.array([_fingerprint(one, salt) for one in text.to_pylist()], np.int64)
    import duckdb

    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("records", pa.table({"text": text}))
        end = "" if ended else " || chr(10)"
        query = f"SELECT md5_number_lower('{salt.hex()}' || text{end}) AS mark FROM records"  # noqa: S608
        numbers = engine.sql(query).to_arrow_table()["mark"]
    return np.asarray(numbers.to_numpy(), np.uint64).view(np.int64)


def _fingerprint(record: str, salt: bytes) -> int:
    said = (salt.hex() + record.removesuffix("\n") + "\n").encode()
    half = hashlib.md5(said, usedforsecurity=False).digest()[8:]
    return int.from_bytes(half, "little", signed=True)
