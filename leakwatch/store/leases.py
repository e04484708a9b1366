"""Who does the work: one holder at a time, under a number that rises with every change of holder.

A write under an older number (the fence) is refused, however late it comes (M. Burrows, The Chubby
lock service, OSDI 2006, section 2.4). No clock is asked: a holder counts its beats, and whoever
sees the count stand still for long enough, by his own stopwatch, may take over.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import update

from leakwatch.store.fences import Held, Lease

if TYPE_CHECKING:
    from leakwatch.store.database import Store


def look(store: Store, name: str) -> Lease | None:
    """The lease as it stands; None where nobody ever held it."""
    with store.reading() as session:
        return session.get(Lease, name)


def take(
    store: Store, name: str, holder: str, seen: Lease | None, *, within: float = inf
) -> Held | None:
    """The lease under the next fence; None where it is no longer as it was `seen`.

    None too where our turn to write came after more than `within` seconds: the holder may have
    waited as long, for its beat.
    """
    now, began = datetime.now(UTC), monotonic()
    with store.writing() as session:
        found = session.get(Lease, name)
        if monotonic() - began > within:
            return None
        if found is None:
            session.add(Lease(name=name, holder=holder, fence=1, beat=0, seen=now))
            return Held(name, holder, 1)
        if seen is None or (found.fence, found.beat) != (seen.fence, seen.beat):
            return None
        found.holder, found.fence, found.beat, found.seen = holder, found.fence + 1, 0, now
        return Held(name, holder, found.fence)


def renew(store: Store, held: Held) -> bool:
    """One beat more; False where another holds it."""
    return _changed(store, held, beat=Lease.beat + 1, seen=datetime.now(UTC))


def release(store: Store, held: Held) -> bool:
    """Let others take it at once; False where another holds it already."""
    return _changed(store, held, holder="", beat=Lease.beat + 1)


def _changed(store: Store, held: Held, **values: object) -> bool:
    ours = update(Lease).where(Lease.name == held.name, Lease.fence == held.fence)
    said = ours.where(Lease.holder == held.holder).values(**values).returning(Lease.fence)
    # a beat does not wait for the turn: the holder's own long transaction may have it
    with store.aside() as session:
        return session.scalar(said) is not None
