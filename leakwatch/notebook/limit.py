"""An engine that gives out only so many rows at once: a lake does not fit into a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.engine import Engine

#: rows that leave the engine, if nobody says how many
MOST = 1_000_000


def limited(machine: Engine, most: int = MOST) -> None:
    """From now on results of more rows are refused, unless they are asked for with a `limit`.

    Whatever is made of a table of this engine goes through it: filters, joins, sums.
    """
    connection: Any = vars(machine)["connection"]
    for name in ("execute", "to_pyarrow"):
        setattr(connection, name, _counted(machine, getattr(connection, name), most))


def _counted(machine: Engine, give: Callable[..., Any], most: int) -> Callable[..., Any]:
    """`give`, but rows are counted as they come.

    A LIMIT of so many rows would make DuckDB read with one processor, to know which come first.
    """

    def given(expr: Any, /, *, params: Any = None, limit: Any = None, **more: Any) -> Any:
        import ibis.expr.types as ir

        asked = limit if limit != "default" else None
        if asked is not None or isinstance(expr, ir.Scalar):
            return give(expr, params=params, limit=asked, **more)
        rows = _read(machine, _filled(expr.as_table(), params or {}), most)
        return give(rows if isinstance(expr, ir.Table) else rows[expr.get_name()], **more)

    return given


def _filled(table: ir.Table, params: Mapping[ir.Scalar, Any]) -> ir.Table:
    """The table with what its parameters stand for."""
    import ibis

    said = {name.op(): ibis.literal(value, name.type()).op() for name, value in params.items()}
    return table.op().replace(said).to_expr() if said else table


def _read(machine: Engine, table: ir.Table, most: int) -> ir.Table:
    """Its rows, read; ConfigError as soon as they are too many."""
    import ibis
    import pyarrow as pa

    found, count = list[pa.RecordBatch](), 0
    for batch in machine.batches(table):
        found.append(batch)
        count += len(batch)
        if count > most:
            raise ConfigError(
                f"more than {most:,} rows", where="to_pandas",
                hint="ask for fewer days or accounts (since=, until=, actor=), sum them up first, "
                "or say how many: to_pandas(limit=…)",
            )  # fmt: skip
    shape = table.schema()
    rows = pa.Table.from_batches(found) if found else shape.to_pyarrow().empty_table()
    return ibis.memtable(rows, schema=shape)
