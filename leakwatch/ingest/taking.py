"""One file of one source into the vault and the lake: what is new of it, and once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from leakwatch.errors import LeakwatchError, SourceError
from leakwatch.ingest.batch import Batch
from leakwatch.ingest.bookmarks import Bookmarks
from leakwatch.ingest.growth import Growth
from leakwatch.ingest.known import Known
from leakwatch.ingest.load import Loader
from leakwatch.ingest.places import Place
from leakwatch.ingest.retaking import Retaking
from leakwatch.readers import archive
from leakwatch.readers.growing import Growing
from leakwatch.readers.opening import Asked, Hashed, RawFile, empty, hashed
from leakwatch.readers.spooling import spooled
from leakwatch.vault import Vault


class Taker:
    """Takes the files of one feed; `took` is called for each batch, `refuse` for each refusal."""

    def __init__(
        self, loader: Loader, vault: Vault | None, known: Known,
        took: Callable[[Batch], None], refuse: Callable[[LeakwatchError], None],
    ) -> None:  # fmt: skip
        self.loader, self.vault, self.known = loader, vault, known
        self.took, self.refuse = took, refuse
        self.source = loader.feed.name
        growing = Growing(loader.feed.connector, loader.feed.names)
        retaking = Retaking(loader.reading, loader.lake, loader.journal)
        self._growth = Growth(growing, self.source, known, retaking)

    def visit(self, place: Place, bookmarks: Bookmarks) -> None:
        """Takes what is new at a place, unless it is as it was; a refusal is told."""
        if bookmarks.done(self.source, place, self.known):
            return
        try:
            with place.fetched() as path:
                digests, whole = self._files(path, place.name)
        except SourceError as error:
            self.refuse(error)
        else:
            if whole:
                bookmarks.note(self.source, place, digests)

    def _files(self, path: Path, name: str) -> tuple[list[str], bool]:
        """Digests of the files at a path, and whether all of them could be read."""
        if not archive.zipped(path) or archive.workbook(path, name):
            return [self._new(path, name)], True
        digests, whole = [], True
        with archive.opened(path, name) as packed:
            for entry in archive.members(packed, name):
                member = archive.member_name(entry)
                where = f"{name}!{member}"
                try:
                    with spooled(archive.unpacked(packed, entry, where), where) as inner:
                        if archive.zipped(inner) and not archive.workbook(inner, where):
                            raise SourceError("an archive in an archive", where=where,
                                              hint="deliver its files in one")  # fmt: skip
                        digests.append(self._whole(inner, name, member))
                except SourceError as error:
                    self.refuse(error)
                    whole = False
        return digests, whole

    def pull(self, path: Path) -> None:
        """Takes the rows of a query, as a file of ours."""
        self._whole(path)

    def _whole(self, path: Path, place: str = "", member: str = "") -> str:
        """Takes a file that does not grow; its digest."""
        found = _hashed(path, place, member)
        if not self.known.holds(self.source, found.digest):
            self._load(_raw(path, found, place, member))
        return found.digest

    def _new(self, path: Path, place: str) -> str:
        """Takes what is new of a file; the digest by which all of it is known now."""
        found = _hashed(path, place, "", self._growth.asked)
        if self.known.holds(self.source, found.digest):
            return found.digest
        part = self._growth.part(_raw(path, found, place), found)
        if isinstance(part, tuple):
            return part[1].digest
        if not self.known.holds(self.source, part.digest):
            self._load(part)
        return part.digest

    def _load(self, raw: RawFile) -> None:
        batch = self.loader.load(raw, self.vault)
        self.known.add(batch)
        self.took(batch)


def _hashed(path: Path, place: str, member: str, asked: Asked | None = None) -> Hashed:
    where = RawFile(path, "", 0, place, member).where
    found = hashed(path, asked, where)
    if not found.size:
        raise empty(where)
    return found


def _raw(path: Path, found: Hashed, place: str, member: str = "") -> RawFile:
    return RawFile(path, found.digest, found.size, place, member, stamp=found.stamp)
