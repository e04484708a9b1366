"""The one place that knows where SQL runs: DuckDB on one machine, Spark on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Protocol

from leakwatch.errors import ConfigError
from leakwatch.settings import Settings

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

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time."""

    def close(self) -> None:
        """Lets go of the engine."""


def connect(settings: Settings) -> Engine:
    """The engine the settings name; ConfigError where it is not installed."""
    if settings.engine.name == "spark":
        return Spark()
    return DuckDB(settings.engine.threads, settings.engine.memory)


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
        # Ibis 12 still writes lambdas with an arrow, which DuckDB 2 asks to allow
        self.connection.raw_sql("SET lambda_syntax = 'ENABLE_SINGLE_ARROW'")
        self._kept = 0

    def read(self, files: Sequence[str], schema: Schema) -> ir.Table:
        """Parquet files as one table of these columns; no files, no rows."""
        if not files:
            return self.table(_empty(schema))
        return _selected(self.connection.read_parquet(list(files), union_by_name=True), schema)

    def table(self, data: pa.Table) -> ir.Table:
        """An Arrow table inside the engine."""
        import ibis

        return ibis.memtable(data)

    def unpacked(self, table: ir.Table, schema: Schema) -> ir.Table:
        """The JSON text in column `record` as columns of these types, and `is_json`."""
        valid = _builtin("json_valid", ["string"], "boolean")(table["record"])
        struct = _struct(schema)
        parse = _builtin("from_json", ["string", "string"], struct)
        parsed = parse(valid.ifelse(table["record"], None), _duckdb_shape(struct))
        return _spread(table, valid, parsed, schema)

    def prepared(self, schema: Schema, make: Made) -> Run:
        """An expression over a table of these columns, compiled once, to run on many tables."""
        self._kept += 1
        name, connection = f"given_{self._kept}", self.connection
        sql = _compiled(connection, name, schema, make)

        def run(data: pa.Table) -> pa.Table:
            connection.con.register(name, data)
            return connection.con.sql(sql).to_arrow_table()

        return run

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


class Spark:
    """PySpark: the session at hand (a cluster's), else one on this machine."""

    def __init__(self) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise ConfigError("PySpark is not installed", where="[engine] name = \"spark\"",
                              hint="pip install 'leakwatch[spark]'") from error  # fmt: skip
        import ibis

        self.session = (
            SparkSession.builder.config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.ansi.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate()
        )
        self.connection = ibis.pyspark.connect(self.session)
        self._kept = 0

    def _named(self, frame: Any) -> ir.Table:
        self._kept += 1
        frame.createOrReplaceTempView(f"kept_{self._kept}")
        return self.connection.table(f"kept_{self._kept}")

    def read(self, files: Sequence[str], schema: Schema) -> ir.Table:
        """Parquet files as one table of these columns; no files, no rows."""
        if not files:
            return self.table(_empty(schema))
        frame = self.session.read.option("mergeSchema", "true").parquet(*files)
        return _selected(self._named(frame), schema)

    def table(self, data: pa.Table) -> ir.Table:
        """An Arrow table inside the engine."""
        return self._named(self.session.createDataFrame(data))

    def unpacked(self, table: ir.Table, schema: Schema) -> ir.Table:
        """The JSON text in column `record` as columns of these types, and `is_json`."""
        document = _builtin("get_json_object", ["string", "string"], "string")
        parse = _builtin("from_json", ["string", "string"], _struct(schema))
        shape = ", ".join(
            f"`{name}` {_spark_shape(dtype)}" for name, dtype in _struct(schema).items()
        )
        valid = document(table["record"], "$").notnull()
        return _spread(table, valid, parse(table["record"], shape), schema)

    def prepared(self, schema: Schema, make: Made) -> Run:
        """An expression over a table of these columns, compiled once, to run on many tables."""
        self._kept += 1
        name = f"given_{self._kept}"
        sql = _compiled(self.connection, name, schema, make)

        def run(data: pa.Table) -> pa.Table:
            self.session.createDataFrame(data).createOrReplaceTempView(name)
            return self.session.sql(sql).toArrow()

        return run

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed now, for those who read it more than once."""
        return self._named(self.session.sql(self.connection.compile(table)).localCheckpoint())

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""
        return self.session.sql(self.connection.compile(table)).toArrow()

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time."""
        yield from self.arrow(table).to_batches()

    def close(self) -> None:
        """Lets go of the engine; the session goes on, others may use it."""


def _compiled(connection: Any, name: str, schema: Schema, make: Made) -> str:
    """SQL of an expression over a named table."""
    import ibis

    expression = make(ibis.table(dict(schema), name=name))
    fused, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
    try:
        # fused, each column an expression names twice is written out twice, and so on down
        return str(connection.compile(expression))
    finally:
        ibis.options.sql.fuse_selects = fused


def _empty(schema: Schema) -> pa.Table:
    import ibis

    return ibis.schema(dict(schema)).to_pyarrow().empty_table()


def _selected(table: ir.Table, schema: Schema) -> ir.Table:
    """Exactly these columns; one the files lack (an older lake) is null."""
    import ibis

    return table.select(**{
        name: table[name].cast(dtype) if name in table.columns else ibis.null(dtype)
        for name, dtype in schema.items()
    })  # fmt: skip


def _spread(table: ir.Table, valid: ir.Value, parsed: ir.Value, schema: Schema) -> ir.Table:
    whole = table.mutate(is_json=valid, parsed=parsed)
    others = [name for name in table.columns if name != "record"]
    return whole.select(*others, "is_json", **{name: whole["parsed"][name] for name in schema})


def _builtin(name: str, takes: list[str], gives: Any) -> Any:
    """A function the engine has and Ibis does not know."""
    import ibis
    import ibis.expr.datatypes as dt

    def function() -> None: ...

    function.__name__ = name
    vars(function)["__signature__"] = Signature(
        [Parameter(f"_{place}", Parameter.POSITIONAL_OR_KEYWORD) for place in range(len(takes))]
    )
    signature = (tuple(dt.dtype(kind) for kind in takes), dt.dtype(gives))
    return ibis.udf.scalar.builtin(function, name=name, signature=signature)


def _struct(schema: Schema) -> Any:
    import ibis.expr.datatypes as dt

    return dt.Struct({name: dt.dtype(dtype) for name, dtype in schema.items()})


def _duckdb_shape(dtype: Any) -> str:
    """A type as `from_json` of DuckDB wants it told."""
    if dtype.is_struct():
        return "{" + ",".join(f'"{k}":{_duckdb_shape(v)}' for k, v in dtype.items()) + "}"
    if dtype.is_array():
        return "[" + _duckdb_shape(dtype.value_type) + "]"
    return {"boolean": '"BOOLEAN"', "int64": '"BIGINT"'}.get(str(dtype), '"VARCHAR"')


def _spark_shape(dtype: Any) -> str:
    """A type as `from_json` of Spark wants it told."""
    if dtype.is_struct():
        return "struct<" + ",".join(f"`{k}`:{_spark_shape(v)}" for k, v in dtype.items()) + ">"
    if dtype.is_array():
        return f"array<{_spark_shape(dtype.value_type)}>"
    return {"boolean": "boolean", "int64": "bigint"}.get(str(dtype), "string")
