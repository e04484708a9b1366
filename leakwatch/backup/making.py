"""Makes a backup: a folder that is whole when its name says so, and takes what is new only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.backup import copying, manifest
from leakwatch.backup.manifest import DRAFT, FORMAT, File, Manifest
from leakwatch.errors import ConfigError, SourceError
from leakwatch.store import database, portable

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings
    from leakwatch.store import Store


@dataclass(frozen=True)
class Made:
    """A backup: `linked` of its files an earlier one has too, `rows` are the store's."""

    folder: str
    files: int
    linked: int
    bytes: int
    rows: int
    key: str
    dropped: int

    def summary(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def make(
    settings: Settings, lake: Lake, store: Store, now: datetime, folder: Path | None = None
) -> Made:
    """Copies store and lake to a new folder in `folder` (else [backup] path), and drops old ones.

    The key is not in it, but its mark. SourceError while a run is at work, or without room.
    """
    into = _into(settings, lake, folder)
    with lake.locked(), _writing(into):
        key = (lake.path / "key.mark").read_text()
        house = manifest.house(key)
        draft = into / f"{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}-{house}{DRAFT}"
        if draft.with_suffix("").exists():
            raise SourceError("there is a backup of this second", where=str(into),
                              hint="wait, do it again")  # fmt: skip
        _let_go(into.glob(f"*-{house}{DRAFT}"))
        draft.mkdir(parents=True, mode=0o700)
        files, links = _lake(lake, draft, *_before(into, key))
        told = [(name, *copying.packed(lines, draft / path, path)) for name, lines in
                portable.dump(store) for path in [f"store/{name}.jsonl.zst"]]  # fmt: skip
        files += [file for _, file, _ in told]
        tables = {name: count for name, _, count in told}
        said = Manifest(FORMAT, now, version("leakwatch"), database.HEAD, key, tables, tuple(files))
        _finish(draft, said)
    dropped = manifest.wholes(into, key)[: -settings.backup.keep]
    _drop(dropped)
    return Made(str(draft.with_suffix("")), len(files), links, sum(one.size for one in files),
                sum(tables.values()), key, len(dropped))  # fmt: skip


def _into(settings: Settings, lake: Lake, folder: Path | None) -> Path:
    if folder is None and not settings.backup.path:
        raise ConfigError("no folder for backups", where="[backup] path",
                          hint="name one there, or `leakwatch backup FOLDER`")  # fmt: skip
    into = folder or Path(settings.place(settings.backup.path))
    if into.resolve().is_relative_to(lake.path.resolve()):
        raise ConfigError("a backup in the lake it is of", where=str(into),
                          hint="name a folder elsewhere, best on another disk")  # fmt: skip
    return into


@contextmanager
def _writing(into: Path) -> Iterator[None]:
    """A full disk or a folder closed to us, as a SourceError of one line."""
    try:
        yield
    except OSError as error:
        raise SourceError(f"the backup cannot be written: {error.strerror or error}",
                          where=str(into),
                          hint="make room or give the right, do it again") from error  # fmt: skip


def _before(into: Path, key: str) -> tuple[Path, dict[str, File]]:
    """The newest backup that can be read, and its files by path: what one lost keeps no other from
    being made."""
    for place in reversed(manifest.wholes(into, key)):
        with suppress(ConfigError):
            return place, {one.path: one for one in manifest.read(place).files}
    return into, {}


def _lake(lake: Lake, draft: Path, before: Path, had: Mapping[str, File]) -> tuple[list[File], int]:
    """The files of the lake, and how many of them are links to what `before` has."""
    files, links = list[File](), 0
    for place in copying.lying(lake.path):
        path = f"lake/{place.relative_to(lake.path).as_posix()}"
        if copying.linked(place, draft / path, path, before, had):
            files.append(had[path])
            links += 1
        else:
            files.append(copying.copied(place, draft / path, path))
    return files, links


def _finish(draft: Path, said: Manifest) -> None:
    """Names the backup as whole, when all of it is on the disk."""
    said.write(draft)
    os.sync()
    draft.rename(draft.with_suffix(""))


def _drop(old: list[Path]) -> None:
    """Deletes backups; half deleted, none is taken for whole. SourceError without the right."""
    try:
        _let_go(place.rename(place.with_name(place.name + DRAFT)) for place in old)
    except OSError as error:
        raise SourceError("the backup is made, an old one cannot be deleted: "
                          f"{error.strerror or error}", where=str(old[0].parent),
                          hint="give the right; the next one tries again") from error  # fmt: skip


def _let_go(folders: Iterator[Path]) -> None:
    for place in folders:
        shutil.rmtree(place)
