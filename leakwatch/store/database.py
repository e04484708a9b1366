"""Opens the database, brings its schema up to date, and gives sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from leakwatch.errors import ConfigError, SourceError
from leakwatch.store import turns

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

#: the revision this program writes; revisions are numbers of four digits, so they compare
HEAD = "0007"
WAIT_SECONDS = 30
PAUSE_SECONDS = 0.05


class Store:
    """An open database whose schema is the program's."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are not kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes alone and keeps all of its changes, or none when it raises.

        SourceError when another writer does not finish in time.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            try:
                turns.take(session)
            except OperationalError as error:
                raise SourceError(
                    f"another program is writing: {' '.join(str(error.orig).split())}",
                    where=self.engine.url.render_as_string(),
                    hint="try again when it is done",
                ) from error
            yield session

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()


def open(url: str) -> Store:  # noqa: A001 — read as `store.open`
    """The store at an SQLAlchemy URL, created or upgraded when it is behind this program.

    ConfigError when it cannot be opened or a newer program has written it.
    """
    engine = _engine(url)
    where = engine.url.render_as_string()
    try:
        version = _patiently_upgraded(engine)
    except DBAPIError as error:
        engine.dispose()
        raise ConfigError(
            f"the store cannot be opened: {' '.join(str(error.orig).split())}",
            where=where,
            hint="see [store] url",
        ) from error
    if version != HEAD:
        engine.dispose()
        raise ConfigError(
            f"the store has schema {version}, this program knows {HEAD}",
            where=where,
            hint="upgrade leakwatch, or point [store] url elsewhere",
        )
    return Store(engine)


def _engine(url: str) -> Engine:
    try:
        place = make_url(url)
        embedded = place.get_backend_name() == "sqlite"
        engine = create_engine(place, connect_args={"timeout": WAIT_SECONDS} if embedded else {})
    except (ArgumentError, SQLAlchemyError, ModuleNotFoundError, ValueError) as error:
        raise ConfigError(
            f"not a database this installation can open: {error}",
            where="[store] url",
            hint="for example sqlite:///leakwatch.db",
        ) from error
    if embedded:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    elif place.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _patient)
    return engine


def _prepare(connection: SqliteConnection, _record: object) -> None:
    # the driver's own transactions leave out schema changes; ours begin in _begin
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _patient(connection: Connection) -> None:
    # a server lets a writer wait for ever
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(WAIT_SECONDS * 1000)}")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _patiently_upgraded(engine: Engine) -> str | None:
    """The version after upgrading, waiting for others who do the same."""
    deadline = monotonic() + WAIT_SECONDS
    while True:
        try:
            return _upgraded(engine)
        except OperationalError as error:
            # SQLite does not wait by itself while another process turns a new file to WAL
            if "locked" not in str(error.orig) or monotonic() > deadline:
                raise
        sleep(PAUSE_SECONDS)


def _upgraded(engine: Engine) -> str | None:
    """The version after upgrading what is behind."""
    version = _version(engine)
    if version is not None and version >= HEAD:
        return version
    from leakwatch.store import migrations

    try:
        with engine.begin() as connection:
            migrations.upgrade(connection)
    except DBAPIError:
        # of two that upgrade at once, one wins, and the other finds the work done
        if _version(engine) != HEAD:
            raise
    return _version(engine)
