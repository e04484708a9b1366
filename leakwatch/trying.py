"""A connector tried on one file: what would become of every row, and nothing is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typer

from leakwatch import plugins, settings, telling, tokens
from leakwatch.engine import DuckDB
from leakwatch.errors import ConfigError, SourceError
from leakwatch.ingest.batch import SKIPPED, Batch
from leakwatch.ingest.drift import drift
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.load import Loader
from leakwatch.ingest.sources import feed
from leakwatch.ingest.stored import stored
from leakwatch.lake import Lake
from leakwatch.readers.opening import look
from leakwatch.tokens import TOKEN

if TYPE_CHECKING:
    from leakwatch.settings import Settings

#: rows shown, and columns that say the same in each of them
FIRST = 5
SAME = ("batch", "source", "sector", "org", "fingerprint", "day", "seq")
COUNTS = ("rows", "events", "quarantined", *SKIPPED, "exploded", "masked")


@dataclass(frozen=True)
class Tried:
    """The counts of a file and its first rows; `absent` are columns it has not."""

    batch: Batch
    first: list[dict[str, Any]]
    absent: tuple[str, ...]


def found(name: str, given: Settings) -> Feed:
    """The source of this name in the settings, else a source of this connector's name."""
    for section, listed in (("sources", given.sources), ("context", given.context)):
        if name in listed:
            return feed(name, listed[name], given, section)
    if name not in plugins.connectors():
        known = [*given.sources, *given.context, *plugins.connectors()]
        what = f"no source and no connector is named {name!r}"
        raise ConfigError(what, where="connectors test", hint=f"one of {', '.join(known)}")
    organisation = given.organisation
    return Feed(name, plugins.connector(name), organisation.name, organisation.zone)


def key(given: Settings) -> tokens.Key:
    """The key of the settings where there is one, so that tokens are those of the lake."""
    try:
        return tokens.load(given)
    except ConfigError:
        return tokens.Key(secrets.token_bytes(32), "")


def read(place: Path | None, usual: Path) -> Settings:
    """The settings named, else those that lie here, else none."""
    if place is None and not usual.exists():
        return settings.Settings()
    return settings.read(place or usual)


@contextmanager
def _lake() -> Iterator[Lake]:
    """A lake that is gone afterwards."""
    engine = DuckDB()
    try:
        with TemporaryDirectory(prefix="leakwatch-") as folder:
            yield Lake(folder, engine)
    finally:
        engine.close()


def tried(one: Feed, path: Path, secret: tokens.Key) -> Tried:
    """Takes the file in as a run would; SourceError where it is refused."""
    with _lake() as lake:
        batch = Loader(one, lake, lake.engine, secret).load(look(path))
        kind = one.connector.table
        table = lake.read(kind, stored(kind)).order_by("line").limit(FIRST)
        rows = lake.engine.arrow(table.drop(*(set(SAME) & set(table.columns)))).to_pylist()
    absent = tuple(name for name in one.connector.schema() if name not in batch.columns)
    first = [{name: value for name, value in row.items() if value is not None} for row in rows]
    return Tried(batch, first, absent if batch.columns else ())


def show(name: str, path: Path, given: Settings, *, json: bool = False) -> bool:
    """Prints what became of the file; False where a row was set aside or the file refused."""
    one = found(name, given)
    try:
        done = tried(one, path, key(given))
    except SourceError as error:
        typer.echo(f"leakwatch: {error}", err=True)
        return False
    if json:
        telling.document(_document(one, done))
    else:
        _tell(one, done)
    return not done.batch.wrong


def _quarantine(batch: Batch) -> list[list[Any]]:
    return [[row.line, row.reason] for row in sorted(batch.wrong, key=attrgetter("line", "reason"))]


def _counts(batch: Batch) -> dict[str, Any]:
    row = batch.row()
    return {name: row[name] for name in COUNTS}


def _document(one: Feed, done: Tried) -> dict[str, Any]:
    batch = done.batch
    return {
        "connector": one.connector.name, "table": batch.kind, "file": batch.file,
        "counts": _counts(batch), "first": done.first,
        "quarantine": [{"line": line, "reason": reason} for line, reason in _quarantine(batch)],
        "warnings": list(drift([batch])), "absent": list(done.absent), "extra": list(batch.extra),
    }  # fmt: skip


def _tell(one: Feed, done: Tried) -> None:
    batch, counts = done.batch, _counts(done.batch)
    telling.table(f"{one.connector.name}: {batch.file}", [*counts], [[*counts.values()]])
    names = list(dict.fromkeys(name for row in done.first for name in row if name != "line"))
    rows = [[name, *(_short(row.get(name)) for row in done.first)] for name in names]
    lines = [f"line {row['line']}" for row in done.first]
    telling.table(f"\nfirst {batch.kind} (tokens in place of people)", ["", *lines], rows)
    if batch.wrong:
        telling.table(f"\nquarantine: {batch.quarantined}", ["line", "reason"], _quarantine(batch))
    for line in drift([batch]):
        typer.echo(f"warning: {line}", err=True)
    for what, headers in (("columns the file has not", done.absent),
                          ("columns that are not read", batch.extra)):  # fmt: skip
        if headers:
            typer.echo(f"\n{what}: {', '.join(headers)}")


def _short(value: Any) -> Any:
    """A token by its first digits."""
    return f"{value[:8]}…" if isinstance(value, str) and TOKEN.fullmatch(value) else value
