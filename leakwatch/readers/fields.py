"""JSON records → raw rows of text: one cell for each declared header, `user.id` a nested one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.connector import RECORD
from leakwatch.errors import SourceError
from leakwatch.readers.json import Json
from leakwatch.readers.rows import Rows, Wrong, by_line
from leakwatch.readers.typed import trimmed

if TYPE_CHECKING:
    import duckdb

VALID = f"json_valid({RECORD})"
#: a required header that none of so many records has is missing
MOST_LOOKED_AT, FEW = 1000, 100


class Fields:
    """Reads one file of JSON lines, or one array."""

    def __init__(self, columns: Mapping[str, str], required: Sequence[str], where: str) -> None:
        self.columns, self.required, self.where = columns, required, where

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where no record has a required header."""
        import duckdb

        with duckdb.connect() as connection:
            for number, rows in enumerate(Json((), self.where).rows(pieces, salt)):
                raw = connection.from_arrow(rows.table)
                if number == 0:
                    self._check(raw)
                found = by_line(raw.project(self._found()).to_arrow_table())
                yield self._cells(rows, found)

    def _found(self) -> str:
        """What the engine takes from a record: the text at every path, in one list."""
        found = ", ".join(_quoted(path) for name in self.columns for path in paths(name))
        record = f"CASE WHEN {VALID} THEN {RECORD} END"
        return (
            f"line, fingerprint, {VALID} AS fine, json_extract_string({record}, [{found}]) AS found"
        )

    def _check(self, raw: duckdb.DuckDBPyRelation) -> None:
        """Refuses a file whose first records lack a required header."""
        tests = [
            " OR ".join(f"json_exists({RECORD}, {_quoted(path)})" for path in paths(name))
            for name in self.required
        ]
        asked = ", ".join(f"coalesce(bool_or({test}), false)" for test in tests)
        [there] = raw.filter(VALID).limit(MOST_LOOKED_AT).aggregate(asked).fetchall()
        missing = [name for name, seen in zip(self.required, there, strict=True) if not seen]
        if missing:
            raise SourceError(f"no column {', '.join(missing)}", where=self.where,
                              hint="check the connector of this source")  # fmt: skip

    def _cells(self, rows: Rows, found: pa.Table) -> Rows:
        wrong = found.filter(pc.invert(found["fine"]))["line"].to_pylist()
        fine = found.filter(found["fine"])
        values = fine["found"].combine_chunks()
        columns, place = {"line": fine["line"]}, 0
        for name in self.columns:
            cells = [
                trimmed(pc.list_element(values, at))
                for at in range(place, place + len(paths(name)))
            ]
            columns[name] = pc.coalesce(*cells)
            place += len(cells)
        table = pa.table({**columns, "fingerprint": fine["fingerprint"]})
        # of a few records, one that nobody filled tells nothing of the layout
        seen = [name for name in self.columns if table[name].null_count < len(table)]
        names = tuple(seen) if len(table) >= FEW else ()
        wrongs = [Wrong(line, "not JSON") for line in wrong]
        return Rows(table, rows.read, wrongs, rows.skipped, names)


def paths(header: str) -> list[str]:
    """Where a header may stand in a record (RFC 6901): as it is, or through what it names.

    >>> paths("user.id"), paths("time")
    (['/user.id', '/user/id'], ['/time'])
    """
    plain = header.replace("~", "~0").replace("/", "~1")
    return list(dict.fromkeys(["/" + plain, "/" + plain.replace(".", "/")]))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
