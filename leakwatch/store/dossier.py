"""What the store knows of one alert, or of one account, in few questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from leakwatch.store import lists, notes, ring_lists
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.findings import Finding, of_alerts
from leakwatch.store.lists import PAGE, Wanted
from leakwatch.store.matter_files import of_items
from leakwatch.store.matters import Matter
from leakwatch.store.notes import Note
from leakwatch.store.rings import Ring, RingMember

if TYPE_CHECKING:
    from leakwatch.store.database import Store

#: the latest of an account's findings are shown, and of its alerts
MOST = 200


@dataclass(frozen=True)
class Dossier:
    """One alert and what was said of it; `findings` by day and detector, the rest by time."""

    alert: Alert
    findings: list[Finding]
    decisions: list[Decision]
    notes: list[Note]
    matters: list[Matter]

    @property
    def days(self) -> list[date]:
        """The days flagged."""
        return sorted({one.day for one in self.findings})


@dataclass(frozen=True)
class Account:
    """One account over time: `alerts` and `findings` the latest first, excused ones too."""

    actor: str
    alerts: list[Alert]
    findings: list[Finding]
    #: how many findings there are in all
    found: int
    rings: list[tuple[Ring, RingMember]]
    matters: list[Matter]
    notes: list[Note]


def of_alert(store: Store, alert: str, besides: str | None = None) -> Dossier | None:
    """What is kept of an alert, but for matters an account is in; None where there is none."""
    with store.reading() as session:
        found = session.get(Alert, alert)
        if found is None:
            return None
        made = select(Decision).where(Decision.alert_id == alert).order_by(Decision.id)
        return Dossier(
            found, of_alerts(session, [alert]).get(alert, []), [*session.scalars(made)],
            notes.of(session, "alert", alert), of_items(session, [alert], besides),
        )  # fmt: skip


def of_actor(store: Store, actor: str, besides: str | None = None) -> Account:
    """What is kept of an account, but for matters and rings another is in; all is empty where
    there is nothing."""
    with store.reading() as session:
        mine = select(Alert).where(Alert.actor == actor).order_by(Alert.number.desc()).limit(MOST)
        alerts = [*session.scalars(mine)]
        said = select(Finding).where(Finding.actor == actor)
        many = session.scalar(select(func.count()).select_from(said.subquery())) or 0
        latest = said.order_by(Finding.day.desc(), Finding.detector).limit(MOST)
        joined = (
            select(Ring, RingMember).join(RingMember, RingMember.ring == Ring.id)
            .where(RingMember.member == actor, Ring.standing).order_by(Ring.p, Ring.id)
        )  # fmt: skip
        others = ring_lists.of(session, besides)
        rings = [(ring, member) for ring, member in session.execute(joined)
                 if ring.id not in others]  # fmt: skip
        items = [*(one.id for one in alerts), *(ring.id for ring, _ in rings)]
        return Account(actor, alerts, [*session.scalars(latest)], many, rings,
                       of_items(session, items, besides),
                       notes.of(session, "actor", actor))  # fmt: skip


def beside(store: Store, alert: str, wanted: Wanted) -> tuple[str | None, str | None]:
    """The alerts before and after one in a list; looked for around the page the list stands at."""
    start = max(wanted.page - 2, 0) * PAGE
    with store.reading() as session:
        place = lists.within(session, replace(wanted, group=()))
        asked = lists.ordered(select(Alert.id).where(*place.fits), wanted)
        near = [*session.scalars(asked.offset(start).limit(3 * PAGE))]
    if alert not in near:
        return None, None
    at = near.index(alert)
    return (near[at - 1] if at else None), (near[at + 1] if at + 1 < len(near) else None)
