"""A person's decision on an alert."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import update

from leakwatch.store import trail
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from leakwatch.store import Store

Verdict = Literal["confirmed", "dismissed", "closed"]


def decide(
    store: Store,
    alert: str,
    verdict: Verdict,
    *,
    who: str,
    reason: str,
    now: datetime | None = None,
) -> None:
    """Note a verdict; the alert leaves the queue and those after it move up.

    A second verdict on the same alert stands beside the first and its word counts. ValueError for
    no such verdict, LookupError for no such alert.
    """
    if verdict not in get_args(Verdict):
        raise ValueError(f"no verdict {verdict!r}: {', '.join(get_args(Verdict))}")
    with store.writing() as session:
        found = session.get(Alert, alert)
        if found is None:
            raise LookupError(f"no alert {alert}")
        trail.note(session, who, Deed.DECIDED, alert, {"verdict": verdict, "reason": reason},
                   now=now)  # fmt: skip
        left, found.status, found.rank = found.rank, verdict, None
        session.add(Decision(alert_id=alert, at=now or datetime.now(UTC), who=who,
                             verdict=verdict, reason=reason))  # fmt: skip
        session.flush()
        if left is not None:
            session.execute(
                update(Alert)
                .where(Alert.status == "open", Alert.rank > left)
                .values(rank=Alert.rank - 1)
            )
