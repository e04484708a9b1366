"""Records of one file → a table of its declared columns, and the records that do not fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from leakwatch.readers.bounds import MOST_BYTES, TOO_LONG
from leakwatch.readers.header import Header
from leakwatch.readers.quoting import UNCLOSED, Quoting, flags, raw
from leakwatch.readers.rows import Wrong

#: bytes read at a time: room for the longest line, and yet within a processor's cache
BLOCK = 4 * MOST_BYTES
LINE = "line"
NUL = "\x00"
QUOTED = r'"(?:[^"]|"")*"'
#: spaces, those of word processors and of Chinese typing among them
SPACES = " \t\u00a0\u3000"


class Cutter:
    """Cuts records at the delimiter of their header."""

    def __init__(self, header: Header, columns: Mapping[str, str]) -> None:
        self.header, self.columns = header, columns
        self.quoting = Quoting(header.delimiter, len(header.names))
        self._names = [LINE, *_unique(header.names)]
        self._present = [name for name in columns if name in self._names]

    def cut(self, text: pa.Array, lines: npt.NDArray[np.int64]) -> tuple[pa.Table, list[Wrong]]:
        """`line` and the declared columns, null where the file has none."""
        text, unclosed = self.quoting.settled(text)
        wrong = [Wrong(int(line), UNCLOSED) for line in lines[unclosed]]
        keep = ~unclosed
        for reason, where in self._unreadable(text):
            wrong += [Wrong(int(line), reason) for line in lines[keep & where]]
            keep &= ~where
        text = self._untrailed(text.filter(pa.array(keep)))
        numbered = _numbered(text, lines[keep], self.header.delimiter)
        parsed = self._parsed(numbered, wrong)
        table = self.whole(parsed, pc.cast(parsed[LINE], pa.int64()))
        return _trimmed(table) if self._padded(numbered.to_pybytes()) else table, wrong

    @staticmethod
    def _unreadable(text: pa.Array) -> list[tuple[str, npt.NDArray[np.bool_]]]:
        found = []
        if NUL.encode() in raw(text):
            cut_off = flags(pc.match_substring(text, NUL))
            found.append(("a NUL byte, or a character cut off", cut_off))
        size = np.asarray(pc.binary_length(text).to_numpy(zero_copy_only=False), np.int64)
        return [*found, (TOO_LONG, size > MOST_BYTES)]

    def _untrailed(self, text: pa.Array) -> pa.Array:
        """Without the delimiter that rows have and the header has not."""
        delimiter, width = self.header.delimiter, len(self.header.names)
        ends = pc.ends_with(pc.utf8_rtrim(text, characters=" "), delimiter)
        if not pc.any(ends).as_py():
            return text
        bare = pc.replace_substring_regex(text.filter(ends), QUOTED, "")
        spare = flags(pc.equal(pc.count_substring(bare, delimiter), width))
        cut = np.zeros(len(text), bool)
        cut[np.flatnonzero(flags(ends))[spare]] = True
        if not cut.any():
            return text
        shorter = pc.replace_substring_regex(
            text.filter(pa.array(cut)), rf"{re.escape(delimiter)} *\z", ""
        )
        return pc.replace_with_mask(text, pa.array(cut), shorter)

    def _parsed(self, numbered: pa.Buffer, wrong: list[Wrong]) -> pa.Table:
        present = [LINE, *self._present]
        if not numbered.size:
            return pa.table({name: pa.array([], pa.string()) for name in present})

        def set_aside(row: pacsv.InvalidRow) -> str:
            number = row.text.partition(self.header.delimiter)[0]
            few = row.actual_columns < row.expected_columns
            wrong.append(Wrong(int(number), "too few cells" if few else "too many cells"))
            return "skip"

        return self._read(numbered, self._names, present, set_aside)

    def _read(self, data: pa.Buffer, names: list[str], present: list[str],
              set_aside: Callable[[pacsv.InvalidRow], str]) -> pa.Table:  # fmt: skip
        return pacsv.read_csv(
            pa.BufferReader(data),
            pacsv.ReadOptions(column_names=names, block_size=BLOCK, use_threads=False),
            pacsv.ParseOptions(
                delimiter=self.header.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=present,
                check_utf8=False,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )

    def parsed(
        self, data: bytes, spare: list[int], most: float
    ) -> tuple[pa.Table, pa.ChunkedArray] | None:
        """Lines without quotes as the declared columns the file has, and the file's first column;
        lines of another number of cells are left out, their places noted in `spare`.

        None where there are more of those than `most`.
        """
        names = self._names[1:]

        def set_aside(row: pacsv.InvalidRow) -> str:
            spare.append(row.number - 1)
            return "skip" if len(spare) <= most else "error"

        columns = list(dict.fromkeys([*self._present, names[0]]))
        try:
            table = self._read(pa.py_buffer(data), names, columns, set_aside)
        except pa.ArrowInvalid:
            return None
        return table, table[names[0]]

    def trimmed(self, table: pa.Table, data: bytes) -> pa.Table:
        """Cells without the spaces around them, in the same columns."""
        if not self._padded(data):
            return table
        apart = _trimmed(table.drop_columns(["fingerprint"]))
        return apart.append_column("fingerprint", table["fingerprint"])

    def _padded(self, held: bytes) -> bool:
        """True where a cell may have spaces around it; most files have none."""
        rare = [space.encode() for space in SPACES[1:] if space != self.header.delimiter]
        # one byte is found many times faster than two
        if any(space[:1] in held and space in held for space in rare):
            return True
        edges = [ord(sign) for sign in (self.header.delimiter, '"', "\n")]
        signs = np.frombuffer(held, np.uint8)
        at = np.flatnonzero(signs == ord(" "))
        beside = np.concatenate([signs[at - 1], signs[np.minimum(at + 1, len(signs) - 1)]])
        return any(bool((beside == edge).any()) for edge in edges)

    def whole(self, table: pa.Table, lines: pa.Array) -> pa.Table:
        """The lines and every declared column, null where the file has none."""
        absent = pa.nulls(len(table), pa.string())
        columns = {name: table[name] if name in self._present else absent for name in self.columns}
        return pa.table({LINE: lines, **columns})


def _trimmed(table: pa.Table) -> pa.Table:
    """Cells without the spaces around them; one of spaces alone is empty."""
    columns = {LINE: table[LINE]}
    for name in table.column_names[1:]:
        cell = pc.utf8_trim(table[name], characters=SPACES)
        columns[name] = pc.if_else(pc.equal(cell, ""), pa.scalar(None, cell.type), cell)
    return pa.table(columns)


def _numbered(text: pa.Array, lines: npt.NDArray[np.int64], delimiter: str) -> pa.Buffer:
    """The records as one text again, each behind the number of its line."""
    large = pa.large_string()
    numbers = pc.cast(pa.array(lines), large)
    rows = pc.binary_join_element_wise(numbers, text, pa.scalar(delimiter, large))
    ended = pc.binary_join_element_wise(rows, pa.scalar("", large), pa.scalar("\n", large))
    return ended.buffers()[2] if len(ended) else pa.py_buffer(b"")


def _unique(names: Sequence[str]) -> list[str]:
    """Names with a second column of the same name, or of none, made distinct: the first counts."""
    seen: Counter[str] = Counter()
    result = []
    for place, name in enumerate(names):
        seen[name] += 1
        result.append(name if seen[name] == 1 and name and name != LINE else f"{name} #{place}")
    return result
