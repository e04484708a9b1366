"""Brings a backup back: nothing is changed before every file of it was found to be whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from leakwatch import engine, tokens
from leakwatch.backup import copying, manifest
from leakwatch.backup.manifest import Manifest
from leakwatch.errors import ConfigError, SourceError
from leakwatch.lake import RESTORING, Lake
from leakwatch.settings import Settings
from leakwatch.store import database, portable, trail
from leakwatch.store import open as open_store
from leakwatch.store.marks import Mark

LAKE, STORE = "lake/", "store/"
PACKED = ".jsonl.zst"


@dataclass(frozen=True)
class Restored:
    """What came back, and of when."""

    backup: str
    made: str
    files: int
    bytes: int
    rows: int

    def summary(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def restore(
    settings: Settings, url: str, folder: Path, now: datetime, *, over: bool = False
) -> Restored:
    """Puts a backup in place of the lake and of the store at `url`; of a folder, this key's newest.

    Without `over` both are empty. ConfigError for a damaged backup, another key, a schema newer
    than this program. Broken off, no other command goes on until it is done again.
    """
    key = tokens.load(settings)
    place = _chosen(folder, key)
    found = manifest.read(place)
    _fitting(place, found, key)
    machine = engine.connect(settings)
    lake = Lake(settings.place(settings.lake.path), machine)
    try:
        with lake.locked():
            _room(lake, url, over=over)
            manifest.verify(place, found)
            _put(lake, place, found, url)
        _noted(url, Mark(lake.path, key), place, found, now)
    finally:
        machine.close()
    return Restored(str(place), f"{found.made:%Y-%m-%d %H:%M:%S}", len(found.files),
                    sum(one.size for one in found.files), sum(found.tables.values()))  # fmt: skip


def _chosen(folder: Path, key: tokens.Key) -> Path:
    """The backup that a folder is, or the newest of this key in it."""
    if (folder / manifest.NAME).exists() and folder.suffix != manifest.DRAFT:
        return folder
    lying = manifest.wholes(folder, key.mark)
    if not lying:
        raise ConfigError(f"no whole backup lies here of the key of mark {key.mark}",
                          where=str(folder),
                          hint="`leakwatch backup` makes one; or give its key's file")  # fmt: skip
    return lying[-1]


def _fitting(place: Path, found: Manifest, key: tokens.Key) -> None:
    """ConfigError for a backup that this key or this program does not fit."""
    if found.key != key.mark:
        raise ConfigError(f"made with the key of mark {found.key}, this is {key.mark}",
                          where=str(place), hint="restore that key's file first")  # fmt: skip
    if found.schema > database.HEAD:
        what = f"its store has schema {found.schema}, this program knows {database.HEAD}"
        raise ConfigError(what, where=str(place), hint="upgrade leakwatch")


def _room(lake: Lake, url: str, *, over: bool) -> None:
    """ConfigError where something is there already."""
    if over:
        return
    taken = [*lake.path.glob("*/_delta_log"), *lake.path.glob(RESTORING)]
    for there, where in ((bool(taken), str(lake.path)), (portable.filled(url), "[store] url")):
        if there:
            raise ConfigError("not empty", where=where,
                              hint="`--over` puts the backup in its place")  # fmt: skip


def _put(lake: Lake, place: Path, found: Manifest, url: str) -> None:
    """Stages the lake beside the old one, then turns both over."""
    draft, staged = lake.path / f"{RESTORING}.part", lake.path / RESTORING
    with _writing(lake.path):
        for left in (draft, staged):
            shutil.rmtree(left, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            _stage(place, found, draft)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        # from here on, broken off shows
        draft.rename(staged)
    try:
        portable.load(url, found.schema, dict(_tables(place, found)))
    except BaseException:
        # of the store nothing came: all is as it was
        shutil.rmtree(staged, ignore_errors=True)
        raise
    with _writing(lake.path):
        _turn(lake.path, staged)


def _stage(place: Path, found: Manifest, draft: Path) -> None:
    for one in found.files:
        if one.path.startswith(LAKE):
            path = one.path.removeprefix(LAKE)
            if copying.copied(place / one.path, draft / path, one.path).digest != one.digest:
                raise manifest.damaged(place / one.path, "changed while it was read")


def _tables(place: Path, found: Manifest) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
    for one in found.files:
        if one.path.startswith(STORE):
            name = one.path.removeprefix(STORE).removesuffix(PACKED)
            yield name, partial(copying.unpacked, place / one.path)


def _turn(lake: Path, staged: Path) -> None:
    """Puts what is staged in the place of all else."""
    for old in lake.iterdir():
        if old.is_dir() and old != staged:
            shutil.rmtree(old)
        elif old != staged and old.name != "lock":
            old.unlink()
    for new in staged.iterdir():
        new.rename(lake / new.name)
    staged.rmdir()


def _noted(url: str, mark: Mark, place: Path, found: Manifest, now: datetime) -> None:
    """Says on the trail that what follows was not seen by what came before."""
    with open_store(url, mark) as kept, kept.writing() as session:
        trail.note(session, trail.shell(), trail.Deed.RESTORED, place.name,
                   {"made": f"{found.made}", "schema": found.schema}, now=now)  # fmt: skip


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """A full disk or a folder closed to us, as a SourceError of one line."""
    try:
        yield
    except OSError as error:
        raise SourceError(f"cannot be restored: {error.strerror or error}", where=str(place),
                          hint="make room or give the right, do it again") from error  # fmt: skip
