"""Rows under one header: titles, totals, blank lines and the header again are skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.readers.cutting import LINE, Cutter
from leakwatch.readers.header import cells, fitted
from leakwatch.readers.lines import Block, Records
from leakwatch.readers.quick import Quick
from leakwatch.readers.quoting import flags, raw
from leakwatch.readers.rows import Rows, fingerprints
from leakwatch.readers.skipping import BLANK, TOTAL

Flags = npt.NDArray[np.bool_]


class Page:
    """Reads what stands under a header; `titles` are the lines above it."""

    def __init__(self, cutter: Cutter, titles: Sequence[str], required: Sequence[str], where: str,
                 salt: bytes) -> None:  # fmt: skip
        self.cutter, self.header, self.where = cutter, cutter.header, where
        self.required, self._salt = required, salt
        self._titles = pa.array(titles, pa.large_string())
        self._quick = Quick(cutter, titles)

    def rows(self, part: Block | Records) -> Rows:
        """The rows of a part of the file."""
        if isinstance(part, Records) or not len(part):
            records = part if isinstance(part, Records) else part.first(0)
            return self._careful(self.cutter.quoting.apart(records))
        table, odd = self._quick.rows(part, self._salt)
        others = self._careful(part.records(odd))
        if table is None:
            return others
        if len(others.table):
            table = pa.concat_tables([table, others.table])
            table = table.take(np.argsort(table[LINE].to_numpy(), kind="stable"))
        return Rows(table, len(part), others.wrong, others.skipped, self.header.names)

    def _careful(self, piece: Records) -> Rows:
        """The rows of records of any kind."""
        read, piece = len(piece), _said(piece)
        kinds = self._kinds(piece)
        keep = ~np.logical_or.reduce([*kinds.values()])
        text, lines = piece.text.filter(pa.array(keep)), piece.line[keep]
        table, wrong = self.cutter.cut(text, lines)
        marks = fingerprints(text, self._salt)[np.searchsorted(lines, table[LINE].to_numpy())]
        table = table.append_column("fingerprint", pa.array(marks, pa.int64()))
        skipped = Counter({kind: int(where.sum()) for kind, where in kinds.items()})
        skipped["blanks"] += read - len(piece)
        return Rows(table, read, wrong, +skipped, self.header.names)

    def _kinds(self, piece: Records) -> dict[str, Flags]:
        """Which records are no rows, by kind; each record is of one kind at most."""
        text = piece.text
        blank = flags(pc.match_substring_regex(text, BLANK))
        title = ~blank & flags(pc.is_in(text, self._titles))
        again = ~blank & ~title & self._headers(piece)
        total = flags(pc.match_substring_regex(text, TOTAL)) & ~(blank | title | again)
        return {"blanks": blank, "titles": title, "headers": again, "totals": total}

    def _headers(self, piece: Records) -> Flags:
        """The header again, at the top of a later page; SourceError where it is another one."""
        shown = self.header.written or self.header.names
        longest = max(shown, key=len)
        if longest.encode() not in raw(piece.text):
            return np.zeros(len(piece.text), bool)
        near: Flags = flags(pc.match_substring(piece.text, longest))
        alike: dict[str, bool] = {}
        for at in np.flatnonzero(near):
            text = piece.text[int(at)].as_py()
            if text not in alike:
                alike[text] = self._is_header(text, int(piece.line[at]))
            near[at] = alike[text]
        return near

    def _is_header(self, text: str, line: int) -> bool:
        names = fitted(cells(text, self.header.delimiter), (*self.cutter.columns, *self.required))
        if not set(self.required) <= set(names):
            return False
        if _named(names) != _named(self.header.names):
            raise SourceError(f"other columns from line {line} on", where=self.where,
                              hint="deliver each layout in a file of its own")  # fmt: skip
        return True


def _said(piece: Records) -> Records:
    """The records but for those of nothing, of which a piece may have a million."""
    some = flags(pc.greater(pc.binary_length(piece.text), 0))
    return piece if some.all() else Records(piece.text.filter(pa.array(some)), piece.line[some])


def _named(names: tuple[str, ...]) -> str:
    """Names without the empty ones at the end, where pages differ."""
    return "\n".join(names).rstrip("\n")
