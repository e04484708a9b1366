"""What a proposal would have done to the alerts of half a year, counted from what is kept of them.

It is told of the weeks up to the latest day any alert has: logs may be taken in long afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from leakwatch.findings import FEED, HELD
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import RUN, Decision
from leakwatch.store.findings import Finding
from leakwatch.store.model import batches
from leakwatch.store.proposals import SUPPRESSION, THRESHOLD, Proposal
from leakwatch.store.suppressions import among

if TYPE_CHECKING:
    #: words and numbers, as JSON keeps them
    Told = dict[str, Any]

WEEK = timedelta(days=7)
WEEKS = 26
#: confirmed alerts named one by one
NAMED = 50


class Hit(NamedTuple):
    """An alert as far as it is counted."""

    id: str
    number: int
    actor: str
    last: date
    status: str
    detectors: str


def reckoned(session: Session, one: Proposal) -> Told:
    """What comes of a proposal: the weeks looked at, alerts fewer and how people judged them.

    since, until, weeks, of (all alerts of those weeks) · alerts (fewer), open, confirmed,
    dismissed, withdrawn (by a run) · named: [alert, account] of those confirmed, the latest ·
    unknown: withdrawn alerts whose findings are gone · findings, accounts: held back now, and
    counted again · shown: hidden now, and shown again.
    """
    since, until, weeks = window(session)
    told: Told = {"since": since.isoformat(), "until": until.isoformat(), "weeks": weeks}
    told["of"] = session.scalar(select(func.count()).where(Alert.last >= since)) or 0
    if one.kind == THRESHOLD:
        return told | _strict(session, one, since)
    if one.kind == SUPPRESSION:
        hits = hidden(session, one, since)
        return told | _judged(hits, _confirmed(session, hits))
    return told | _again(session, session.get_one(Proposal, one.of), since)


def window(session: Session) -> tuple[date, date, float]:
    """The first and the last day looked at, and how many weeks that is, at least one."""
    until = session.scalar(select(func.max(Alert.last))) or date(1970, 1, 1)
    since = until - WEEKS * WEEK + timedelta(days=1)
    first = session.scalar(select(func.min(Alert.last)).where(Alert.last >= since)) or until
    days = (until - first).days + 1
    return since, until, round(max(days / 7, 1.0), 1)


def _strict(session: Session, one: Proposal, since: date) -> Told:
    """Of a threshold: alerts of which every finding is less sure than it, and not than the old."""
    # what another detector says too stays
    mine = _hits(session, Alert.detectors == one.detector, Alert.last >= since, people())
    least = surest(session, (hit.id for hit in mine))
    after, before = one.after or 0.0, one.before or 1.0
    fewer = [hit for hit in mine if hit.id in least and after < least[hit.id] <= before]
    true = _confirmed(session, mine)
    gone = sum(hit.status == "closed" and hit.id not in true for hit in mine)
    back = _held(session, one.detector, after, since) if after > before else {}
    return _judged(fewer, true) | {"unknown": gone} | back


def hidden(session: Session, one: Proposal, since: date) -> list[Hit]:
    """Alerts that a suppression covers."""
    fits = [Alert.last >= since]
    fits += [column == said for column, said in (
        (Alert.actor, one.actor), (Alert.org, one.org), (Alert.branch, one.branch),
    ) if said is not None]  # fmt: skip
    if one.until_score is not None:
        fits.append(Alert.score < one.until_score)
    return [hit for hit in _hits(session, *fits)
            if one.detector is None or among(hit.detectors, one.detector)]  # fmt: skip


def _hits(session: Session, *fits: ColumnElement[bool]) -> list[Hit]:
    """Alerts, the latest first."""
    columns = [getattr(Alert, name) for name in Hit._fields]
    found = [Hit(*row) for row in session.execute(select(*columns).where(*fits))]
    return sorted(found, key=lambda hit: (hit.last, hit.number), reverse=True)


def people() -> ColumnElement[bool]:
    """Alerts on accounts; not on feeds."""
    return Alert.actor.not_like(f"{FEED}%")


def _judged(hits: Sequence[Hit], true: Collection[str]) -> Told:
    """How these alerts stand, what was confirmed and closed since counting as confirmed."""
    counts = Counter("confirmed" if hit.id in true else hit.status for hit in hits)
    named = [[hit.id, hit.actor] for hit in hits if hit.id in true]
    return {
        "alerts": len(hits), "open": counts["open"], "confirmed": counts["confirmed"],
        "dismissed": counts["dismissed"], "withdrawn": counts["closed"], "named": named[:NAMED],
    }  # fmt: skip


def _confirmed(session: Session, hits: Sequence[Hit]) -> set[str]:
    """Those that people confirmed, closed since or not."""
    found = {hit.id for hit in hits if hit.status == "confirmed"}
    for some in batches(hit.id for hit in hits if hit.status == "closed"):
        said = [Decision.alert_id.in_(some), Decision.verdict == "confirmed", Decision.who != RUN]
        found |= set(session.scalars(select(Decision.alert_id).where(*said)))
    return found


def _held(session: Session, detector: str | None, most: float | None, since: date) -> Told:
    """Findings that a threshold holds back, and that another would not."""
    mine = [Finding.day >= since, Finding.detector == detector, Finding.excuse == HELD]
    if most is not None:
        mine.append(Finding.p <= most)
    many = select(func.count(), func.count(Finding.actor.distinct())).where(*mine)
    findings, accounts = session.execute(many).one()
    return {"findings": findings, "accounts": accounts}


def _again(session: Session, past: Proposal, since: date) -> Told:
    """What would be shown, or would count, once more."""
    if past.kind == THRESHOLD:
        return _held(session, past.detector, past.before, since)
    mine = [Alert.status == "open", Alert.hidden_by == past.suppression]
    return {"shown": session.scalar(select(func.count()).where(*mine)) or 0}


def surest(session: Session, alerts: Iterable[str]) -> dict[str, float]:
    """Alert → the least p of its findings."""
    found: dict[str, float] = {}
    for some in batches(alerts):
        least = func.min(func.coalesce(Finding.p, 0.0))
        asked = select(Finding.alert_id, least).where(Finding.alert_id.in_(some))
        found |= {f"{one}": p for one, p in session.execute(asked.group_by(Finding.alert_id))}
    return found
