"""Delimited text → raw rows: headers by name; titles, totals and repeated headers skipped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from leakwatch.readers.header import MOST_TITLES, Header, find
from leakwatch.readers.lines import Records, records
from leakwatch.readers.rows import Rows, Wrong, fingerprints

TOTAL = (
    r"^[\s\"',|\t^;]*(合计|总计|小计|共计|总条数|记录总数|打印人|打印时间|打印日期|制表人|制表时间|"
    r"导出人|导出时间)\s*[\s\"',|\t^;:：0-9]"
)
UNCLOSED = "a quote is opened and never closed"
LINE = "line"


class Delimited:
    """Reads one file, piece by piece; the header is found in the first."""

    def __init__(self, columns: Mapping[str, str], required: Sequence[str], where: str) -> None:
        self.columns, self.required, self.where = columns, required, where
        self.titles: frozenset[str] = frozenset()

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where a required column is missing."""
        found = records(pieces)
        first = next(found, None)
        if first is None:
            return
        head = first.text[:MOST_TITLES].to_pylist()
        header = find(head, self.required, self.where)
        self.titles = frozenset(head[: header.record])
        trailing = _trailing(head[header.record + 1 :], header)
        for number, piece in enumerate(chain([first], found)):
            yield self._piece(piece, header, trailing, salt, header.record if number == 0 else -1)

    def _piece(self, piece: Records, header: Header, trailing: bool, salt: bytes, at: int) -> Rows:
        kinds = self._kinds(piece, header, at)
        skipped = Counter({kind: int(where.sum()) for kind, where in kinds.items()})
        keep = ~np.logical_or.reduce([*kinds.values(), piece.unclosed])
        if at >= 0:
            keep[at] = False
        wrong = [Wrong(int(line), UNCLOSED) for line in piece.line[piece.unclosed]]
        text, lines = piece.text.filter(pa.array(keep)), piece.line[keep]
        table, broken = self._cells(text, lines, header, trailing)
        marks = fingerprints(text, salt)[np.searchsorted(lines, table[LINE].to_numpy())]
        table = table.append_column("fingerprint", pa.array(marks, pa.int64()))
        read = len(piece.text) - (at >= 0)
        return Rows(table, read, wrong + broken, +skipped)

    def _kinds(self, piece: Records, header: Header, at: int) -> dict[str, np.ndarray]:
        """Which records are no rows, by kind; each record is of one kind at most."""
        text = piece.text
        below = np.arange(len(text)) > at if at >= 0 else np.ones(len(text), bool)
        blank = _flags(pc.match_substring_regex(text, r"^[\s,|^;\"]*$"))
        title = ~below & (np.arange(len(text)) != at) & ~blank
        if self.titles:
            title |= (
                below & _flags(pc.is_in(text, pa.array(sorted(self.titles), text.type))) & ~blank
            )
        marker = header.names[0] + header.delimiter
        again = (
            _flags(pc.starts_with(pc.utf8_ltrim(text, characters=" \t\"'\ufeff"), marker)) & below
        )
        total = _flags(pc.match_substring_regex(text, TOTAL)) & below & ~title & ~again & ~blank
        return {
            "blanks": blank,
            "titles": title,
            "headers": again & ~title & ~blank,
            "totals": total,
        }

    def _cells(
        self,
        text: pa.Array,
        lines: np.ndarray,
        header: Header,
        trailing: bool,
    ) -> tuple[pa.Table, list[Wrong]]:
        """The declared columns of each record, and the records with too few or too many cells."""
        wrong: list[Wrong] = []
        if trailing:
            text = pc.replace_substring_regex(text, rf"{re.escape(header.delimiter)}\s*$", "")
        names = [LINE, *_unique(header.names)]
        present = [name for name in self.columns if name in names]
        if not len(text):
            return self._table(
                pa.table({name: pa.array([], pa.string()) for name in [LINE, *present]})
            ), wrong

        def set_aside(row: pacsv.InvalidRow) -> str:
            number, _, _record = row.text.partition(header.delimiter)
            spare = row.actual_columns - row.expected_columns
            reason = "too few cells" if spare < 0 else "too many cells"
            wrong.append(Wrong(int(number), reason))
            return "skip"

        table = pacsv.read_csv(
            pa.BufferReader(_numbered(text, lines, header.delimiter)),
            pacsv.ReadOptions(column_names=names, block_size=1 << 26),
            pacsv.ParseOptions(
                delimiter=header.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[LINE, *present],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
        return self._table(table), wrong

    def _table(self, table: pa.Table) -> pa.Table:
        """With every declared column, null where the file has none."""
        absent = pa.nulls(len(table), pa.string())
        columns = {
            name: table[name] if name in table.column_names else absent for name in self.columns
        }
        return pa.table({LINE: pc.cast(table[LINE], pa.int64()), **columns})


def _numbered(text: pa.Array, lines: np.ndarray, delimiter: str) -> pa.Buffer:
    """The records as one text again, each behind the number of its line."""
    large = pa.large_string()
    numbers = pc.cast(pa.array(lines), large)
    rows = pc.binary_join_element_wise(numbers, text, pa.scalar(delimiter, large))
    ended = pc.binary_join_element_wise(rows, pa.scalar("", large), pa.scalar("\n", large))
    return ended.buffers()[2]


def _flags(array: pa.Array) -> np.ndarray:
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), bool)


def _trailing(below: Sequence[str], header: Header) -> bool:
    """True where rows end in a delimiter that the header does not have."""
    rows = [row for row in below if row.count(header.delimiter) >= len(header.names) - 1]
    return bool(rows) and all(
        row.rstrip().endswith(header.delimiter) and row.count(header.delimiter) >= len(header.names)
        for row in rows[:5]
    )


def _unique(names: Sequence[str]) -> list[str]:
    """Names with a second column of the same name, or of none, made distinct: the first counts."""
    seen: Counter[str] = Counter()
    result = []
    for place, name in enumerate(names):
        seen[name] += 1
        result.append(name if seen[name] == 1 and name and name != LINE else f"{name} #{place}")
    return result
