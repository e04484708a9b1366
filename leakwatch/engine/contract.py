"""What the rest asks of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Schema = Mapping[str, str]
Made = Callable[["ir.Table"], "ir.Table"]
Run = Callable[["pa.Table"], "pa.Table"]


class Engine(Protocol):
    """What the rest asks of an engine; tables are Ibis expressions."""

    def read(self, files: Sequence[str], schema: Schema) -> ir.Table:
        """Parquet files as one table of these columns; no files, no rows."""

    def table(self, data: pa.Table) -> ir.Table:
        """An Arrow table inside the engine."""

    def unpacked(self, table: ir.Table, schema: Schema) -> ir.Table:
        """The JSON text in column `record` as columns of these types, and `is_json`."""

    def prepared(self, schema: Schema, make: Made) -> Run:
        """An expression over a table of these columns, compiled once, to run on many tables."""

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed now, for those who read it more than once."""

    def made(
        self, make: Callable[..., ir.Table], *given: Any, **tables: ir.Table | None
    ) -> ir.Table:
        """`make(*given, **tables)` computed now; a function of nothing but what it is given, which
        is asked once only for tables of the same columns."""

    def shown(
        self, make: Callable[..., ir.Table], *given: Any, **tables: ir.Table | None
    ) -> ir.Table:
        """The same as made(), but computed by whoever reads it."""

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time."""

    def close(self) -> None:
        """Lets go of the engine."""
