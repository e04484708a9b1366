"""What a proposal would have done to the alerts of half a year, counted from what is kept of them.

It is told of the weeks up to the latest day any alert has: logs may be taken in long afterwards.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from leakwatch.findings import FEED
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
#: what a detector's threshold keeps from raising an alert (see detect.THRESHOLD)
HELD = "threshold"


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
        fewer = _below(one, since)
        back = one.before is not None and one.after is not None and one.after > one.before
        return told | _judged(session, fewer) | {
            "unknown": _withdrawn(session, one, since),
            **(_held(session, one.detector, one.after, since) if back else {}),
        }  # fmt: skip
    if one.kind == SUPPRESSION:
        return told | _judged(session, hidden(session, one, since))
    return told | _again(session, session.get_one(Proposal, one.of), since)


def window(session: Session) -> tuple[date, date, float]:
    """The first and the last day looked at, and how many weeks that is, at least one."""
    until = session.scalar(select(func.max(Alert.last))) or date(1970, 1, 1)
    since = until - WEEKS * WEEK + timedelta(days=1)
    first = session.scalar(select(func.min(Alert.last)).where(Alert.last >= since)) or until
    days = (until - first).days + 1
    return since, until, round(max(days / 7, 1.0), 1)


def _below(one: Proposal, since: date) -> Select[Any]:
    """Alerts of which every finding is less sure than the new threshold, and not than the old."""
    surest = func.min(func.coalesce(Finding.p, 0.0))
    asked = (
        select(Alert.id)
        .join(Finding, Finding.alert_id == Alert.id)
        # what another detector says too stays
        .where(Alert.detectors == one.detector, Alert.last >= since, people())
        .group_by(Alert.id)
        .having(surest > one.after)
    )
    return asked if one.before is None else asked.having(surest <= one.before)


def hidden(session: Session, one: Proposal, since: date) -> Select[Any]:
    """Alerts that a suppression covers."""
    fits = [Alert.last >= since]
    fits += [column == said for column, said in (
        (Alert.actor, one.actor), (Alert.org, one.org), (Alert.branch, one.branch),
    ) if said is not None]  # fmt: skip
    if one.until_score is not None:
        fits.append(Alert.score < one.until_score)
    if one.detector is not None:
        known = session.scalars(select(Alert.detectors).where(*fits).distinct())
        fits.append(Alert.detectors.in_([each for each in known if among(each, one.detector)]))
    return select(Alert.id).where(*fits)


def people() -> ColumnElement[bool]:
    """Alerts on accounts; not on feeds."""
    return Alert.actor.not_like(f"{FEED}%")


def _judged(session: Session, fewer: Select[Any]) -> Told:
    """How these alerts stand, what was confirmed and closed since counting as confirmed."""
    mine = Alert.id.in_(fewer)
    counts = dict(
        session.execute(select(Alert.status, func.count()).where(mine).group_by(Alert.status)).all()
    )
    closed = session.scalar(
        select(func.count()).where(mine, Alert.status == "closed", _confirmed())
    )
    latest = (
        select(Alert.id, Alert.actor)
        .where(mine, or_(Alert.status == "confirmed", and_(Alert.status == "closed", _confirmed())))
        .order_by(Alert.last.desc(), Alert.number.desc())
    )
    return {
        "alerts": sum(counts.values()), "open": counts.get("open", 0),
        "confirmed": counts.get("confirmed", 0) + (closed or 0),
        "dismissed": counts.get("dismissed", 0),
        "withdrawn": counts.get("closed", 0) - (closed or 0),
        "named": [list(row) for row in session.execute(latest.limit(NAMED))],
    }  # fmt: skip


def _confirmed() -> ColumnElement[bool]:
    said = select(Decision.id).where(
        Decision.alert_id == Alert.id, Decision.verdict == "confirmed", Decision.who != RUN
    )
    return said.exists()


def _withdrawn(session: Session, one: Proposal, since: date) -> int:
    mine = [Alert.detectors == one.detector, Alert.last >= since, Alert.status == "closed"]
    return session.scalar(select(func.count()).where(*mine, ~_confirmed())) or 0


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


def surest(session: Session, alerts: list[str]) -> dict[str, float]:
    """Alert → the least p of its findings."""
    found: dict[str, float] = {}
    for some in batches(alerts):
        least = func.min(func.coalesce(Finding.p, 0.0))
        asked = select(Finding.alert_id, least).where(Finding.alert_id.in_(some))
        found |= {f"{one}": p for one, p in session.execute(asked.group_by(Finding.alert_id))}
    return found
