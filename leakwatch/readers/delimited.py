"""Delimited text → raw rows: headers by name; titles, totals and repeated headers skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa

from leakwatch.readers import top
from leakwatch.readers.cutting import Cutter
from leakwatch.readers.header import Header, cells, find
from leakwatch.readers.lines import Block, Records, blocks
from leakwatch.readers.opening import empty
from leakwatch.readers.page import Page
from leakwatch.readers.rows import Rows


class Delimited:
    """Reads one file, piece by piece; the header is found in the first fifty records."""

    def __init__(self, columns: Mapping[str, str], required: Sequence[str], where: str) -> None:
        self.columns, self.required, self.where = columns, required, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where a required column is missing."""
        found = blocks(pieces)
        first = top.parts(found)
        if not first:
            raise empty(self.where)
        head = top.head(first)
        header = find(head, self.required, self.where, self.columns)
        cutter = Cutter(header, self.columns)
        page = Page(cutter, self._titles(head, header), self.required, self.where, salt)
        for part in chain(_around(first, header.record), found):
            yield page.rows(part)

    def _titles(self, head: list[str], header: Header) -> list[str]:
        """The lines above the header, but for those that are rows (a file cut in two)."""
        at = [header.names.index(name) for name in self.required]
        titles: set[str] = set()
        for record in head[: header.record]:
            row = cells(record, header.delimiter)
            if len(row) != len(header.names) or not all(row[place] for place in at):
                titles |= {record, *record.splitlines()}
        return sorted(titles)


def _around(first: list[Block | Records], header: int) -> Iterator[Block | Records]:
    """The first parts without the header."""
    if isinstance(first[0], Block) and header < len(first[0]):
        yield first[0].first(header)
        yield first[0].after(header)
        yield from first[1:]
        return
    whole = _records([part.first(len(part)) for part in first])
    rest = np.arange(len(whole)) != header
    yield Records(whole.text.filter(pa.array(rest)), whole.line[rest])


def _records(parts: list[Records]) -> Records:
    return Records(
        pa.concat_arrays([part.text for part in parts]),
        np.concatenate([part.line for part in parts]),
    )
