"""What the files of one source call the columns of its connector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import cells
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    from leakwatch.connector import Connector
    from leakwatch.readers.rows import Rows

#: column → the headers that make it: one, or a date's and a time's; none where files have none
Names = Mapping[str, tuple[str, ...]]
SAME: Names = {}
#: formats whose files name their columns
HEADED = ("delimited", "table")
#: columns the readers add
OURS = ("line", "fingerprint")
MIDNIGHT = r"[ T]+0?0:00(:00(\.0+)?)?$"


def names(connector: Connector, columns: Mapping[str, Any], where: str) -> Names:
    """`[sources.NAME.columns]` made fit; ConfigError where it cannot be meant."""
    if columns and connector.format not in HEADED:
        raise ConfigError(f"{connector.name} reads no headers", where=where,
                          hint="take columns away")  # fmt: skip
    schema = connector.schema()
    found = {}
    for column, said in columns.items():
        if column not in schema:
            raise ConfigError(f"unknown column {column!r}", where=where,
                              hint=f"{connector.name} has: {', '.join(schema)}")  # fmt: skip
        headers = _headers(said)
        if headers is None or set(headers) & set(OURS):
            raise ConfigError(f"{column} is a header, or a date's and a time's in a list",
                              where=where, hint="write it as the file does")  # fmt: skip
        if not headers and column in connector.required():
            raise ConfigError(f"{column} must be in the file", where=where, hint="name its header")
        found[column] = headers
    return found


def _headers(said: Any) -> tuple[str, ...] | None:
    """One header, two, or none for an empty text; None for anything else."""
    listed = said if isinstance(said, list) else [said]
    if not all(isinstance(header, str) for header in listed):
        return None
    headers = tuple(header.strip() for header in listed)
    if headers == ("",):
        return ()
    return headers if 1 <= len(headers) <= 2 and all(headers) else None


@dataclass(frozen=True)
class Naming:
    """Puts headers in place of a connector's columns, and the columns back."""

    schema: Mapping[str, str]
    needed: tuple[str, ...]
    names: Names

    def _of(self, column: str) -> tuple[str, ...]:
        return self.names.get(column, (column,))

    def headers(self) -> dict[str, str]:
        """What to look for in the file."""
        return {header: dtype for name, dtype in self.schema.items() for header in self._of(name)}

    def required(self) -> tuple[str, ...]:
        """The headers a file must have."""
        return tuple(dict.fromkeys(header for name in self.needed for header in self._of(name)))

    def rows(self, read: Iterator[Rows]) -> Iterator[Rows]:
        """Raw rows under the connector's names."""
        return (self._renamed(rows) for rows in read) if self.names else read

    def _renamed(self, rows: Rows) -> Rows:
        table = rows.table
        columns = {name: table[name] for name in OURS}
        for name in self.schema:
            parts = [table[header] for header in self._of(name)]
            columns[name] = _joined(parts, len(table))
        return replace(rows, table=pa.table(columns))


def _joined(parts: list[pa.ChunkedArray], length: int) -> pa.ChunkedArray | pa.Array:
    """One cell of each row; a date and a time become one text, unless one holds both."""
    if len(parts) < 2:
        return parts[0] if parts else pa.nulls(length, pa.string())
    # as cells.moment does in the engine
    day, time = (part.cast(pa.large_string()) for part in parts)
    bare = pc.replace_substring_regex(day, MIDNIGHT, "")
    both = pc.binary_join_element_wise(bare, time, pa.scalar(" ", pa.large_string()))
    whole = pc.match_substring_regex(time, cells.WHOLE).fill_null(False)
    return pc.if_else(whole, time, pc.coalesce(both, bare, time)).cast(pa.string())
