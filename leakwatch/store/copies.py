"""Entries of a trail in a file: a copied SQLite database, or an export as .jsonl or .csv.

Whatever somebody made of it is read: what is no entry stands for the number that was to come.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from leakwatch.errors import ConfigError
from leakwatch.store.chain import Row, hashed

EXPORT = "`leakwatch export trail FILE` writes one"
SQLITE = b"SQLite format 3\0"
#: the longest cell that is read
LONGEST = 2**31 - 1
WIDTH = len(Row._fields)
#: of an entry or a line; nothing has more of them
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
#: what an export puts before a cell that a spreadsheet takes for a formula
GUARDED = re.compile(r"'[=+\-@\t\r\n＝＋－＠]")


def rows(path: Path) -> Iterator[Row]:
    """The entries of a file in its order; ConfigError where it is none of these files."""
    try:
        with path.open("rb") as file:
            start = file.read(len(SQLITE))
        if start == SQLITE:
            yield from _numbered(_database(path))
        elif path.suffix == ".jsonl":
            yield from _numbered(_lines(path))
        elif path.suffix == ".csv":
            yield from map(_unguarded, _numbered(_cells(path)))
        else:
            raise ConfigError("neither a SQLite database nor a trail exported as .jsonl or .csv",
                              where=str(path), hint=EXPORT)  # fmt: skip
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except sqlite3.Error as error:
        raise ConfigError(f"not a store that can be read: {error}", where=str(path),
                          hint="copy its -wal and -shm files with it") from error  # fmt: skip


def _numbered(found: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """Rows of what was read; in place of what is none, one that fits nothing."""
    number = 0
    for cells in found:
        fits = len(cells) == WIDTH and type(cells[0]) is int
        number = cells[0] if fits else number + 1
        texts = cells[1:] if fits else [repr(cells), *[""] * (WIDTH - 2)]
        yield Row(number, *(each if isinstance(each, str) else repr(each) for each in texts))


def _database(path: Path) -> Iterator[list[Any]]:
    # without a log beside it the file is all there is, and nothing need be made to read it
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True)) as copy:
        copy.text_factory = lambda data: data.decode(errors="replace")
        for row in copy.execute(f"SELECT {', '.join(Row._fields)} FROM trail ORDER BY number"):  # noqa: S608 — our own names
            yield list(row)


def _lines(path: Path) -> Iterator[list[Any]]:
    with path.open("rb") as file:
        for line in file:
            try:
                said = msgspec.json.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                said = None
            if not isinstance(said, dict):
                said = {}
            yield [said.get(name) for name in Row._fields]


def _cells(path: Path) -> Iterator[list[Any]]:
    csv.field_size_limit(LONGEST)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reading = csv.reader(file)
        if next(reading, None) != [*Row._fields]:
            raise ConfigError("its first line does not name the columns of a trail",
                              where=str(path), hint=EXPORT)  # fmt: skip
        for cells in reading:
            number = cells[0] if cells else ""
            yield [int(number), *cells[1:]] if NUMBER.fullmatch(number) else cells


def _unguarded(row: Row) -> Row:
    """The row without the signs an export guards formulas with, where its hash says so."""
    guarded = [GUARDED.match(cell) is not None for cell in row[1:]]
    if not any(guarded) or hashed(row) == row.hash:
        return row
    cells = zip(row[1:], guarded, strict=True)
    choices = [(cell, cell[1:]) if held else (cell,) for cell, held in cells]
    tried = (Row(row.number, *said) for said in product(*choices))
    return next((one for one in tried if hashed(one) == one.hash), row)
