"""Taking back what one has just done to alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from leakwatch.alerts.acting import plain
from leakwatch.alerts.deciding import reopened
from leakwatch.store import suppressions, trail
from leakwatch.store.acts import Act
from leakwatch.store.alerts import Alert, open_of
from leakwatch.store.model import batches
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store import Store

#: so long one sees the button; the way to us takes its time too
SECONDS, GRACE = 10, 2
MOMENTS = ("locked_until", "hidden_since", "hidden_until")
UNDONE = "taken back"
NOTHING = "there is nothing of the last ten seconds to take back"


def undo(store: Store, who: str, now: datetime | None = None) -> tuple[int, int]:
    """Takes back one's last act of the last ten seconds: to how many alerts that was done, and how
    many somebody has changed since, which stay.

    LookupError where there is none. Notes stay, as all that was ever written does.
    """
    at = now or datetime.now(UTC)
    with store.writing() as session:
        since = at - timedelta(seconds=SECONDS + GRACE)
        mine = select(Act).where(Act.who == who, Act.at >= since, Act.undone.is_(None),
                                 Act.done > 0)  # fmt: skip
        last = session.scalars(mine.order_by(Act.id.desc()).limit(1)).first()
        if last is None:
            raise LookupError(NOTHING)
        last.undone = at
        back = _unchanged(session, last.changed)
        _put_back(session, {one: last.changed[one] for one in back}, who, at)
        trail.note_all(session, who, Deed.UNDONE, back, {"deed": last.deed}, now=at)
    return len(back), len(last.changed) - len(back)


def _unchanged(session: Session, changed: dict[str, dict[str, list[Any]]]) -> list[str]:
    """The alerts that are as the act left them, and that nothing keeps from being put back."""
    found = [one for some in batches(changed)
             for one in session.scalars(select(Alert).where(Alert.id.in_(some)))]  # fmt: skip
    again = open_of(session, (one.actor for one in found))
    return [
        one.id for one in sorted(found, key=lambda one: one.number)
        if all(plain(getattr(one, name)) == after for name, (_, after) in changed[one.id].items())
        # an account has one open alert, and a run may have opened another
        and ("status" not in changed[one.id] or again.get(one.actor) in (None, one.id))
    ]  # fmt: skip


def _put_back(
    session: Session, changed: dict[str, dict[str, list[Any]]], who: str, now: datetime
) -> None:
    rows = [{"id": one, **{name: _read(name, old) for name, (old, _) in moved.items()}}
            for one, moved in changed.items()]  # fmt: skip
    hiding = [moved["hidden_by"] for moved in changed.values() if "hidden_by" in moved]
    if rows:
        session.execute(update(Alert), rows)
    suppressions.end(session, (new for _, new in hiding if new is not None))
    suppressions.stand(session, (old for old, _ in hiding if old is not None))
    decided = [one for one, moved in changed.items() if "status" in moved]
    reopened(session, decided, who=who, reason=UNDONE, now=now)


def _read(name: str, said: Any) -> Any:
    if said is None or name not in (*MOMENTS, "due"):
        return said
    return datetime.fromisoformat(said) if name in MOMENTS else date.fromisoformat(said)
