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
from leakwatch.readers.bounds import MOST_BYTES as LONGEST
from leakwatch.readers.bounds import TOO_LONG
from leakwatch.readers.lines import records
from leakwatch.readers.opening import empty
from leakwatch.readers.quoting import flags
from leakwatch.readers.rows import Rows, Wrong, fingerprints

#: a document lies in memory whole, and each of its values beside it
MOST_BYTES, MOST_VALUES = 128 << 20, 16_000_000
TOO_LARGE = f"a JSON document of more than {MOST_BYTES >> 20} MiB or {MOST_VALUES} values"
#: records of a document given at a time
AT_ONCE = 1 << 17
#: what msgspec says of text that is not JSON, or that is nested deeper than it goes
UNREADABLE = (msgspec.DecodeError, RecursionError)


class Json:
    """Reads one file; `envelope` is the path from a wrapping document to its records."""

    def __init__(self, envelope: Sequence[str], where: str) -> None:
        self.envelope, self.where = envelope, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows, the text of a record in the column `record`; whether it is JSON, the engine
        tells. `line` is the record's place where a document holds them. SourceError where a
        document is not JSON, or too large for memory."""
        first = self._first(pieces)
        if not first.strip():
            raise empty(self.where)
        if self._by_lines(first):
            for part in records(chain([first], pieces), quoted=False):
                yield _rows(part.text, part.line, salt)
        else:
            found = self._records(self._document(first, pieces))
            for at in range(0, max(len(found), 1), AT_ONCE):
                said = [bytes(raw).decode() for raw in found[at : at + AT_ONCE]]
                numbers = np.arange(at + 1, at + len(said) + 1, dtype=np.int64)
                yield _rows(pa.array(said, pa.large_string()), numbers, salt)

    def _first(self, pieces: Iterator[bytes]) -> bytes:
        """The first pieces, until a second line begins: it tells what the first was."""
        first = b""
        for piece in pieces:
            first += piece
            self._bounded(len(first))
            if b"\n" in first.strip():
                break
        return first

    def _by_lines(self, first: bytes) -> bool:
        """True unless a document begins here: an array, a wrapped one, one of several lines."""
        line, _, below = first.lstrip().partition(b"\n")
        if not line.startswith(b"{"):
            return not line.startswith(b"[")
        try:
            record = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        except UNREADABLE:
            # a line of a document goes on below; a broken record stands above another
            return below.lstrip().startswith(b"{")
        return not (self.envelope and self.envelope[0] in record)

    def _document(self, first: bytes, pieces: Iterator[bytes]) -> bytes:
        """The whole of it; SourceError where that, or what it holds, is too much for memory."""
        document = bytearray(first)
        for piece in pieces:
            document += piece
            self._bounded(len(document))
        if document.count(b",") > MOST_VALUES:
            raise self._too_large()
        return bytes(document)

    def _bounded(self, size: int) -> None:
        if size > MOST_BYTES:
            raise self._too_large()

    def _too_large(self) -> SourceError:
        return SourceError(TOO_LARGE, where=self.where, hint="deliver a record a line")

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
        except UNREADABLE as error:
            raise SourceError(
                f"not JSON: {error}", where=self.where, hint="deliver it again"
            ) from error
        return [entry[self.envelope[1]] for entry in entries if self.envelope[1] in entry]


def _rows(text: pa.Array, lines: npt.NDArray[np.int64], salt: bytes) -> Rows:
    blank = flags(pc.equal(pc.utf8_trim_whitespace(text), pa.scalar("", text.type)))
    long = np.asarray(pc.binary_length(text).to_numpy(zero_copy_only=False)) > LONGEST
    keep = ~(blank | long)
    kept = text.filter(pa.array(keep))
    table = pa.table({
        "line": pa.array(lines[keep], pa.int64()),
        RECORD: pc.cast(kept, pa.string()),
        "fingerprint": pa.array(fingerprints(kept, salt), pa.int64()),
    })  # fmt: skip
    wrong = [Wrong(int(line), TOO_LONG) for line in lines[long & ~blank]]
    return Rows(table, len(text), wrong, +Counter({"blanks": int(blank.sum())}))
