"""Text files that somebody goes on writing: their header, and the record they end within."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from leakwatch.connector import Connector
from leakwatch.errors import SourceError
from leakwatch.readers import archive, sheets
from leakwatch.readers.decoding import MOST_NULS, NUL
from leakwatch.readers.header import MOST_TITLES, find
from leakwatch.readers.lines import records, settled
from leakwatch.readers.markup import marked
from leakwatch.readers.naming import HEADED, Names, Naming
from leakwatch.readers.opening import RawFile
from leakwatch.readers.packing import PACKINGS
from leakwatch.readers.parquet import MAGIC

LINED = ("delimited", "headless", "json", "lines", "table")
#: what begins a file that is no text of lines in UTF-8 or GB18030
OTHERS = (*PACKINGS, *archive.MAGICS, sheets.BINARY, MAGIC,
          codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # fmt: skip
#: a header is looked for in the first bytes, an open record in the last
FIRST, LAST = 1 << 18, 1 << 21
LINE_END = b"\n"


@dataclass(frozen=True)
class Growing:
    """How the files of one connector grow; `names` says what they call its columns."""

    connector: Connector
    names: Names = field(default_factory=dict)

    @property
    def able(self) -> bool:
        """True where files of this format can grow."""
        return self.connector.format in LINED

    def head(self, raw: RawFile) -> int | None:
        """Bytes up to and with the header, 0 where files have none; None where it cannot grow."""
        first = next(raw.chunks(FIRST), b"")
        if not self.able or first.startswith(OTHERS) or marked(first):
            return None
        if first.count(NUL) > len(first) * MOST_NULS:
            return None
        if self.connector.format in HEADED:
            return None if first.lstrip().startswith((b"{", b"[")) else self._header(first)
        if self.connector.format == "json":
            return 0 if self._of_lines(first) else None
        return 0

    def _header(self, first: bytes) -> int | None:
        """Where the header ends; None where there is none, and the reader refuses the file."""
        naming = Naming(self.connector.schema(), self.connector.required(), self.names)
        lines = list(records(iter([_utf8(first)])))
        texts = [text for part in lines for text in part.text[:MOST_TITLES].to_pylist()]
        numbers = [int(number) for part in lines for number in part.line[:MOST_TITLES]]
        try:
            found = find(texts[:MOST_TITLES], naming.required(), "").record
        except SourceError:
            return None
        return _after(first, numbers[found] + texts[found].count("\n"))

    def _of_lines(self, first: bytes) -> bool:
        """True where the first line is a record by itself, and no document that wraps some."""
        line = first.lstrip().partition(LINE_END)[0]
        try:
            record = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, RecursionError):
            return False
        return not set(self.connector.envelope[:1]) & set(record)

    def open(self, path: Path, size: int) -> int | None:
        """Where the last record begins, while what may follow can still belong to it; else None."""
        base = max(0, size - LAST)
        with path.open("rb") as file:
            file.seek(base)
            data = file.read(size - base)
        if base:
            base += (skipped := data.find(LINE_END) + 1)
            data = data[skipped:]
        at = self._last(data) if self.connector.starts else self._unsettled(data)
        return None if at is None else base + at

    def _unsettled(self, data: bytes) -> int | None:
        """Where the line or the quoted cell begins that is not ended; None where all are."""
        text = _utf8(data)
        whole = settled(text, quoted=self.connector.format in (*HEADED, "headless"))
        return None if whole == len(text) else _after(data, text[:whole].count(LINE_END))

    def _last(self, data: bytes) -> int | None:
        """Where the last line stands that begins a record."""
        at, found = 0, None
        for line in data.split(LINE_END):
            found = at if self._starts(line) else found
            at += len(line) + 1
        return found

    def ends(self, record: bytes, following: bytes) -> bool:
        """True where a record with its line end is whole, as the line that follows it tells."""
        if self.connector.starts:
            return not following or self._starts(following)
        return self._unsettled(record) is None

    def _starts(self, line: bytes) -> bool:
        """True where a line begins a record."""
        return re.search(self.connector.starts, _utf8(line).decode(errors="replace")) is not None


def _utf8(data: bytes) -> bytes:
    """Text for looking at line ends and quotes; what is cut off at its end does not matter."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        cut_off = error.start >= len(data) - 3
        return data.decode("utf-8" if cut_off else "gb18030", errors="replace").encode()
    return data


def _after(data: bytes, lines: int) -> int:
    """Where the line after so many begins."""
    at = 0
    for _ in range(lines):
        at = data.find(LINE_END, at) + 1
        if not at:
            return len(data)
    return at
