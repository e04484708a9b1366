"""Lines of a log → raw rows of one text column; a record may run over several lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.connector import RECORD
from leakwatch.readers.bounds import MOST_BYTES, TOO_LONG
from leakwatch.readers.cutting import LINE, NUL
from leakwatch.readers.lines import Records, records
from leakwatch.readers.opening import empty
from leakwatch.readers.quoting import flags
from leakwatch.readers.rows import Rows, Wrong, fingerprints

STRAY = "continues a record that is not in this file"
CUT_OFF = "a NUL byte, or a character cut off"


@dataclass(frozen=True)
class _Joined:
    """Whole records, and the lines above the first of all."""

    whole: Records
    stray: Records


class Lined:
    """Reads one file; a line that does not match `starts` (empty: all do) continues the record."""

    def __init__(self, starts: str, where: str) -> None:
        self.starts, self.where = starts, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows, the text of a record in the column `record`; `line` is its first.

        Lines of one record are joined by a line feed. SourceError where all lines are blank.
        """
        some = False
        for joined in self._joined(records(pieces, quoted=False)):
            rows = _rows(joined, salt)
            some = some or rows.read > rows.skipped.total()
            yield rows
        if not some:
            raise empty(self.where)

    def _joined(self, found: Iterator[Records]) -> Iterator[_Joined]:
        if not self.starts:
            yield from (_Joined(piece, _part(piece, 0, 0)) for piece in found)
            return
        # the last record of a piece may go on in the next
        held = None
        for piece in found:
            begins = flags(pc.match_substring_regex(piece.text, self.starts))
            if held:
                piece, begins = _behind(held, piece), np.append(True, begins)
            at = np.flatnonzero(begins)
            first = int(at[0]) if len(at) else len(begins)
            whole = _records(piece, at)
            last = max(len(at) - 1, 0)
            held = _shortened(_part(whole, last, len(at))) if len(at) else None
            yield _Joined(_part(whole, 0, last), _part(piece, 0, first))
        if held:
            yield _Joined(held, _part(held, 0, 0))


def _part(found: Records, first: int, past: int) -> Records:
    return Records(found.text[first:past], found.line[first:past])


def _behind(held: Records, piece: Records) -> Records:
    text = pa.concat_arrays([held.text, piece.text])
    return Records(text, np.concatenate([held.line, piece.line]))


def _records(found: Records, at: npt.NDArray[np.int64]) -> Records:
    """One record from each of these places to the next."""
    if len(at) == len(found.text):
        return found
    offsets = np.append(at, len(found.text)).astype(np.int32)
    lists = pa.ListArray.from_arrays(offsets, found.text)
    return Records(pc.binary_join(lists, pa.scalar("\n", pa.large_string())), found.line[at])


def _shortened(held: Records) -> Records:
    """What tells that a record is too long, in place of all of it: memory stays flat."""
    return Records(pc.utf8_slice_codeunits(held.text, 0, MOST_BYTES + 1), held.line)


def _blank(text: pa.Array) -> npt.NDArray[np.bool_]:
    return flags(pc.equal(pc.utf8_trim_whitespace(text), pa.scalar("", text.type)))


def _rows(joined: _Joined, salt: bytes) -> Rows:
    """Blank lines skipped; strays, long records and those with a NUL set aside."""
    text, lines = pc.utf8_rtrim(joined.whole.text, characters="\n"), joined.whole.line
    blank, idle = _blank(text), _blank(joined.stray.text)
    long = np.asarray(pc.binary_length(text).to_numpy(zero_copy_only=False)) > MOST_BYTES
    cut_off = flags(pc.match_substring(text, NUL)) & ~long
    wrong = [
        Wrong(int(line), reason)
        for reason, which in (
            (STRAY, joined.stray.line[~idle]),
            (TOO_LONG, lines[long]),
            (CUT_OFF, lines[cut_off]),
        )
        for line in which
    ]
    keep = ~(blank | long | cut_off)
    kept = text.filter(pa.array(keep))
    table = pa.table({
        LINE: pa.array(lines[keep], pa.int64()),
        RECORD: pc.cast(kept, pa.string()),
        "fingerprint": pa.array(fingerprints(kept, salt), pa.int64()),
    })  # fmt: skip
    skipped = +Counter({"blanks": int(blank.sum() + idle.sum())})
    return Rows(table, len(text) + len(idle), wrong, skipped)
