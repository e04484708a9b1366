"""Rows of a query at a database, streamed in the order of a cursor column; reads, never writes."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    Date,
    DateTime,
    Double,
    Engine,
    Executable,
    NullPool,
    Numeric,
    Select,
    String,
    Subquery,
    TextClause,
    bindparam,
    column,
    create_engine,
    literal_column,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, ProgrammingError, SQLAlchemyError
from sqlalchemy.types import TypeEngine

from leakwatch import given
from leakwatch.errors import ConfigError, LeakwatchError, SourceError

Chunk = Sequence[Sequence[Any]]
Chunks = Generator[Chunk, None, None]
EVERYTHING: Select[Any] = select(literal_column("*"))
#: rows in memory at a time
CHUNK = 10_000
CONNECT_SECONDS = 10
PATIENT = ("psycopg", "psycopg2", "pymysql", "mysqldb")
VARIABLE = re.compile(r"\$\{(\w+)\}")
#: what only the operator can mend, however often the clock tries again
MENDED = re.compile(
    r"no such|syntax error|authentication|password|denied|not exist|login|read.?only|ORA-01017",
    re.IGNORECASE,
)
#: values that a driver repeats: a message goes to logs, a cell does not
REPEATED = re.compile(r"""((?:with text|value|: ) ?)(?:'.*'|".*")|\d{7,}""", re.DOTALL)


def expanded(url: str, where: str) -> str:
    """A URL with its `${NAME}` as they are given; those before the host are quoted.

    ConfigError where one is not (see given.secret).
    """

    def value(name: str) -> str:
        found = given.secret(name)
        if found is None:
            raise ConfigError(f"the variable {name} is not set", where=where,
                              hint="url names it")  # fmt: skip
        return found

    secret, at, rest = url.rpartition("@")
    secret = VARIABLE.sub(lambda found: quote(value(found[1]), safe=""), secret)
    return secret + at + VARIABLE.sub(lambda found: value(found[1]), rest)


class Database:
    """An open connection to the database of one source; `where` names the source in errors."""

    def __init__(self, connection: Connection, place: URL, where: str) -> None:
        self._connection, self._place, self._where = connection, place, where

    def names(self, query: str) -> tuple[str, ...]:
        """The columns of a query's result; ConfigError where it cannot be asked."""
        statement = EVERYTHING.select_from(_pulled(query)).where(text("1 = 0"))
        with (
            _told(self._place, self._where),
            self._connection.execute(statement) as result,
        ):
            return tuple(result.keys())

    def since(self, query: str, cursor: str, after: Any = None) -> Chunks:
        """Rows without a value in `cursor`, then those from `after` on (None: all) in its order."""
        for statement in (unplaced(query, cursor), placed(query, cursor, after)):
            yield from self._chunks(statement)

    def whole(self, query: str) -> tuple[tuple[str, ...], Chunks]:
        """The columns and the rows of a query as it stands."""
        chunks = self._chunks(_as_written(query), named=True)
        return tuple(next(chunks)[0]), chunks

    def _chunks(self, statement: Executable, *, named: bool = False) -> Chunks:
        """Rows as they come; with `named`, the names of the columns before them."""
        with (
            _told(self._place, self._where),
            self._connection.execute(statement) as result,
        ):
            if not result.returns_rows:
                raise ConfigError("the query gives no rows", where=self._where,
                                  hint="write a SELECT")  # fmt: skip
            if named:
                yield [tuple(result.keys())]
            yield from result.partitions(CHUNK)


@contextmanager
def opened(url: str, where: str) -> Iterator[Database]:
    """The database at an SQLAlchemy URL; ConfigError or SourceError where it does not open."""
    place, engine = _engine(expanded(url, where), where)
    options = {"stream_results": True, "yield_per": CHUNK, "postgresql_readonly": True}
    try:
        with _told(place, where):
            connection = engine.connect().execution_options(**options)
        with connection:
            yield Database(connection, place, where)
    finally:
        engine.dispose()


def placed(query: str, cursor: str, after: Any = None) -> Select[Any]:
    """The rows that have a value in `cursor`, from `after` on, in its order."""
    pulled = _pulled(query, cursor)
    place = pulled.c[cursor]
    bound = bindparam("after", after, type_=_kind(after))
    wanted = place.is_not(None) if after is None else place >= bound
    return EVERYTHING.select_from(pulled).where(wanted).order_by(place)


def unplaced(query: str, cursor: str) -> Select[Any]:
    """The rows that have no value in `cursor`."""
    pulled = _pulled(query, cursor)
    return EVERYTHING.select_from(pulled).where(pulled.c[cursor].is_(None))


def _as_written(query: str) -> TextClause:
    """A query on lines of its own, for its last may be a comment; its colons are no parameters."""
    bare = query.strip().rstrip(";").replace(":", r"\:")
    return text(f"\n{bare}\n")


def _pulled(query: str, *columns: str) -> Subquery:
    return _as_written(query).columns(*(column(name) for name in columns)).subquery("pulled")


def _kind(value: Any) -> TypeEngine[Any]:
    """The type of a cursor's value: what SQLAlchemy would guess drops zones and long numbers."""
    if isinstance(value, datetime):
        return DateTime(timezone=value.tzinfo is not None)
    kinds: dict[type, TypeEngine[Any]] = {
        int: BigInteger(), float: Double(), Decimal: Numeric(), date: Date(), str: String(),
    }  # fmt: skip
    return kinds.get(type(value), String())


def _engine(url: str, where: str) -> tuple[URL, Engine]:
    try:
        place = make_url(url)
        driver = place.get_driver_name()
        patience = {"connect_timeout": CONNECT_SECONDS} if driver in PATIENT else {}
        return place, create_engine(_reading(place), poolclass=NullPool, connect_args=patience)
    except ModuleNotFoundError as error:
        raise ConfigError(f"no driver {error.name} for this url", where=where,
                          hint="install it; leakwatch[postgres] brings psycopg",
                          ) from error  # fmt: skip
    except (ArgumentError, SQLAlchemyError, ValueError):
        # what it says of the url may hold the password
        raise ConfigError("the url is none of a database this installation can open", where=where,
                          hint="for example postgresql+psycopg://clerk:${NAME}@host/base",
                          ) from None  # fmt: skip


def _reading(place: URL) -> URL:
    """A file of SQLite is opened for reading alone: one that is not there is not made."""
    path = place.database or ""
    if place.get_backend_name() != "sqlite" or path in ("", ":memory:") or path[:5] == "file:":
        return place
    plain = place.set(database=f"file:{quote(path)}")
    return plain.update_query_dict({"mode": "ro", "uri": "true"})


@contextmanager
def _told(place: URL, where: str) -> Iterator[None]:
    """What the driver says, in one line, without passwords, statements and cells."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _error(error, place, where) from None


def _error(error: SQLAlchemyError, place: URL, where: str) -> LeakwatchError:
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    said = " ".join(said.strip().partition("\n")[0].split())
    for secret in (place.password, place.query.get("password")):
        said = said.replace(str(secret), "***") if secret else said
    said = REPEATED.sub(lambda found: (found[1] or "") + "…", said)
    shown = place.set(query={}).render_as_string()
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if not lost and (isinstance(error, ProgrammingError) or MENDED.search(said)):
        return ConfigError(f"the query cannot be asked: {said}", where=where,
                           hint=f"check url and query ({shown})")  # fmt: skip
    return SourceError(f"cannot be read: {said}", where=where,
                       hint=f"the next run tries {shown} again")  # fmt: skip
