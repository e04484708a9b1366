"""Records with quotes → records that every reader of CSV tells apart in the same way."""

from __future__ import annotations

import csv
import io
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.readers.lines import Records

UNCLOSED = "a quote is opened and never closed"
BEYOND = "\x1f"


class Quoting:
    """How the records of one file quote: its delimiter, and the cells of its header."""

    def __init__(self, delimiter: str, width: int) -> None:
        self.delimiter, self.width = delimiter, width

    @cached_property
    def _plain(self) -> str:
        """Cells that do not begin with a quote, or that a quote closes."""
        d = "\\" + self.delimiter
        cell = rf'(?:[^"\n{d}][^\n{d}]*|"(?:[^"]|"")*")?'
        return rf"\A{cell}(?:{d}{cell})*\z"

    def cells(self, record: str) -> list[str] | None:
        """The cells of a record; None where its last quote is not closed."""
        try:
            [row] = csv.reader([record + self.delimiter + BEYOND], delimiter=self.delimiter)
        except (csv.Error, ValueError):
            return None
        return row[:-1] if row[-1] == BEYOND else None

    def apart(self, records: Records) -> Records:
        """Lines that a quote joined, but not to a row of this file, as records of their own."""
        if b"\n" not in raw(records.text):
            return records
        joined = np.flatnonzero(flags(pc.match_substring(records.text, "\n")))
        wrong = [int(at) for at in joined if not self._fits(records.text[int(at)].as_py())]
        if not wrong:
            return records
        texts, lines = [], []
        for last, at in pairwise([-1, *wrong, len(records.text)]):
            texts.append(records.text.slice(last + 1, at - last - 1))
            lines.append(records.line[last + 1 : at])
            if at < len(records.text):
                own = [line.rstrip("\r") for line in records.text[at].as_py().split("\n")]
                texts.append(pa.array(own, pa.large_string()))
                lines.append(records.line[at] + np.arange(len(own)))
        return Records(pa.concat_arrays(texts), np.concatenate(lines))

    def _fits(self, record: str) -> bool:
        cells = self.cells(record)
        # a spare empty cell is a trailing delimiter
        return cells is not None and (
            len(cells) == self.width or (len(cells) == self.width + 1 and not cells[-1])
        )

    def settled(self, text: pa.Array) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
        """The records, oddly quoted ones written anew; and which have a quote left open."""
        unclosed = np.zeros(len(text), bool)
        held = raw(text)
        if b"\r" in held:
            # readers of CSV take it for the end of a line
            text = pc.replace_substring(pc.replace_substring(text, "\r\n", "\n"), "\r", " ")
        if b'"' not in held:
            return text, unclosed
        plain = pc.match_substring_regex(text, self._plain)
        odd = np.flatnonzero(~flags(plain))
        if not len(odd):
            return text, unclosed
        written = []
        for at in odd:
            cells = self.cells(text[int(at)].as_py())
            unclosed[at] = cells is None
            written.append(self._written(cells or []))
        mask = np.zeros(len(text), bool)
        mask[odd] = True
        return pc.replace_with_mask(text, pa.array(mask), pa.array(written, text.type)), unclosed

    def _written(self, cells: list[str]) -> str:
        line = io.StringIO()
        csv.writer(line, delimiter=self.delimiter, lineterminator="\n").writerow(cells)
        return line.getvalue().removesuffix("\n")


def raw(text: pa.Array) -> bytes:
    """The bytes of these texts, and perhaps of others: what is not in them is in none."""
    held = text.buffers()[2]
    return held.to_pybytes() if held else b""


def flags(array: pa.Array) -> npt.NDArray[np.bool_]:
    """An Arrow array of booleans for NumPy; null is false."""
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), bool)
