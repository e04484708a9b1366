"""DuckDB, on one machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leakwatch.engine.compiling import (
    ROW,
    builtin,
    compiled,
    empty,
    kept_as_is,
    numbered,
    selected,
    spread,
    struct,
    unfused,
)
from leakwatch.engine.contract import Made, Run, Schema
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

#: rows that a thread takes at a time
AT_ONCE = 8192


class DuckDB:
    """DuckDB inside this process; spills to disk what memory does not hold."""

    def __init__(self, threads: int = 0, memory: str = "") -> None:
        import duckdb
        import ibis

        options: dict[str, Any] = {"threads": threads} if threads else {}
        if memory:
            options["memory_limit"] = memory
        try:
            self.connection = ibis.duckdb.connect(**options)
        except duckdb.Error as error:
            raise ConfigError(str(error).partition("\n")[0], where="[engine] threads, memory",
                              hint='write memory as "8GB"') from error  # fmt: skip
        unfused()
        # Ibis 12 still writes lambdas with an arrow, which DuckDB 2 asks to allow
        self.connection.raw_sql("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
        self._kept = 0

    def read(self, files: Sequence[str], schema: Schema) -> ir.Table:
        """Parquet files as one table of these columns; no files, no rows."""
        if not files:
            return self.table(empty(schema))
        return selected(self.connection.read_parquet(list(files), union_by_name=True), schema)

    def table(self, data: pa.Table) -> ir.Table:
        """An Arrow table inside the engine."""
        import ibis

        return ibis.memtable(data)

    def unpacked(self, table: ir.Table, schema: Schema) -> ir.Table:
        """The JSON text in column `record` as columns of these types, and `is_json`."""
        valid = builtin("json_valid", ["string"], "boolean")(table["record"])
        columns = struct(schema)
        parse = builtin("from_json", ["string", "string"], columns)
        parsed = parse(valid.ifelse(table["record"], None), _shape(columns))
        return spread(table, valid, parsed, schema)

    def prepared(self, schema: Schema, make: Made) -> Run:
        """An expression over a table of these columns, compiled once, to run on many tables."""
        self._kept += 1
        name, connection = f"given_{self._kept}", self.connection
        order, same = kept_as_is(schema, make)
        if not same:
            sql = compiled(connection, name, schema, make)
        elif len(same) < len(order):
            wide = {**schema, ROW: "int64"}
            sql = compiled(connection, name, wide, numbered(schema, make, same))

        def run(data: pa.Table) -> pa.Table:
            if len(same) == len(order):
                return data.select(list(same.values())).rename_columns(order)
            if not same:
                return self._run(name, sql, data)
            # what nothing is done to need not go in
            made = _in_order(self._run(name, sql, _numbered(data)))
            columns = [data[same[each]] if each in same else made[each] for each in order]
            return type(made).from_arrays(columns, order)

        return run

    def _run(self, name: str, sql: str, data: pa.Table) -> pa.Table:
        # a single batch would keep to a single thread
        batches = data.combine_chunks().to_batches(AT_ONCE)
        self.connection.con.register(name, type(data).from_batches(batches, data.schema))
        # in one piece: nobody has to put it together again
        return self.connection.con.sql(sql).to_arrow_table(max(len(data), 1))

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed now, for those who read it more than once."""
        self._kept += 1
        return self.connection.create_table(f"kept_{self._kept}", table, temp=True)

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""
        return self.connection.to_pyarrow(table)

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time."""
        # Ibis 12 asks DuckDB for batches by a name that DuckDB 2 has dropped
        name = self.keep(table).get_name()
        yield from self.connection.con.sql(f"FROM {name}").to_arrow_reader(100_000)

    def close(self) -> None:
        """Lets go of the engine."""
        self.connection.disconnect()


def _numbered(data: pa.Table) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    return data.append_column(ROW, pa.array(np.arange(len(data))))


def _in_order(made: pa.Table) -> pa.Table:
    """The rows as they went in: several threads do not always give them back so."""
    import numpy as np

    number = made[ROW].to_numpy()
    if (number[1:] > number[:-1]).all():
        return made
    return made.take(np.argsort(number))


def _shape(dtype: Any) -> str:
    """A type as `from_json` of DuckDB wants it told."""
    if dtype.is_struct():
        return "{" + ",".join(f'"{k}":{_shape(v)}' for k, v in dtype.items()) + "}"
    if dtype.is_array():
        return "[" + _shape(dtype.value_type) + "]"
    return {"boolean": '"BOOLEAN"', "int64": '"BIGINT"'}.get(str(dtype), '"VARCHAR"')
