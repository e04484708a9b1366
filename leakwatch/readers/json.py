"""JSON → raw rows of one text column: lines, an array, a wrapping document or one record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.readers.lines import records
from leakwatch.readers.rows import Rows, fingerprints

RECORD = "record"


class Json:
    """Reads one file; `envelope` is the path from a wrapping document to its records."""

    def __init__(self, envelope: Sequence[str], where: str) -> None:
        self.envelope, self.where = envelope, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows, the text of a record in the column `record`; whether it is JSON, the engine
        tells. SourceError where a document is not."""
        first = next(pieces, b"")
        if self._by_lines(first):
            for piece in records(chain([first], pieces), quoted=False):
                yield _rows(piece.text, piece.line, salt)
        else:
            document = b"".join(chain([first], pieces))
            found = [bytes(raw) for raw in self._records(document)]
            lines = _lines(document, found)
            yield _rows(pa.array([raw.decode() for raw in found], pa.large_string()), lines, salt)

    def _by_lines(self, first: bytes) -> bool:
        line = first.lstrip().partition(b"\n")[0]
        if line.startswith(b"["):
            return False
        try:
            record = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError:
            return not line.strip().startswith(b"{") or len(line.strip()) > 1
        return not (self.envelope and self.envelope[0] in record)

    def _records(self, document: bytes) -> list[msgspec.Raw]:
        kind: Any = (
            list[msgspec.Raw] if document.lstrip().startswith(b"[") else dict[str, msgspec.Raw]
        )
        try:
            found = msgspec.json.decode(document, type=kind)
            if isinstance(found, list):
                return found
            if not self.envelope or self.envelope[0] not in found:
                return [msgspec.Raw(document)]
            entries = msgspec.json.decode(
                found[self.envelope[0]], type=list[dict[str, msgspec.Raw]]
            )
        except msgspec.DecodeError as error:
            raise SourceError(
                f"not JSON: {error}", where=self.where, hint="deliver it again"
            ) from error
        return [entry[self.envelope[1]] for entry in entries if self.envelope[1] in entry]


def _lines(document: bytes, found: Sequence[bytes]) -> np.ndarray:
    """The line on which each record begins."""
    at, line, numbers = 0, 1, []
    for raw in found:
        begins = document.index(raw, at)
        line += document.count(b"\n", at, begins)
        numbers.append(line)
        at = begins
    return np.array(numbers, np.int64)


def _rows(text: pa.Array, lines: np.ndarray, salt: bytes) -> Rows:
    blank = pc.equal(pc.utf8_trim_whitespace(text), pa.scalar("", text.type))
    keep = np.asarray(pc.invert(blank).to_numpy(zero_copy_only=False), bool)
    kept = text.filter(pa.array(keep))
    table = pa.table({
        "line": pa.array(lines[keep], pa.int64()),
        RECORD: pc.cast(kept, pa.string()),
        "fingerprint": pa.array(fingerprints(kept, salt), pa.int64()),
    })  # fmt: skip
    return Rows(table, len(text), skipped=+Counter({"blanks": int((~keep).sum())}))
