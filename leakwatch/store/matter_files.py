"""All that is kept of one matter, in few questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from leakwatch.store import measures
from leakwatch.store.alerts import Alert
from leakwatch.store.findings import Finding, of_alerts
from leakwatch.store.matter_lists import accounts_of, alerts_of, without
from leakwatch.store.matters import Hold, Matter, MatterItem
from leakwatch.store.measures import Measure, Proof
from leakwatch.store.notes import Note
from leakwatch.store.rings import ACCOUNT, Ring, RingMember
from leakwatch.store.tracks import Duty, Suspicion
from leakwatch.store.trail import Deed, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

#: more entries of the trail are not shown beside a matter
ENTRIES = 200


@dataclass(frozen=True)
class MatterFile:
    """A matter, whole; lists in the order in which things came, alerts by their numbers.

    `alerts` are those in it (`items` says which) and those of its rings; `accounts` all accounts of
    both, each with the branch that an alert last told, if any; `members` those that its rings have.
    """

    matter: Matter
    items: dict[str, MatterItem]
    alerts: list[Alert]
    findings: dict[str, list[Finding]]
    rings: list[Ring]
    members: list[RingMember]
    accounts: dict[str, str | None]
    suspicions: dict[str, Suspicion]
    duties: dict[str, Duty]
    measures: list[Measure]
    proofs: dict[int, list[Proof]]
    holds: list[Hold]
    notes: list[Note]
    deeds: list[Entry]


def found(session: Session, name: str, besides: str | None = None) -> MatterFile | None:
    """A matter with all that belongs to it; None where there is none, or an account is in it."""
    matter = session.scalar(select(Matter).where(Matter.id == name, *without(besides)))
    if matter is None:
        return None
    mine = [matter.id]
    put = select(MatterItem).filter_by(matter=name).order_by(MatterItem.added, MatterItem.item)
    items = {one.item: one for one in session.scalars(put)}
    each = alerts_of(mine).subquery()
    alerts = [*session.scalars(
        select(Alert).join(each, each.c.id == Alert.id).order_by(Alert.number))]  # fmt: skip
    rings, members = _rings(session, items)
    measured = [*session.scalars(select(Measure).filter_by(matter=name).order_by(Measure.id))]
    return MatterFile(
        matter, items, alerts, of_alerts(session, [one.id for one in alerts]), rings, members,
        branches(session, [row.actor for row in session.execute(accounts_of(mine))]),
        {one.actor: one for one in session.scalars(select(Suspicion).filter_by(matter=name))},
        {one.duty: one for one in session.scalars(select(Duty).filter_by(matter=name))},
        measured, measures.proofs(session, measured),
        [*session.scalars(select(Hold).filter_by(matter=name).order_by(Hold.id))],
        [*session.scalars(select(Note).filter_by(kind="matter", item=name).order_by(Note.id))],
        deeds(session, name),
    )  # fmt: skip


def _rings(
    session: Session, items: dict[str, MatterItem]
) -> tuple[list[Ring], list[RingMember]]:  # fmt: skip
    names = [name for name, one in items.items() if one.kind == "ring"]
    rings = session.scalars(select(Ring).where(Ring.id.in_(names)).order_by(Ring.id))
    inside = select(RingMember).where(RingMember.ring.in_(names), ACCOUNT)
    return [*rings], [*session.scalars(inside.order_by(RingMember.ring, RingMember.member))]


def branches(session: Session, actors: Iterable[str]) -> dict[str, str | None]:
    """Account → the branch of its latest alert that tells one."""
    found: dict[str, str | None] = dict.fromkeys(sorted({*actors}))
    told = select(Alert.actor, Alert.branch).where(
        Alert.actor.in_([*found]), Alert.branch.is_not(None)
    )
    return found | dict(session.execute(told.order_by(Alert.number)).all())


def deeds(session: Session, name: str) -> list[Entry]:
    """What was done to a matter, as the trail has it, the oldest first; not who looked."""
    made = select(Entry).where(Entry.whom == name, Entry.what != Deed.VIEWED)
    latest = session.scalars(made.order_by(Entry.number.desc()).limit(ENTRIES))
    return [*reversed(latest.all())]


def last_added(session: Session, name: str) -> datetime | None:
    """When something was last put in a matter."""
    return session.scalar(select(func.max(MatterItem.added)).where(MatterItem.matter == name))


def of_items(session: Session, items: Iterable[str], besides: str | None) -> list[Matter]:
    """The matters that hold one of these alerts or rings, and not an account."""
    named = select(MatterItem.matter).where(MatterItem.item.in_([*items]))
    mine = select(Matter).where(Matter.id.in_(named), *without(besides))
    return [*session.scalars(mine.order_by(Matter.number))]


def open_ones(session: Session, besides: str | None, most: int = 100) -> list[Matter]:
    """The open matters, the latest first, that something can be put in."""
    mine = select(Matter).where(Matter.status == "open", *without(besides))
    return [*session.scalars(mine.order_by(Matter.number.desc()).limit(most))]
