"""The files of every source and context table, taken in one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from leakwatch import plugins
from leakwatch.engine import Engine
from leakwatch.errors import ConfigError, LeakwatchError, SourceError
from leakwatch.ingest.batch import Batch
from leakwatch.ingest.bookmarks import Bookmarks
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.known import Known
from leakwatch.ingest.load import Loader
from leakwatch.ingest.places import places
from leakwatch.ingest.taking import Taker
from leakwatch.ingest.undoing import Journal
from leakwatch.lake import Lake
from leakwatch.readers.naming import names
from leakwatch.settings import Settings, Source
from leakwatch.tokens import Key
from leakwatch.vault import Vault


@dataclass
class Ingested:
    """What a run took in, and what it could not read."""

    batches: list[Batch] = field(default_factory=list)
    refused: list[LeakwatchError] = field(default_factory=list)


def feed(name: str, source: Source, settings: Settings, section: str) -> Feed:
    """One source of the settings, its connector found; ConfigError where it is of another table."""
    where = f"[{section}.{name}]"
    connector = plugins.connector(source.connector or name, source.options, where=where)
    if (connector.table == "events") != (section == "sources"):
        other = "context" if section == "sources" else "sources"
        raise ConfigError(f"{connector.name} fills {connector.table}", where=where,
                          hint=f"put it under [{other}.{name}]")  # fmt: skip
    org = source.org or settings.organisation.name
    if "/" in org:
        raise ConfigError(f"org {org!r} holds a slash", where=where,
                          hint="accounts are written org/account")  # fmt: skip
    called = names(connector, source.columns, f"[{section}.{name}.columns]")
    return Feed(name, connector, org, source.zone or settings.organisation.zone, called)


def feeds(settings: Settings, only: Sequence[str] = ()) -> Iterator[tuple[Feed, str]]:
    """Context first, then sources, each with its path (none: a query); `only` names some."""
    known = {*settings.sources, *settings.context}
    for name in only:
        if name not in known:
            raise ConfigError(f"no source {name!r}", where="leakwatch ingest",
                              hint=f"the settings have: {', '.join(sorted(known))}")  # fmt: skip
    for section, listed in (("context", settings.context), ("sources", settings.sources)):
        for name, source in listed.items():
            if not only or name in only:
                place = settings.place(source.path) if source.path else ""
                yield feed(name, source, settings, section), place


def ingest(
    settings: Settings, lake: Lake, engine: Engine, key: Key, *, only: Sequence[str] = (),
    seen: Callable[[Batch], None] | None = None,
) -> Ingested:  # fmt: skip
    """Takes in all that is not taken yet; a file that cannot be read is refused and named."""
    result = Ingested()
    wanted = list(feeds(settings, only))
    try:
        # what a run left that was killed
        Journal(lake).settle()
    except SourceError as error:
        result.refused.append(error)
        return result

    def took(batch: Batch) -> None:
        result.batches.append(batch)
        if seen:
            seen(batch)

    vault = Vault(lake.path / "vault", key) if settings.lake.vault == "keep" else None
    known, bookmarks = Known(lake), Bookmarks(lake)
    for found, path in wanted:
        loader = Loader(found, lake, engine, key)
        taker = Taker(loader, vault, known, took, result.refused.append)
        try:
            if path:
                _visited(taker, path, bookmarks)
            else:
                _pulled(taker, settings, key)
        except (ConfigError, SourceError) as error:
            # the others go on
            result.refused.append(error)
    return result


def _visited(taker: Taker, path: str, bookmarks: Bookmarks) -> None:
    """Takes what is new in the files that a path or a URL names."""
    listed = places(path, taker.source)
    bookmarks.prune(taker.source, listed)
    for place in listed:
        taker.visit(place, bookmarks)
    with suppress(SourceError):
        # without it, the next run only reads them again
        bookmarks.keep()


def _pulled(taker: Taker, settings: Settings, key: Key) -> None:
    """Takes what is new in a table."""
    # SQLAlchemy is only wanted here
    from leakwatch.ingest.pulling import Pull

    found = taker.loader.feed
    listed = settings.sources if found.connector.table == "events" else settings.context
    Pull(found, listed[found.name], settings, taker.loader.lake, key).into(taker.pull)
