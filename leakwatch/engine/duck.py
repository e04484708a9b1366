"""DuckDB, on one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from leakwatch.engine.compiling import (
    ROW,
    builtin,
    called,
    compiled,
    empty,
    kept_as_is,
    numbered,
    selected,
    spread,
    struct,
    unfused,
    written,
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
        # in notebooks it would draw its own among what cells show
        self.connection.raw_sql("SET enable_progress_bar = false")
        self._kept = 0

    def read(self, files: Sequence[str], schema: Schema) -> ir.Table:
        """Parquet files as one table of these columns; no files, no rows."""
        if not files:
            name = self._free("none")
            self.connection.con.register(name, empty(schema))
            return self._of(name, schema)
        places = ", ".join("'" + place.replace("'", "''") + "'" for place in files)
        parquet = f"read_parquet([{places}], union_by_name = true)"
        there = self._described(f"FROM {parquet}")
        sql, _ = written(_chosen, (tuple(schema.items()),), (("table", there),))
        return self._seen(sql.replace(f'"{called("table")}"', parquet), schema)

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
        name, connection = self._free("given"), self.connection
        sql, query = "", None  # the query as DuckDB has understood it
        order, same = kept_as_is(schema, make)
        if not same:
            sql = compiled(connection, name, schema, make)
        elif len(same) < len(order):
            wide = {**schema, ROW: "int64"}
            sql = compiled(connection, name, wide, numbered(schema, make, same))

        def made_of(data: pa.Table) -> pa.Table:
            nonlocal query
            self._given(name, data)
            # parsed and bound once: that took a third of the time of a small file
            if query is None:
                query = connection.con.sql(sql)
            # in one piece: nobody has to put it together again
            return query.to_arrow_table(max(len(data), 1))

        def run(data: pa.Table) -> pa.Table:
            if len(same) == len(order):
                return data.select(list(same.values())).rename_columns(order)
            if not same:
                return made_of(data)
            # what nothing is done to need not go in
            made = _in_order(made_of(_numbered(data)))
            columns = [data[same[each]] if each in same else made[each] for each in order]
            return type(made).from_arrays(columns, order)

        return run

    def _given(self, name: str, data: pa.Table) -> None:
        # a single batch would keep to a single thread
        batches = data.combine_chunks().to_batches(AT_ONCE)
        self.connection.con.register(name, type(data).from_batches(batches, data.schema))

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed now, for those who read it more than once."""
        import ibis.expr.operations as ops

        # what lies in memory, Ibis has to hand over first
        if table.op().find(ops.InMemoryTable):
            return self.connection.create_table(self._free("kept"), table, temp=True)
        name, dialect = self._free("kept"), self.connection.dialect
        columns = table.schema().to_sqlglot_column_defs(dialect)
        # sums of whole numbers are of 128 bits unless the table says otherwise
        declared = ", ".join(each.sql(dialect) for each in columns)
        self.connection.raw_sql(f"CREATE TEMP TABLE {name} ({declared})")
        self.connection.raw_sql(f"INSERT INTO {name} {self.connection.compile(table)}")
        return self._of(name, self._described(name))

    def made(
        self, make: Callable[..., ir.Table], *given: Any, **tables: ir.Table | None
    ) -> ir.Table:
        """`make(*given, **tables)` computed now; a function of nothing but what it is given, which
        is asked once only for tables of the same columns."""
        sql, _ = self._written(make, given, tables)
        name = self._free("kept")
        self.connection.raw_sql(f"CREATE TEMP TABLE {name} AS {sql}")
        return self._of(name, self._described(name))

    def shown(
        self, make: Callable[..., ir.Table], *given: Any, **tables: ir.Table | None
    ) -> ir.Table:
        """The same as made(), but computed by whoever reads it."""
        return self._seen(*self._written(make, given, tables))

    def _written(
        self, make: Callable[..., ir.Table], given: tuple[Any, ...],
        tables: Mapping[str, ir.Table | None],
    ) -> tuple[str, Any]:  # fmt: skip
        columns = {name: None if one is None else one.schema() for name, one in tables.items()}
        sql, schema = written(make, given, tuple(columns.items()))
        for name, one in tables.items():
            if one is not None:
                sql = sql.replace(f'"{called(name)}"', f'"{self._named(one).op().name}"')
        return sql, schema

    def _named(self, table: ir.Table) -> ir.Table:
        """The table under a name that a query may call it by."""
        import ibis.expr.operations as ops

        if isinstance(table.op(), ops.DatabaseTable):
            return table
        # what lies in memory is gone with the expression
        if table.op().find(ops.InMemoryTable):
            return self.keep(table)
        return self._seen(self.connection.compile(table), table.schema())

    def _described(self, what: str) -> Any:
        """The columns of a table or query, as DuckDB has them."""
        found = self.connection.con.sql(f"DESCRIBE {what}").fetchall()
        return _typed(tuple((name, dtype, null) for name, dtype, null, *_ in found))

    def _seen(self, sql: str, schema: Any) -> ir.Table:
        """A query, of exactly these columns, under a name."""
        name = self._free("seen")
        self.connection.raw_sql(f"CREATE TEMP VIEW {name} AS {sql}")
        return self._of(name, schema)

    def _free(self, what: str) -> str:
        self._kept += 1
        return f"{what}_{self._kept}"

    def _of(self, name: str, schema: Any) -> ir.Table:
        """The view of this name, whose columns are known."""
        import ibis
        import ibis.expr.operations as ops

        place = ops.Namespace(catalog="temp", database="main")
        return ops.DatabaseTable(name, ibis.schema(schema), self.connection, place).to_expr()

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""
        return self.connection.to_pyarrow(table)

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time; nothing else is asked until the last."""
        # Ibis 12 asks DuckDB for batches by a name that DuckDB 2 has dropped
        asked = self.connection.con.sql(self.connection.compile(table))
        yield from asked.to_arrow_reader(100_000)

    def close(self) -> None:
        """Lets go of the engine."""
        self.connection.disconnect()


@cache
def _typed(columns: tuple[tuple[str, str, str], ...]) -> Any:
    """Columns as DuckDB tells of them, as Ibis has them: reading types takes longer than asking."""
    import ibis
    from ibis.backends.sql.datatypes import DuckDBType

    return ibis.schema({
        name: DuckDBType.from_string(dtype, nullable=null == "YES")
        for name, dtype, null in columns
    })  # fmt: skip


def _chosen(schema: tuple[tuple[str, str], ...], table: ir.Table) -> ir.Table:
    return selected(table, dict(schema))


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
