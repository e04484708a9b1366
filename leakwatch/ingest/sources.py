"""The files of every source and context table, taken in one after another."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leakwatch import plugins
from leakwatch.engine import Engine
from leakwatch.errors import ConfigError, LeakwatchError, SourceError
from leakwatch.ingest.batch import Batch
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.load import Loader
from leakwatch.lake import Lake
from leakwatch.readers.opening import look
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
    connector = plugins.connector(source.connector or name, where=where)
    if (connector.table == "events") != (section == "sources"):
        other = "context" if section == "sources" else "sources"
        raise ConfigError(f"{connector.name} fills {connector.table}", where=where,
                          hint=f"put it under [{other}.{name}]")  # fmt: skip
    org = source.org or settings.organisation.name
    if "/" in org:
        raise ConfigError(f"org {org!r} holds a slash", where=where,
                          hint="accounts are written org/account")  # fmt: skip
    return Feed(name, connector, org, source.zone or settings.organisation.zone)


def feeds(settings: Settings, only: Sequence[str] = ()) -> Iterator[tuple[Feed, str]]:
    """Context first, then sources, each with its path; `only` names those wanted."""
    known = {*settings.sources, *settings.context}
    for name in only:
        if name not in known:
            raise ConfigError(f"no source {name!r}", where="leakwatch ingest",
                              hint=f"the settings have: {', '.join(sorted(known))}")  # fmt: skip
    for section, listed in (("context", settings.context), ("sources", settings.sources)):
        for name, source in listed.items():
            if not only or name in only:
                yield feed(name, source, settings, section), settings.place(source.path)


def files(path: str, where: str) -> list[Path]:
    """The files a path or glob names, by name; SourceError where there is none."""
    found = sorted(Path(place) for place in glob.glob(path, recursive=True))  # noqa: PTH207
    found = [place for place in found if place.is_file()]
    if not found:
        raise SourceError(f"no file matches {path}", where=where, hint="check path")
    return found


def ingest(
    settings: Settings, lake: Lake, engine: Engine, key: Key, *, only: Sequence[str] = (),
    seen: Callable[[Batch], None] | None = None,
) -> Ingested:  # fmt: skip
    """Takes in every file not taken yet; a file that cannot be read is refused and named."""
    result = Ingested()
    vault = Vault(lake.path / "vault", key) if settings.lake.vault == "keep" else None
    taken = _taken(lake)
    for found, path in list(feeds(settings, only)):
        loader = Loader(found, lake, engine, key)
        for place in _or_refused(result, path, found.name):
            try:
                raw = look(place)
                if (found.name, raw.digest) in taken:
                    continue
                if vault:
                    vault.keep(raw.path, raw.digest)
                batch = loader.load(raw)
            except SourceError as error:
                result.refused.append(error)
            else:
                taken.add((found.name, raw.digest))
                result.batches.append(batch)
                if seen:
                    seen(batch)
    return result


def _taken(lake: Lake) -> set[tuple[str, str]]:
    """Source and digest of every file in the lake."""
    rows = lake.engine.arrow(lake.read("batches", {"source": "string", "batch": "string"}))
    return set(zip(rows["source"].to_pylist(), rows["batch"].to_pylist(), strict=True))


def _or_refused(result: Ingested, path: str, name: str) -> list[Path]:
    try:
        return files(path, name)
    except SourceError as error:
        result.refused.append(error)
        return []
