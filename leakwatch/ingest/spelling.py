"""Values of a database → the lines that a delivered file would hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from types import NoneType
from typing import Any, Protocol
from uuid import UUID

import msgspec

from leakwatch.connector import RECORD, Connector
from leakwatch.errors import ConfigError

Rows = Sequence[Sequence[Any]]
#: floats hold whole numbers exactly up to this; beyond, digits are lost, and the readers say so
EXACT = 2.0**53
TOLD = (
    UUID, timedelta, IPv4Address, IPv6Address, IPv4Interface, IPv6Interface, IPv4Network,
    IPv6Network,
)  # fmt: skip
BREAKS = str.maketrans("\r\n", "  ")


class Spelling(Protocol):
    """How rows become lines, and the lines above them."""

    ending: str

    def head(self) -> str:
        """What stands above the rows."""

    def lines(self, rows: Rows) -> list[str]:
        """Each row with its line end; ConfigError where a value has no spelling."""


def spelling(connector: Connector, names: Sequence[str], where: str) -> Spelling:
    """The spelling that the connector's format reads."""
    if connector.format in ("delimited", "table"):
        return Cells(names, where)
    if RECORD in names or (connector.format != "json" and len(names) == 1):
        return Texts(names, where)
    if connector.format == "json":
        return Objects(names, where)
    raise ConfigError(f"no column {RECORD!r} in the query", where=where,
                      hint=f"call the column that holds the text {RECORD}")  # fmt: skip


class Cells:
    """CSV: null is empty, times in ISO 8601, TRUE and FALSE, decimals without an exponent."""

    ending = ".csv"

    def __init__(self, names: Sequence[str], where: str) -> None:
        self.names, self.where = names, where

    def head(self) -> str:
        """The names of the columns."""
        return _joined([self.names])[0]

    def lines(self, rows: Rows) -> list[str]:
        """A line a row; a cell may hold line ends."""
        columns = list(zip(*rows, strict=True))
        for place, column in enumerate(columns):
            name = self.names[place]
            ways = {kind: _way(kind, name, self.where) for kind in set(map(type, column))}
            if any(way is not None for way in ways.values()):
                columns[place] = tuple(_spelt(value, ways[type(value)]) for value in column)
        return _joined(list(zip(*columns, strict=True)))


class Objects:
    """JSON lines: an object a row."""

    ending = ".jsonl"

    def __init__(self, names: Sequence[str], where: str) -> None:
        self.names, self.where = names, where

    def head(self) -> str:
        """Nothing."""
        return ""

    def lines(self, rows: Rows) -> list[str]:
        """An object a line."""
        for name, column in zip(self.names, zip(*rows, strict=True), strict=bool(rows)):
            for kind in set(map(type, column)):
                _way(kind, name, self.where)
        return [f"{_json(dict(zip(self.names, row, strict=True)))}\n" for row in rows]


class Texts(Objects):
    """The text of one column, a record a line: JSON, XML or a line of a log."""

    ending = ".log"

    def __init__(self, names: Sequence[str], where: str) -> None:
        super().__init__(names, where)
        self._place = names.index(RECORD) if RECORD in names else 0

    def lines(self, rows: Rows) -> list[str]:
        """A record a line; line ends in it become spaces, and null an empty line."""
        cells = [row[self._place] for row in rows]
        for kind in set(map(type, cells)):
            _way(kind, self.names[self._place], self.where)
        return [f"{self._text(cell).translate(BREAKS)}\n" for cell in cells]

    def _text(self, cell: Any) -> str:
        if cell is None or isinstance(cell, str):
            return cell or ""
        return _json(cell)


class _Lines(list[str]):
    """Where a CSV writer leaves its lines."""

    write = list.append


def _joined(rows: Rows) -> list[str]:
    lines = _Lines()
    # a cell is quoted for the signs that end a line, whichever they are
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return list(lines)


def _spelt(value: Any, way: Callable[[Any], str] | None) -> Any:
    return value if way is None else way(value)


def _number(value: float) -> str:
    """A whole number as one: a key kept as a float is no decimal."""
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)


def _json(value: Any) -> str:
    try:
        return ENCODER.encode(value).decode()
    except UnicodeEncodeError:
        # half a character, which JSON can only name by its number
        return json.dumps(value, default=str)


def _told(value: Any) -> str:
    if isinstance(value, TOLD):
        return str(value)
    raise NotImplementedError(f"a value of type {type(value).__name__}")


ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=_told)
#: the first that fits: a bool is an int as well, and a moment a date
WAYS: tuple[tuple[tuple[type, ...], Callable[[Any], str] | None], ...] = (
    ((str, NoneType), None),
    ((bool,), lambda value: "TRUE" if value else "FALSE"),
    ((int,), None),
    ((float,), _number),
    ((Decimal,), lambda value: format(value, "f")),
    ((datetime, date, time), lambda value: value.isoformat()),
    ((dict, list), _json),
    (TOLD, str),
)


def _way(kind: type, name: str, where: str) -> Callable[[Any], str] | None:
    """How values of a kind are spelt; None where CSV has them as they are."""
    for kinds, way in WAYS:
        if issubclass(kind, kinds):
            return way
    raise ConfigError(f"column {name!r} holds {kind.__name__}", where=where,
                      hint="cast it to text in the query, or leave it out")  # fmt: skip
