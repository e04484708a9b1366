"""Delimited text → raw rows: headers by name; titles, totals and repeated headers skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.readers.cutting import LINE, Cutter
from leakwatch.readers.header import MOST_TITLES, Header, cells, find
from leakwatch.readers.lines import Records, records
from leakwatch.readers.opening import empty
from leakwatch.readers.quoting import flags, raw
from leakwatch.readers.rows import Rows, fingerprints

BLANK = r"^[\s,|^;\"]*$"
TOTAL = (
    r"^[\s\"',|\t^;]*(合计|总计|小计|共计|总条数|记录总数|打印人|打印时间|打印日期|制表人|制表时间|"
    r"导出人|导出时间)\s*([\s\"',|\t^;:：0-9]|$)"
)
Flags = npt.NDArray[np.bool_]


class Delimited:
    """Reads one file, piece by piece; the header is found in the first fifty records."""

    def __init__(self, columns: Mapping[str, str], required: Sequence[str], where: str) -> None:
        self.columns, self.required, self.where = columns, required, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where a required column is missing."""
        found = records(pieces)
        first = _first(found)
        if not len(first.text):
            raise empty(self.where)
        head = first.text[:MOST_TITLES].to_pylist()
        header = find(head, self.required, self.where)
        titles = pa.array(self._titles(head, header), pa.large_string())
        rest = np.arange(len(first.text)) != header.record
        first = Records(first.text.filter(pa.array(rest)), first.line[rest])
        cutter = Cutter(header, self.columns)
        for piece in chain([first], found):
            yield self._piece(cutter.quoting.apart(piece), cutter, titles, salt)

    def _titles(self, head: list[str], header: Header) -> list[str]:
        """The lines above the header, but for those that are rows (a file cut in two)."""
        at = [header.names.index(name) for name in self.required]
        titles: set[str] = set()
        for record in head[: header.record]:
            row = cells(record, header.delimiter)
            if len(row) != len(header.names) or not all(row[place] for place in at):
                titles |= {record, *record.splitlines()}
        return sorted(titles)

    def _piece(self, piece: Records, cutter: Cutter, titles: pa.Array, salt: bytes) -> Rows:
        kinds = self._kinds(piece, cutter.header, titles)
        keep = ~np.logical_or.reduce([*kinds.values()])
        text, lines = piece.text.filter(pa.array(keep)), piece.line[keep]
        table, wrong = cutter.cut(text, lines)
        marks = fingerprints(text, salt)[np.searchsorted(lines, table[LINE].to_numpy())]
        table = table.append_column("fingerprint", pa.array(marks, pa.int64()))
        skipped = Counter({kind: int(where.sum()) for kind, where in kinds.items()})
        return Rows(table, len(piece.text), wrong, +skipped)

    def _kinds(self, piece: Records, header: Header, titles: pa.Array) -> dict[str, Flags]:
        """Which records are no rows, by kind; each record is of one kind at most."""
        text = piece.text
        blank = flags(pc.match_substring_regex(text, BLANK))
        title = ~blank & flags(pc.is_in(text, titles))
        again = ~blank & ~title & self._headers(piece, header)
        total = flags(pc.match_substring_regex(text, TOTAL)) & ~(blank | title | again)
        return {"blanks": blank, "titles": title, "headers": again, "totals": total}

    def _headers(self, piece: Records, header: Header) -> Flags:
        """The header again, at the top of a later page; SourceError where it is another one."""
        longest = max(header.names, key=len)
        if longest.encode() not in raw(piece.text):
            return np.zeros(len(piece.text), bool)
        near: Flags = flags(pc.match_substring(piece.text, longest))
        for at in np.flatnonzero(near):
            names = cells(piece.text[int(at)].as_py(), header.delimiter)
            near[at] = set(self.required) <= set(names)
            if near[at] and _named(names) != _named(header.names):
                raise SourceError(f"other columns from line {piece.line[at]} on", where=self.where,
                                  hint="deliver each layout in a file of its own")  # fmt: skip
        return near


def _named(names: tuple[str, ...]) -> str:
    """Names without the empty ones at the end, where pages differ."""
    return "\n".join(names).rstrip("\n")


def _first(found: Iterator[Records]) -> Records:
    """The first records, as many as may stand above a header."""
    gathered: list[Records] = []
    while sum(len(piece.text) for piece in gathered) <= MOST_TITLES:
        piece = next(found, None)
        if piece is None:
            break
        gathered.append(piece)
    texts = [piece.text for piece in gathered] or [pa.array([], pa.large_string())]
    lines = [piece.line for piece in gathered] or [np.empty(0, np.int64)]
    return Records(pa.concat_arrays(texts), np.concatenate(lines))
