"""JSON → raw rows of one text column: lines, an array, a wrapping document or one record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.connector import RECORD
from leakwatch.errors import SourceError
from leakwatch.readers.lines import records
from leakwatch.readers.opening import empty
from leakwatch.readers.quoting import flags
from leakwatch.readers.rows import Rows, fingerprints


class Json:
    """Reads one file; `envelope` is the path from a wrapping document to its records."""

    def __init__(self, envelope: Sequence[str], where: str) -> None:
        self.envelope, self.where = envelope, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows, the text of a record in the column `record`; whether it is JSON, the engine
        tells. `line` is the record's place where a document holds them. SourceError where a
        document is not JSON."""
        first = _first(pieces)
        if not first.strip():
            raise empty(self.where)
        if self._by_lines(first):
            for part in records(chain([first], pieces), quoted=False):
                yield _rows(part.text, part.line, salt)
        else:
            found = [bytes(raw).decode() for raw in self._records(b"".join([first, *pieces]))]
            numbers = np.arange(1, len(found) + 1, dtype=np.int64)
            yield _rows(pa.array(found, pa.large_string()), numbers, salt)

    def _by_lines(self, first: bytes) -> bool:
        """True unless a document begins here: an array, a wrapped one, one of several lines."""
        line, _, below = first.lstrip().partition(b"\n")
        if not line.startswith(b"{"):
            return not line.startswith(b"[")
        try:
            record = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError:
            # a line of a document goes on below; a broken record stands above another
            return below.lstrip().startswith(b"{")
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


def _first(pieces: Iterator[bytes]) -> bytes:
    """The first pieces, until a second line begins: it tells what the first was."""
    first = b""
    for piece in pieces:
        first += piece
        if b"\n" in first.strip():
            break
    return first


def _rows(text: pa.Array, lines: npt.NDArray[np.int64], salt: bytes) -> Rows:
    keep = ~flags(pc.equal(pc.utf8_trim_whitespace(text), pa.scalar("", text.type)))
    kept = text.filter(pa.array(keep))
    table = pa.table({
        "line": pa.array(lines[keep], pa.int64()),
        RECORD: pc.cast(kept, pa.string()),
        "fingerprint": pa.array(fingerprints(kept, salt), pa.int64()),
    })  # fmt: skip
    return Rows(table, len(text), skipped=+Counter({"blanks": int((~keep).sum())}))
