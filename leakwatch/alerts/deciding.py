"""A person's decision on an alert, and the taking back of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import insert, update

from leakwatch.store import trail
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.model import batches
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store import Store

Verdict = Literal["confirmed", "dismissed", "closed"]
#: in a decision, where somebody took back his last one
REOPENED = "reopened"


def decide(
    store: Store,
    alert: str,
    verdict: Verdict,
    *,
    who: str,
    reason: str,
    now: datetime | None = None,
) -> None:
    """Note a verdict; the alert leaves the queue.

    A second verdict on the same alert stands beside the first and its word counts. ValueError for
    no such verdict, LookupError for no such alert.
    """
    with store.writing() as session:
        if session.get(Alert, alert) is None:
            raise LookupError(f"no alert {alert}")
        decide_all(session, [alert], verdict, who=who, reason=reason, now=now or datetime.now(UTC))


def decide_all(
    session: Session, alerts: Iterable[str], verdict: Verdict, *, who: str, reason: str,
    now: datetime,
) -> None:  # fmt: skip
    """The same of many, which exist.

    Those after them keep their ranks until the next run puts the queue in order: to move thousands
    up by one takes longer than to decide.
    """
    if verdict not in get_args(Verdict):
        raise ValueError(f"no verdict {verdict!r}: {', '.join(get_args(Verdict))}")
    ids = list(alerts)
    trail.note_all(session, who, Deed.DECIDED, ids, {"verdict": verdict, "reason": reason}, now=now)
    said = {"status": verdict, "rank": None, "locked_by": None, "locked_until": None}
    for some in batches(ids):
        session.execute(update(Alert).where(Alert.id.in_(some)).values(said))
    _said(session, ids, verdict, who, reason, now)


def reopened(
    session: Session, alerts: Iterable[str], *, who: str, reason: str, now: datetime
) -> None:
    """A decision that takes back the one before; whoever calls puts the alert back."""
    _said(session, list(alerts), REOPENED, who, reason, now)


def _said(
    session: Session, alerts: list[str], verdict: str, who: str, reason: str, now: datetime
) -> None:
    if alerts:
        rows = [{"alert_id": one, "at": now, "who": who, "verdict": verdict, "reason": reason}
                for one in alerts]  # fmt: skip
        session.execute(insert(Decision), rows)
