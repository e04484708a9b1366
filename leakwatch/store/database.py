"""Opens the database, brings its schema up to date, and gives sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from leakwatch.errors import ConfigError, SourceError
from leakwatch.store import fences, trail, turns

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

    from leakwatch.store.marks import Mark

#: the revision this program writes; revisions are numbers of four digits, so they compare
HEAD = "0015"
WAIT_SECONDS = 30
PAUSE_SECONDS = 0.05


class Store:
    """An open database whose schema is the program's."""

    def __init__(
        self, engine: Engine, mark: Mark | None = None, held: fences.Held | None = None
    ) -> None:
        self.engine, self.mark, self.held = engine, mark, held

    def fenced(self, held: fences.Held) -> Store:
        """The same database, which takes nothing from us once another holds the lease."""
        return Store(self.engine, self.mark, held)

    def allowed(self) -> None:
        """LeaseLostError when it is fenced and another holds the lease."""
        if self.held is not None:
            with self.reading() as session:
                fences.guard(session, self.held)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are not kept."""
        with self._answering(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def aside(self) -> Iterator[Session]:
        """A session that keeps its changes and waits for nobody's turn."""
        with (
            self._answering(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """SourceError where the database is away, full, or busy for too long."""
        try:
            yield
        except OperationalError as error:
            said = " ".join(str(error.orig).split())
            busy = "lock" in said
            raise SourceError(
                f"another program is writing: {said}" if busy else f"no answer: {said}",
                where=self.engine.url.render_as_string(),
                hint="try again when it is done" if busy else "what was not kept is done again",
            ) from error

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that writes alone and keeps all of its changes, or none when it raises.

        SourceError when another writer does not finish in time or the database is away,
        LeaseLostError when it is fenced and another holds the lease.
        """
        with (
            self._answering(),
            Session(self.engine, expire_on_commit=False) as session,
            ExitStack() as after,
            session.begin(),
        ):
            turns.take(session)
            if self.held is not None:
                fences.guard(session, self.held)
            yield session
            if self.mark and trail.NOTED in session.info:
                after.enter_context(self.mark.following(session))

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


def open(url: str, mark: Mark | None = None) -> Store:  # noqa: A001 — read as `store.open`
    """The store at an SQLAlchemy URL, created or upgraded when it is behind this program.

    `mark` follows the trail. ConfigError when it cannot be opened or a newer program has written
    it.
    """
    return _begun(Store(_fitting(url, _patiently_upgraded), mark))


def look(url: str) -> Store:
    """The store at an SQLAlchemy URL as it stands: nothing of its schema is made or upgraded.

    Where SQLite has no file it makes an empty one: look first. ConfigError when it cannot be
    opened, or an older or a newer program has written it.
    """
    return Store(_fitting(url, _version))


def _fitting(url: str, version: Callable[[Engine], str | None]) -> Engine:
    """What reaches a database whose schema is the program's by this; else ConfigError."""
    engine = _engine(url)
    where = engine.url.render_as_string()
    try:
        found = version(engine)
    except DBAPIError as error:
        engine.dispose()
        raise ConfigError(
            f"the store cannot be opened: {' '.join(str(error.orig).split())}",
            where=where,
            hint="see [store] url",
        ) from error
    if found == HEAD:
        return engine
    engine.dispose()
    if found is None or found < HEAD:
        has = f"schema {found}" if found else "no schema yet"
        raise ConfigError(f"the store has {has}, this program knows {HEAD}", where=where,
                          hint="start `leakwatch scheduler`: it upgrades")  # fmt: skip
    raise ConfigError(
        f"the store has schema {found}, this program knows {HEAD}",
        where=where,
        hint="upgrade leakwatch, or point [store] url elsewhere",
    )


def _begun(opened: Store) -> Store:
    """The same, and its mark with it."""
    try:
        if opened.mark:
            with opened.reading() as session:
                opened.mark.begin(session)
    except BaseException:
        opened.close()
        raise
    return opened


def _engine(url: str) -> Engine:
    try:
        place = make_url(url)
        embedded = place.get_backend_name() == "sqlite"
        waits = {"timeout": WAIT_SECONDS} if embedded else {}
        # a server that was away meanwhile is asked before it is relied on
        engine = create_engine(place, connect_args=waits, pool_pre_ping=not embedded)
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
