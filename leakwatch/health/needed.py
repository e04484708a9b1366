"""Without these nothing works: settings, store, lake, key, and room on the disks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from leakwatch import edition
from leakwatch.errors import LeakwatchError
from leakwatch.health.check import Check, failed
from leakwatch.health.grounds import Grounds, database
from leakwatch.health.intake import readable
from leakwatch.schedule.keeper import SCHEDULER
from leakwatch.store import leases

if TYPE_CHECKING:
    from leakwatch.settings import Settings


def needed(grounds: Grounds) -> Iterator[Check]:
    """Each of them, as it stands."""
    try:
        settings = grounds.settings()
    except LeakwatchError as error:
        yield failed("settings", error)
        return
    for look in (store, lake, key, room):
        yield tried(look, grounds, settings)


def tried(
    look: Callable[[Grounds, Settings], Check], grounds: Grounds, settings: Settings
) -> Check:
    """What a look says; an error that has words for it is one that is not well."""
    try:
        return look(grounds, settings)
    except LeakwatchError as error:
        return failed(look.__name__, error)


def store(grounds: Grounds, settings: Settings) -> Check:
    """Whether the database answers, and how fast."""
    began = perf_counter()
    leases.look(grounds.store(settings), SCHEDULER)
    return Check("store", ok=True, said=f"answers in {(perf_counter() - began) * 1000:.0f} ms")


def lake(grounds: Grounds, settings: Settings) -> Check:
    """Whether every table's log can be read by this program."""
    found = grounds.lake(settings)
    edition.check(found.path)
    with readable(found):
        tables = found.versions()
    return Check("lake", ok=True, said=f"{len(tables)} tables can be read")


def key(grounds: Grounds, settings: Settings) -> Check:
    """Whether the key is the lake's."""
    grounds.key(settings)
    return Check("key", ok=True, said="fits the lake")


def room(_grounds: Grounds, settings: Settings) -> Check:
    """Whether there is room on the disks."""
    least = settings.watch.least_bytes
    left = free(settings)
    said = ", ".join(f"{name} {size / 1e9:.1f} GB free" for name, size in left.items())
    if all(size >= least for size in left.values()):
        return Check("room", ok=True, said=said or "nothing of it lies on this machine")
    return Check("room", ok=False, said=f"{said}; the least is {settings.watch.least_free}",
                 next="make room; [retention] says what goes by itself")  # fmt: skip


def free(settings: Settings) -> dict[str, int]:
    """Lake, store and backup → bytes free where it lies, of those that lie on this machine."""
    places = {"lake": Path(settings.place(settings.lake.path)), "store": database(settings)}
    if settings.backup.path:
        places["backup"] = Path(settings.place(settings.backup.path))
    found = dict[str, int]()
    for name, place in places.items():
        folder = place.parent if place and name == "store" else place
        if folder and folder.is_dir():
            found[name] = shutil.disk_usage(folder).free
    return found
