"""The whole store as lines of JSON, a table each, and back into either database.

The first line of a table names its columns, each other is a row. Moments are UTC's, in ISO 8601.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    MetaData,
    Table,
    delete,
    exists,
    func,
    insert,
    inspect,
    null,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from leakwatch.errors import ConfigError, SourceError
from leakwatch.store import database, migrations
from leakwatch.store.model import BATCH, Model

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection

    from leakwatch.store.database import Store

    #: opens the lines of a table
    Lines = Callable[[], Iterable[bytes]]

#: filled by the schema's own steps
OURS = ("turns",)
#: rows fetched at a time
AT_A_TIME = 2000


def dump(store: Store) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every table, as one moment saw them; to be read in turn."""
    with store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # SQLite's transactions see one moment by themselves
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            for table in Model.metadata.sorted_tables:
                yield table.name, _lines(connection, table)


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    yield msgspec.json.encode([column.name for column in table.columns])
    rows = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(rows, execution_options={"yield_per": AT_A_TIME}):
        yield msgspec.json.encode(tuple(row))


def filled(url: str) -> bool:
    """True where a database has rows of a store, of whatever schema."""
    with _connected(url) as connection:
        mine = Model.metadata.tables.keys() - set(OURS)
        return any(_has_rows(connection, table) for table in _there(connection)
                   if table.name in mine)  # fmt: skip


def load(url: str, schema: str, tables: Mapping[str, Lines]) -> dict[str, int]:
    """Puts tables of a schema in place of all of a database; how many rows each has.

    The schema is then brought up to this program's. All of it comes, or nothing does.
    """
    with _connected(url) as connection:
        _cleared(connection)
        migrations.upgrade(connection, schema)
        made = [table for table in _there(connection) if table.name in tables]
        for table in reversed(made):
            # what the steps filled themselves; from the trail nobody takes anything
            if _has_rows(connection, table):
                connection.execute(delete(table))
        counts = {table.name: _fill(connection, table, tables[table.name]()) for table in made}
        migrations.upgrade(connection)
    return counts


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """One transaction on a database; ConfigError or SourceError where it has none for us."""
    engine = database._engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise SourceError(f"the store cannot be written: {' '.join(str(error.orig).split())}",
                          where=engine.url.render_as_string(),
                          hint="see [store] url, and end what uses it") from error  # fmt: skip
    finally:
        engine.dispose()


def _cleared(connection: Connection) -> None:
    """Takes the tables of a store away; ConfigError where a newer program made them."""
    if not inspect(connection).has_table("alembic_version"):
        return
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version and version > database.HEAD:
        raise ConfigError(f"the store has schema {version}, this program knows {database.HEAD}",
                          where="[store] url", hint="upgrade leakwatch")  # fmt: skip
    if version:
        migrations.downgrade(connection)


def _has_rows(connection: Connection, table: Table) -> bool:
    return bool(connection.scalar(select(exists().select_from(table))))


def _there(connection: Connection) -> list[Table]:
    """The tables as the database has them, those named by others first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    rest, count = iter(lines), 0
    names: list[str] = msgspec.json.decode(next(rest))
    if unknown := set(names) - set(table.columns.keys()):
        raise ConfigError(f"table {table.name} has columns nobody knows: {sorted(unknown)}",
                          where="the backup", hint="upgrade leakwatch")  # fmt: skip
    given = [(name, _given(table.columns[name])) for name in names]
    while some := list(islice(rest, BATCH)):
        rows = (msgspec.json.decode(line) for line in some)
        connection.execute(insert(table), [
            {name: turn(value) for (name, turn), value in zip(given, row, strict=True)}
            for row in rows
        ])  # fmt: skip
        count += len(some)
    _count_on(connection, table)
    return count


def _given(column: Column[Any]) -> Callable[[Any], Any]:
    """How a value as written becomes one of a column."""
    if isinstance(column.type, DateTime):
        return lambda value: value and datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return lambda value: value and date.fromisoformat(value)
    if isinstance(column.type, JSON):
        return lambda value: null() if value is None else value
    return lambda value: value


def _count_on(connection: Connection, table: Table) -> None:
    """Lets a server's numbers go on behind those that are taken."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        named = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.scalar(named, {"table": table.name, "column": column.name})
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest:
            connection.execute(select(func.setval(sequence, highest)))
