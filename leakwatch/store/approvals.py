"""What needs a second person: asked for by one, approved or refused by another, used once.

Of any kind: a token revealed is one; whoever has another names it and asks, decides and uses here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, Text, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.errors import ConfigError
from leakwatch.store import trail
from leakwatch.store.alerts import Alert
from leakwatch.store.matter_lists import without
from leakwatch.store.matters import Matter
from leakwatch.store.model import Model, Utc
from leakwatch.store.trail import Deed

#: nobody approves what he asked for, and what was asked is worth nothing after a day
LASTS = timedelta(hours=24)
#: what somebody asked for of late, that is listed
LISTED = 50
OVER = "decided, used or too old by now"
OWN = "nobody approves what he asked for himself"


class Approval(Model):
    """Something asked for; `why` says what makes it need a second person.

    `state`: pending, then approved or refused, then used; none of them counts after `ends`.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'approved', 'refused', 'used')", name="state"),
        CheckConstraint("decided_by <> asked_by", name="second"),
        Index(None, "state", "ends"),
        Index(None, "asked_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    #: what it is about: a token, a matter
    whom: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(16))
    #: the branch of an account: its colleagues do not decide
    branch: Mapped[str | None] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)
    alert: Mapped[str | None] = mapped_column(String(24))
    matter: Mapped[str | None] = mapped_column(String(24))
    asked: Mapped[datetime] = mapped_column(Utc)
    asked_by: Mapped[str] = mapped_column(String(128))
    ends: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(16))
    decided: Mapped[datetime | None] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(128))
    said: Mapped[str | None] = mapped_column(Text)
    used: Mapped[datetime | None] = mapped_column(Utc)

    def standing(self, now: datetime) -> str:
        """The state, or `expired` where time took it before it was used or refused."""
        late = self.ends <= now and self.state in ("pending", "approved")
        return "expired" if late else self.state


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, and why he may not have it by himself."""

    kind: str
    whom: str
    why: str
    reason: str
    branch: str | None = None
    alert: str | None = None
    matter: str | None = None


def ask(
    session: Session, wish: Wish, by: str, *, since: datetime | None = None,
    now: datetime | None = None,
) -> Approval:  # fmt: skip
    """Asks, on the trail; what the same person asked before and still waits for is that, unless it
    is older than `since`."""
    at = now or datetime.now(UTC)
    known = select(Approval).where(
        Approval.asked_by == by, Approval.kind == wish.kind, Approval.whom == wish.whom,
        Approval.state.in_(("pending", "approved")), Approval.ends > at,
        *([Approval.asked >= since] if since else []),
    )  # fmt: skip
    if found := session.scalar(known.order_by(Approval.id.desc()).limit(1)):
        return found
    made = Approval(**vars(wish), asked=at, asked_by=by, ends=at + LASTS, state="pending")
    session.add(made)
    session.flush()
    trail.note(session, by, Deed.APPROVAL_ASKED, wish.whom, told(made), now=now)
    return made


def decide(
    session: Session, number: int, by: str, *, approved: bool, said: str = "",
    now: datetime | None = None,
) -> Approval:  # fmt: skip
    """Approves or refuses, on the trail; ConfigError for one's own, and for what is over."""
    at = now or datetime.now(UTC)
    state = "approved" if approved else "refused"
    kept = {"state": state, "decided": at, "decided_by": by, "said": said or None}
    if found(session, number).asked_by == by:
        raise ConfigError(OWN, where="approvals", hint="ask another who may approve")
    one = _become(session, number, "pending", kept, at)
    deed = Deed.APPROVED if approved else Deed.REFUSED
    trail.note(session, by, deed, one.whom, told(one) | ({"said": said} if said else {}), now=now)
    return one


def use(session: Session, number: int, by: str, *, now: datetime | None = None) -> Approval:
    """Uses what was approved, once; the caller notes what for. ConfigError for what another asked
    for, what nobody approved, and what was used."""
    at = now or datetime.now(UTC)
    if found(session, number).asked_by != by:
        raise ConfigError("another asked for it", where="approvals")
    return _become(session, number, "approved", {"state": "used", "used": at}, at)


def found(session: Session, number: int, besides: str | None = None) -> Approval:
    """By its number; ConfigError where there is none, and for one about an account `besides`."""
    one = session.scalar(select(Approval).where(Approval.id == number, *_not_on(besides)))
    if one is None:
        raise ConfigError("nothing of this number was asked for", where="approvals")
    return one


def waiting(
    session: Session, besides: str | None = None, *, now: datetime | None = None
) -> list[Approval]:
    """What waits for a second person, the oldest first; none about an account `besides`."""
    at = now or datetime.now(UTC)
    mine = (Approval.state == "pending", Approval.ends > at, *_not_on(besides))
    open_ = select(Approval).where(*mine)
    return list(session.scalars(open_.order_by(Approval.id)))


def _not_on(actor: str | None) -> list[ColumnElement[bool]]:
    """Leaves out what is about an account: itself, an alert on it, a matter that it is in."""
    if not actor:
        return []
    own = select(Alert.id).where(Alert.actor == actor)
    others = select(Matter.id).where(*without(actor))
    return [
        Approval.whom != actor,
        or_(Approval.alert.is_(None), Approval.alert.not_in(own)),
        or_(Approval.matter.is_(None), Approval.matter.in_(others)),
    ]


def mine(session: Session, by: str) -> list[Approval]:
    """What somebody asked for of late, the newest first."""
    own = select(Approval).where(Approval.asked_by == by)
    return list(session.scalars(own.order_by(Approval.id.desc()).limit(LISTED)))


def told(one: Approval) -> dict[str, object]:
    """What the trail says of it."""
    said = {"approval": one.id, "kind": one.kind, "why": one.why, "reason": one.reason,
            "alert": one.alert, "matter": one.matter, "asked_by": one.asked_by}  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def _become(
    session: Session, number: int, state: str, values: dict[str, object], at: datetime
) -> Approval:
    """The next state, if it still stands in the one before."""
    here = (Approval.id == number, Approval.state == state, Approval.ends > at)
    changed = update(Approval).where(*here).values(**values).returning(Approval.id)
    if session.execute(changed).scalar() is None:
        raise ConfigError(OVER, where="approvals", hint="ask again")
    session.expire_all()
    return found(session, number)
