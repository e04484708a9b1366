"""Finds the header of a delimited file among the title lines above it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from leakwatch.errors import SourceError

DELIMITERS = (",", "|", "\t", "^", ";")
#: a header this far down is not a header
MOST_TITLES = 50


@dataclass(frozen=True)
class Header:
    """Which record is the header, how its cells are told apart, and what they say."""

    record: int
    delimiter: str
    names: tuple[str, ...]


def cells(record: str, delimiter: str) -> tuple[str, ...]:
    """The cells of one record, trimmed; none where it cannot be told apart."""
    try:
        row = next(csv.reader([record.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in row)


def find(records: Sequence[str], required: Sequence[str], where: str) -> Header:
    """The first record that holds every required column; SourceError names those missing."""
    best: tuple[str, ...] = ()
    for number, record in enumerate(records[:MOST_TITLES]):
        for delimiter in DELIMITERS:
            if delimiter not in record and len(required) > 1:
                continue
            names = cells(record, delimiter)
            if set(required) <= set(names):
                return Header(number, delimiter, names)
            if len(set(required) & set(names)) > len(set(required) & set(best)):
                best = names
    missing = [name for name in required if name not in best]
    what = f"no column {', '.join(missing)}" if best else "no header with " + ", ".join(required)
    raise SourceError(what, where=where, hint="check the connector of this source")
