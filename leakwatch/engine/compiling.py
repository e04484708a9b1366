"""What both engines need to turn columns and expressions into SQL."""

from __future__ import annotations

from functools import cache
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from leakwatch.engine.contract import Made, Schema

if TYPE_CHECKING:
    from collections.abc import Collection

    import ibis.expr.types as ir
    import pyarrow as pa

#: the number a row has among those that go in
ROW = "row_number_in"


def compiled(connection: Any, name: str, schema: Schema, make: Made) -> str:
    """SQL of an expression over a named table."""
    import ibis

    return str(connection.compile(make(ibis.table(dict(schema), name=name))))


def called(name: str) -> str:
    """The table of this name in what was written()."""
    return f"written_{name}"


@cache
def written(make: Any, given: tuple[Any, ...], columns: tuple[Any, ...]) -> tuple[str, Any]:
    """DuckDB's SQL of an expression over tables (name, schema or None), each as called(), and the
    columns it makes."""
    import ibis

    tables = {
        name: None if schema is None else ibis.table(schema, name=called(name))
        for name, schema in columns
    }
    made = make(*given, **tables)
    return str(ibis.duckdb.compile(made)), made.schema()


def unfused() -> None:
    """Has Ibis write a query as it was put together, one SELECT around the other.

    Fused, each column an expression names twice is written out twice, and so on down; and fusing
    takes a sixth of the time of counting a day's facts.
    """
    import ibis

    ibis.options.sql.fuse_selects = False


def numbered(schema: Schema, make: Made, same: Collection[str]) -> Made:
    """The expression without the columns kept as they are, beside the number each row had."""
    import ibis

    given = ibis.table(dict(schema), name="given")
    values = make(given).op().values.items()

    def made(table: ir.Table) -> ir.Table:
        moved = {given.op(): table.op()}
        new = {name: value.replace(moved).to_expr() for name, value in values if name not in same}
        return table.select(ROW, **new)

    return made


def kept_as_is(schema: Schema, make: Made) -> tuple[list[str], dict[str, str]]:
    """The columns an expression makes, and which of them are columns of its table, row for row."""
    import ibis
    import ibis.expr.operations as ops

    given = ibis.table(dict(schema), name="given")
    made = make(given).op()
    names = list(made.schema.names)
    if not isinstance(made, ops.Project) or made.parent != given.op():
        return names, {}
    if any(value.find((ops.Unnest, ops.Analytic, ops.Reduction)) for value in made.values.values()):
        return names, {}
    return names, {
        name: value.name for name, value in made.values.items() if isinstance(value, ops.Field)
    }


def empty(schema: Schema) -> pa.Table:
    """No rows of these columns."""
    import ibis

    return ibis.schema(dict(schema)).to_pyarrow().empty_table()


def selected(table: ir.Table, schema: Schema) -> ir.Table:
    """Exactly these columns; one the files lack (an older lake) is null."""
    import ibis

    return table.select(**{
        name: table[name].cast(dtype) if name in table.columns else ibis.null(dtype)
        for name, dtype in schema.items()
    })  # fmt: skip


def spread(table: ir.Table, valid: ir.Value, parsed: ir.Value, schema: Schema) -> ir.Table:
    """The fields of a parsed column beside the others, and `is_json`; a blank text is null."""
    trim = builtin("trim", ["string"], "string")
    whole = table.mutate(is_json=valid, parsed=parsed)
    others = [name for name in table.columns if name != "record"]
    fields = {name: whole["parsed"][name] for name in schema}
    cells = {
        name: trim(field).nullif("") if field.type().is_string() else field
        for name, field in fields.items()
    }
    return whole.select(*others, "is_json", **cells)


def builtin(name: str, takes: list[str], gives: Any) -> Any:
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


def struct(schema: Schema) -> Any:
    """The columns as one type."""
    import ibis.expr.datatypes as dt

    return dt.Struct({name: dt.dtype(dtype) for name, dtype in schema.items()})
