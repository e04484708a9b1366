"""PySpark, on a cluster or on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leakwatch.engine.compiling import builtin, compiled, empty, selected, spread, struct, unfused
from leakwatch.engine.contract import Made, Run, Schema
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


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
        unfused()
        self.connection = ibis.pyspark.connect(self.session)

    def _named(self, frame: Any) -> ir.Table:
        name = _free("kept")
        frame.createOrReplaceTempView(name)
        return self.connection.table(name)

    def read(self, files: Sequence[str], schema: Schema) -> ir.Table:
        """Parquet files as one table of these columns; no files, no rows."""
        if not files:
            return self.table(empty(schema))
        reader = self.session.read.option("mergeSchema", "true")
        root, by_day, _ = files[0].partition("/day=")
        # of files named one by one, Spark takes the day from the path only below a base
        frame = (reader.option("basePath", root) if by_day else reader).parquet(*files)
        return selected(self._named(frame), schema)

    def table(self, data: pa.Table) -> ir.Table:
        """An Arrow table inside the engine."""
        return self._named(self.session.createDataFrame(data))

    def unpacked(self, table: ir.Table, schema: Schema) -> ir.Table:
        """The JSON text in column `record` as columns of these types, and `is_json`."""
        document = builtin("get_json_object", ["string", "string"], "string")
        parse = builtin("from_json", ["string", "string"], struct(schema))
        shape = ", ".join(f"`{name}` {_shape(dtype)}" for name, dtype in struct(schema).items())
        valid = document(table["record"], "$").notnull()
        return spread(table, valid, parse(table["record"], shape), schema)

    def prepared(self, schema: Schema, make: Made) -> Run:
        """An expression over a table of these columns, compiled once, to run on many tables."""
        name = _free("given")
        sql = compiled(self.connection, name, schema, make)

        def run(data: pa.Table) -> pa.Table:
            self.session.createDataFrame(data).createOrReplaceTempView(name)
            return self.session.sql(sql).toArrow()

        return run

    def keep(self, table: ir.Table) -> ir.Table:
        """The table computed now, for those who read it more than once."""
        return self._named(self.session.sql(self.connection.compile(table)).localCheckpoint())

    def made(
        self, make: Callable[..., ir.Table], *given: Any, **tables: ir.Table | None
    ) -> ir.Table:
        """`make(*given, **tables)` computed now."""
        return self.keep(self.shown(make, *given, **tables))

    def shown(
        self, make: Callable[..., ir.Table], *given: Any, **tables: ir.Table | None
    ) -> ir.Table:
        """The same as made(), but computed by whoever reads it."""
        return make(*given, **tables)

    def arrow(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""
        return self.session.sql(self.connection.compile(table)).toArrow()

    def batches(self, table: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, a batch at a time."""
        yield from self.arrow(table).to_batches()

    def close(self) -> None:
        """Lets go of the engine; the session goes on, others may use it."""


def _free(what: str) -> str:
    """A name that no other engine has: all of a process share one session."""
    from ibis.util import gen_name

    return gen_name(what)


def _shape(dtype: Any) -> str:
    """A type as `from_json` of Spark wants it told."""
    if dtype.is_struct():
        return "struct<" + ",".join(f"`{k}`:{_shape(v)}" for k, v in dtype.items()) + ">"
    if dtype.is_array():
        return f"array<{_shape(dtype.value_type)}>"
    return {"boolean": "boolean", "int64": "bigint"}.get(str(dtype), "string")
