"""Workbooks, and the pages of markup that pass for them → delimited text, a line for a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from leakwatch.errors import SourceError
from leakwatch.readers import archive, header
from leakwatch.readers.decoding import utf8
from leakwatch.readers.markup import marked, table_rows
from leakwatch.readers.opening import RawFile
from leakwatch.readers.spread import Spread

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

#: what old Excel, and any workbook under a password, begins with
BINARY = b"\xd0\xcf\x11\xe0"
#: from here on a number has lost digits in Excel: written so that nobody takes it for a key
MOST_WHOLE = 10**15
#: calamine lays out every cell up to the last one, at 32 bytes each, and dies where it cannot
MOST_CELLS = 25_000_000
MOST_TEXTS = 1 << 30
ROWS = 10_000


def text(raw: RawFile, required: Sequence[str]) -> Iterator[bytes]:
    """The file's text as UTF-8; a workbook's rows as lines with commas between their cells."""
    first = next(raw.chunks(512), b"")
    if first.startswith((*archive.MAGICS, BINARY)):
        return _lines(_sheets(raw, required))
    if marked(first):
        return _lines(table_rows(utf8(raw), raw.where))
    return utf8(raw)


def _lines(rows: Iterator[Sequence[Any]]) -> Iterator[bytes]:
    while some := list(islice(rows, ROWS)):
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows([cell(one) for one in row] for row in some)
        yield lines.getvalue().encode()


def cell(value: Any) -> str:
    r"""A cell's value as it is written in a text file; line ends become spaces.

    >>> [cell(value) for value in (7.0, 1.5, 110101199001010017.0, True, "a\nb")]
    ['7', '1.5', '1.10101199001010E+17', 'TRUE', 'a b']
    """
    match value:
        case bool():
            return str(value).upper()
        case int() | float() if abs(value) >= MOST_WHOLE:
            return f"{value:.14E}"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return " ".join(str(value).splitlines())


def _sheets(raw: RawFile, required: Sequence[str]) -> Iterator[Sequence[Any]]:
    """The rows of every sheet that has some; SourceError unless all have the header."""
    from python_calamine import SheetVisibleEnum

    first = ""
    with raw.path.open("rb") as file:
        book = _opened(raw, file)
        for sheet in book.sheets_metadata:
            rows = _rows(book, sheet.name, raw)
            if not any(any(row) for row in rows):
                continue
            lacking = _lacking(rows, required)
            if lacking and sheet.visible != SheetVisibleEnum.Visible:
                # a list behind some drop-down
                continue
            if lacking and first:
                raise SourceError(f"{lacking}, unlike the sheet {first!r}",
                                  where=f"{raw.where} [{sheet.name}]",
                                  hint="deliver each layout in a file of its own")  # fmt: skip
            first = first or sheet.name
            yield from rows


def _opened(raw: RawFile, file: Any) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    if raw.stamp is None or not next(raw.chunks(4), b"").startswith(BINARY):
        _bounded(raw)
    try:
        return CalamineWorkbook.from_filelike(file)
    except CalamineError as error:
        raise _unreadable(error, raw.where) from error


def _rows(book: CalamineWorkbook, name: str, raw: RawFile) -> list[list[Any]]:
    """The rows of one sheet, from its first, values in place of formulas; none of a chart."""
    from python_calamine import CalamineError, WorksheetNotFound

    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except WorksheetNotFound:
        return []
    except CalamineError as error:
        raise _unreadable(error, raw.where) from error


def _unreadable(error: Exception, where: str) -> SourceError:
    said = str(error).partition("\n")[0]
    return SourceError(f"the workbook cannot be read ({said})", where=where,
                       hint="save it without a password, as XLSX or CSV")  # fmt: skip


def _lacking(rows: list[list[Any]], required: Sequence[str]) -> str:
    """Which columns a sheet has not; nothing where it has all."""
    lines = b"".join(_lines(iter(rows[: header.MOST_TITLES]))).decode().splitlines()
    try:
        header.find(lines, required, "")
    except SourceError as error:
        return error.what
    return ""


def _bounded(raw: RawFile) -> None:
    """SourceError where the workbook is broken, unpacks beyond bounds, or is spread too wide."""
    with archive.opened(raw.path, raw.where) as book:
        if archive.WORKBOOK not in book.namelist():
            raise SourceError("a ZIP archive, but no workbook of Excel's", where=raw.where,
                              hint="deliver XLSX, CSV, or an archive of files")  # fmt: skip
        spread = Spread()
        for entry in book.infolist():
            spread.see(archive.unpacked(book, entry, raw.where))
    if spread.cells > MOST_CELLS:
        raise _too_much(f"a sheet of {spread.cells} cells, most of them empty or unneeded", raw)
    if (held := max(spread.promised, spread.shared)) > MOST_CELLS:
        raise _too_much(f"a part that says it holds {held} things", raw)
    if spread.texts > MOST_TEXTS:
        raise _too_much(f"more than {MOST_TEXTS >> 20} MiB of text in its cells", raw)


def _too_much(what: str, raw: RawFile) -> SourceError:
    return SourceError(what, where=raw.where, hint="save it as CSV")
