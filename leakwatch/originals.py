"""A raw file as it was delivered, found again: in the vault, or where it was left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError, SourceError
from leakwatch.ingest import sources
from leakwatch.ingest.places import Place, places
from leakwatch.readers import archive
from leakwatch.readers.growing import Growing
from leakwatch.readers.opening import HASHED, RawFile
from leakwatch.readers.spooling import OPENED, spooled
from leakwatch.vault import Vault

if TYPE_CHECKING:
    from leakwatch.ingest.feed import Feed
    from leakwatch.settings import Settings
    from leakwatch.tokens import Key

#: of a batch, what its file is found by
NEEDED = ("batch", "source", "file", "begins", "ends", "reach")
GONE = "the original file is not there any more"


@dataclass(frozen=True)
class Originals:
    """Finds the files that batches were made of; SourceError for those that are gone."""

    settings: Settings
    key: Key

    @property
    def _vault(self) -> Vault:
        said = self.settings
        return Vault(Path(said.place(said.lake.path)) / "vault", self.key)

    def feed(self, source: str) -> tuple[Feed, str]:
        """The source of a batch and its path; SourceError where the settings have none so named."""
        try:
            [found] = sources.feeds(self.settings, [source])
        except ConfigError as error:
            raise SourceError(f"the settings have no source {source} any more",
                              hint="put it back to read its files") from error  # fmt: skip
        return found

    @contextmanager
    def opened(self, batch: dict[str, Any]) -> Iterator[RawFile]:
        """The file of a batch (a row with NEEDED), as it was when its lines were numbered."""
        vault, digest = self._vault, batch["batch"]
        if vault.place(digest).exists():
            with vault.open(digest) as kept, ExitStack() as ours:
                path = OPENED / str(kept.fileno())
                if not OPENED.is_dir():
                    chunks = iter(lambda: kept.read(HASHED), b"")
                    path = ours.enter_context(spooled(chunks, batch["file"]))
                size = kept.seek(0, 2)
                kept.seek(0)
                yield RawFile(path, digest, size, batch["file"])
        else:
            with self._left(batch) as found:
                yield found

    @contextmanager
    def _left(self, batch: dict[str, Any]) -> Iterator[RawFile]:
        """The file where it was delivered, if it still says what it said."""
        feed, path = self.feed(batch["source"])
        name, _, member = batch["file"].partition("!")
        for place in _named(name, path, feed.name):
            with ExitStack() as ours:
                if raw := _same(place, member, batch, feed, ours):
                    yield raw
                    return
        raise SourceError(GONE, where=batch["file"],
                          hint="it is not kept in the vault, and not where it was")  # fmt: skip


def _named(name: str, path: str, source: str) -> list[Place]:
    """The files of a source that are called so; none where there are none at all."""
    try:
        here = places(path, source) if path else []
    except SourceError:
        return []
    return [one for one in here if one.name.rpartition("/")[2] == name]


def _same(
    place: Place, member: str, batch: dict[str, Any], feed: Feed, ours: ExitStack
) -> RawFile | None:
    """The batch's part of the file at a place; None where it is another file."""
    path = ours.enter_context(place.fetched())
    if member:
        inner = _member(path, place.name, member, ours)
        if inner is None:
            return None
        path = inner
    raw = RawFile(path, batch["batch"], path.stat().st_size, place.name, member)
    if batch["reach"] is None:
        return raw if _digest(raw) == batch["batch"] else None
    return _part(raw, batch, Growing(feed.connector, feed.names))


def _member(path: Path, name: str, member: str, ours: ExitStack) -> Path | None:
    if not archive.zipped(path):
        return None
    packed = ours.enter_context(archive.opened(path, name))
    for entry in archive.members(packed, name):
        if archive.member_name(entry) == member:
            where = f"{name}!{member}"
            return ours.enter_context(spooled(archive.unpacked(packed, entry, where), where))
    return None


def _part(whole: RawFile, batch: dict[str, Any], growing: Growing) -> RawFile | None:
    """The header and the bytes that the batch was made of, if the file only grew since."""
    ends, begins = batch["ends"], batch["begins"]
    if whole.size < ends or _digest(replace(whole, parts=((0, ends),))) != batch["reach"]:
        return None
    head = growing.head(whole) or 0
    parts = ((0, head), (begins, ends)) if begins and head else ((begins, ends),)
    return replace(whole, parts=parts, size=sum(end - begin for begin, end in parts))


def _digest(raw: RawFile) -> str:
    digest = hashlib.sha256()
    for chunk in raw.chunks(HASHED):
        digest.update(chunk)
    return digest.hexdigest()
