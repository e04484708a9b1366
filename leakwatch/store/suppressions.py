"""Suppressions: what people do not want to be shown for a while, why, and until when.

What is hidden is judged on. The alert says who hides it, so that a list need not ask; `cover`
brings that in line whenever alerts, rings or suppressions change.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Double,
    Index,
    String,
    Text,
    and_,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.alerts import Alert
from leakwatch.store.changes import AGAIN, FOUND, JOINED, RingChange
from leakwatch.store.model import Model, Utc, batches

#: of so many hidden alerts, so many are shown each day
SHOWN, OF = 50, 1009


class Suppression(Model):
    """Hides alerts of an account or a branch, of some detectors (`;` between, alone or together) or
    of all, until one of its ends is reached; what is hidden is still judged. `state` is proposed,
    standing or ended."""

    __tablename__ = "suppressions"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'standing', 'ended')", name="state"),
        Index(None, "state", "actor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str | None] = mapped_column(String(64))
    detector: Mapped[str | None] = mapped_column(String(64))
    org: Mapped[str | None] = mapped_column(String(128))
    branch: Mapped[str | None] = mapped_column(String(128))
    #: the one it was made from
    alert: Mapped[str | None] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(String(128))
    approved_by: Mapped[str | None] = mapped_column(String(128))
    until: Mapped[datetime] = mapped_column(Utc)
    until_score: Mapped[float | None] = mapped_column(Double)
    until_people: Mapped[int | None]
    #: until somebody joins its ring; until it is seen in a system that is none of these
    until_member: Mapped[bool | None] = mapped_column(Boolean)
    until_systems: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))


class Standing(NamedTuple):
    """What of an open alert decides whether it is hidden."""

    id: str
    actor: str
    org: str
    branch: str | None
    detectors: str
    score: float
    subjects: int
    systems: str | None
    ring: str | None
    hidden_by: int | None


def hidden(now: datetime) -> ColumnElement[bool]:
    """What makes an open alert absent from the list: hidden, and not of today's sample."""
    return and_(Alert.hidden_until > now, not_(sampled(now.astimezone(UTC).date())))


def sampled(day: date) -> ColumnElement[bool]:
    """A share of those hidden before a day, others every day, shown all the same."""
    seed = hashlib.sha256(day.isoformat().encode()).digest()
    times, more = (1 + seed[0] + 256 * seed[1]) % OF, seed[2] + 256 * seed[3]
    dawn = datetime.combine(day, time.min, UTC)
    # a server's numbers end at two billion: what is multiplied has to be small
    return and_(Alert.hidden_since < dawn, (Alert.number % OF * times + more) % OF < SHOWN)


def cover(session: Session, now: datetime, actors: Sequence[str] | None = None) -> None:
    """Ends what has reached an end, and hides or shows the open alerts (of some accounts) that
    what stands covers."""
    rules = _standing(session, now, None if actors is None else set(actors))
    joined = _joined(session, rules)
    changed = []
    for alert in _open(session, actors):
        mine = [*rules.get(alert.actor, ()), *rules.get(None, ())]
        by = next((one for one in mine if _covers(one, alert, joined)), None)
        if (by and by.id) != alert.hidden_by:
            said = {"hidden_by": by and by.id, "hidden_since": by and now}
            changed.append({"id": alert.id, **said, "hidden_until": by and by.until})
    if changed:
        session.execute(update(Alert), changed)


def _standing(
    session: Session, now: datetime, actors: set[str] | None
) -> dict[str | None, list[Suppression]]:
    """What stands, by the account it was said of; of all accounts, or of some and of whole
    organisations."""
    rules: dict[str | None, list[Suppression]] = defaultdict(list)
    # of two that hide an alert, a person's own snooze speaks before what was approved
    order = Suppression.alert.is_(None), Suppression.id
    stands = select(Suppression).where(Suppression.state == "standing").order_by(*order)
    asked = [stands]
    if actors is not None:
        asked = [stands.where(Suppression.actor.in_(some)) for some in batches(actors)]
        asked.append(stands.where(Suppression.actor.is_(None)))
    for each in asked:
        for one in session.scalars(each):
            if not _late(one, now):
                rules[one.actor].append(one)
    return rules


def _late(one: Suppression, now: datetime) -> bool:
    if one.until <= now:
        one.state = "ended"
    return one.until <= now


def _joined(session: Session, rules: Mapping[Any, Sequence[Suppression]]) -> dict[str, datetime]:
    """Ring → when somebody last joined it; none where no rule asks."""
    waiting = [one.made for some in rules.values() for one in some if one.until_member]
    if not waiting:
        return {}
    grown = RingChange.what.in_((JOINED, FOUND, AGAIN))
    found = select(RingChange.ring, func.max(RingChange.at)).where(
        RingChange.at > min(waiting), grown
    )
    return dict(session.execute(found.group_by(RingChange.ring)).all())


def _open(session: Session, actors: Sequence[str] | None) -> Sequence[Standing]:
    columns = [getattr(Alert, name) for name in Standing._fields]
    asked = select(*columns).where(Alert.status == "open")
    if actors is None:
        return [Standing(*row) for row in session.execute(asked)]
    return [Standing(*row) for some in batches(actors)
            for row in session.execute(asked.where(Alert.actor.in_(some)))]  # fmt: skip


def _covers(one: Suppression, alert: Standing, joined: Mapping[str, datetime]) -> bool:
    """Whether it hides an alert; what was said of one account ends once it hides it no more."""
    if one.state != "standing" or not (
        one.actor in (None, alert.actor)
        and one.org in (None, alert.org)
        and one.branch in (None, alert.branch)
        and (one.detector is None or among(alert.detectors, one.detector))
    ):
        return False
    known = set((one.until_systems or "").split(";"))
    last = joined.get(alert.ring or "")
    reached = (
        (one.until_score is not None and alert.score >= one.until_score)
        or (one.until_people is not None and alert.subjects >= one.until_people)
        or (one.until_member and last is not None and last > one.made)
        or (one.until_systems is not None and not set((alert.systems or "").split(";")) <= known)
    )
    if reached and one.actor is not None:
        one.state = "ended"
    return not reached


def among(detectors: str, hidden: str) -> bool:
    """Whether all detectors of an alert are among those that are hidden.

    >>> among("no_case", "bulk_lookup;no_case"), among("minors;no_case", "no_case")
    (True, False)
    """
    return set(detectors.split(";")) <= set(hidden.split(";"))


def end(session: Session, numbers: Iterable[int]) -> None:
    """Lets snoozes end; `cover` shows what they hid. What was approved ends as it began, by two
    people (see proposing)."""
    _become(session, numbers, "ended")


def stand(session: Session, numbers: Iterable[int]) -> None:
    """Lets snoozes stand again that a later one had ended."""
    _become(session, numbers, "standing")


def _become(session: Session, numbers: Iterable[int], state: str) -> None:
    for some in batches(numbers):
        mine = Suppression.id.in_(some), Suppression.alert.is_not(None)
        session.execute(update(Suppression).where(*mine).values(state=state))


def shown(now: datetime) -> ColumnElement[bool]:
    """What is in the list: not hidden, or of today's sample."""
    return or_(Alert.hidden_until.is_(None), not_(hidden(now)))
