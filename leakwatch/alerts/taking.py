"""Taking the next alert nobody works on, and keeping others out of it for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from leakwatch.store import suppressions, trail
from leakwatch.store.alerts import Alert
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from leakwatch.store import Store
    from leakwatch.store.users import User

#: whoever takes an alert has so long before another may decide it
LOCK = timedelta(minutes=30)


def take(store: Store, user: User, now: datetime | None = None) -> str | None:
    """The open alert of the best rank that nobody owns, has open or hides, and that the user may
    decide; locked for him. None where there is none; no two people get the same.
    """
    at = now or datetime.now(UTC)
    free = [
        Alert.status == "open", Alert.owner.is_(None), suppressions.shown(at),
        or_(Alert.locked_until.is_(None), Alert.locked_until <= at),
    ]  # fmt: skip
    if user.actor is not None:
        free.append(Alert.actor != user.actor)
    if user.branch is not None:
        free.append(or_(Alert.branch.is_(None), Alert.branch != user.branch))
    queue = select(Alert.id).where(*free).order_by(Alert.rank, Alert.number)
    with store.writing() as session:
        found = session.scalar(queue.limit(1))
        if found is not None:
            said = {"locked_by": user.name, "locked_until": at + LOCK}
            session.execute(update(Alert).where(Alert.id == found).values(said))
            minutes = LOCK // timedelta(minutes=1)
            trail.note(session, user.name, Deed.TAKEN, found, {"minutes": minutes}, now=at)
    return found
