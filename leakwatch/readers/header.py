"""Finds the header of a delimited file among the title lines above it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leakwatch.errors import SourceError

#: a spreadsheet has no more
MOST_COLUMNS = 16_384
DELIMITERS = (",", "|", "\t", "^", ";")
#: a header this far down is not a header
MOST_TITLES = 50


@dataclass(frozen=True)
class Header:
    """Which record is the header, how its cells are told apart, and what they say."""

    record: int
    delimiter: str
    names: tuple[str, ...]
    #: as the file writes them, where that is in other capitals
    written: tuple[str, ...] = ()


def cells(record: str, delimiter: str) -> tuple[str, ...]:
    """The cells of one record, trimmed; none where it cannot be told apart."""
    try:
        row = next(csv.reader([record.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in row)


def fitted(written: Sequence[str], columns: Iterable[str]) -> tuple[str, ...]:
    """Names of columns where only the capitals differ.

    >>> fitted(["OPERATOR", "Id"], ["Operator", "id"])
    ('Operator', 'id')
    """
    exact = set(columns)
    known = {name.casefold(): name for name in exact}
    return tuple(name if name in exact else known.get(name.casefold(), name) for name in written)


def find(
    records: Sequence[str], required: Sequence[str], where: str, columns: Iterable[str] = ()
) -> Header:
    """The first record that holds every required column; SourceError names those missing.

    A name in other capitals than the column's counts as the column's.
    """
    best: tuple[str, ...] = ()
    for number, record in enumerate(records[:MOST_TITLES]):
        for delimiter in DELIMITERS:
            if delimiter not in record and len(required) > 1:
                continue
            written = cells(record, delimiter)
            names = fitted(written, (*columns, *required))
            if set(required) <= set(names):
                if len(names) > MOST_COLUMNS:
                    raise SourceError(f"a header of more than {MOST_COLUMNS} columns", where=where,
                                      hint="deliver those that are needed")  # fmt: skip
                return Header(number, delimiter, names, written)
            if len(set(required) & set(names)) > len(set(required) & set(best)):
                best = names
    missing = [name for name in required if name not in best]
    what = f"no column {', '.join(missing)}" if best else "no header with " + ", ".join(required)
    raise SourceError(what, where=where, hint="check the connector of this source")
