"""A run's findings → alerts: opened, extended, withdrawn, and put in order."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from leakwatch.alerts.changes import Changes, changes
from leakwatch.alerts.evidence import evidence, harm
from leakwatch.alerts.seats import seat
from leakwatch.store import suppressions
from leakwatch.store.alerts import Alert, named, next_number, open_of, uncounted
from leakwatch.store.decisions import RUN, Decision
from leakwatch.store.findings import Finding, of_alerts, write

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy.orm import Session

    from leakwatch.language import Say
    from leakwatch.store import Store

    #: people and records exposed on some actor-days, one row an actor:
    #: (actor, day) → (actor, subjects, records, and by class: exposed)
    Exposed = Callable[[pd.DataFrame], pd.DataFrame]
    Counts = tuple[int, int, dict[str, Any] | None]


@dataclass(frozen=True)
class Raised:
    """Ids of the alerts that a run opened, changed and withdrew, in order of their numbers."""

    opened: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def raise_alerts(
    store: Store, findings: pd.DataFrame, days: pd.DataFrame, exposed: Exposed, *,
    explained: pd.DataFrame | None = None, say: Say = str, run: int | None = None,
    since: date | None = None, now: datetime | None = None,
) -> Raised:  # fmt: skip
    """Keep a run's findings (FINDINGS) and bring the alerts in line with them.

    `days` (actor, org, day; branch and source where known) are the actor-days the run judged: a
    finding kept of one of them that the run no longer makes is withdrawn, and an open alert left
    with none is closed. An actor has at most one open alert; excused findings raise nothing. What a
    person decided stays as it is: its findings too, and the days they lie on raise no more.
    `exposed` is asked once, for all flagged days of the alerts that changed, or not at all. The
    same findings again change nothing.
    An alert takes the explanation of its actor-day with the highest score among `explained`
    (actor, day, score, explained); sentences are put together by `say`.
    What was counted of an alert with days before `since`, whose events are gone, does not shrink.
    """
    at = now or datetime.now(UTC)
    with store.writing() as session:
        found = changes(session, findings, days, run)
        opened = _open(session, found, days, at)
        touched = _place(session, found)
        if explained is not None:
            touched |= uncounted(session)
        if not touched:
            return Raised()
        resting = of_alerts(session, touched)
        live, empty = _parted(named(session, touched), resting)
        counted = {one.id: _counts(one) for one in live}
        _fill(live, resting, exposed, run, say)
        _keep_counts((one for one in live if since and one.first < since), counted)
        if explained is not None:
            _explain(live, resting, explained, run)
        seat(live, days)
        _withdraw(session, empty, run, at)
        session.flush()
        order(session)
        suppressions.cover(session, at)
    changed = tuple(alert.id for alert in live if alert.id not in opened)
    return Raised(opened, changed, tuple(alert.id for alert in empty))


def _parted(alerts: Iterable[Alert], resting: Container[str]) -> tuple[list[Alert], list[Alert]]:
    """Those some finding supports, and the others."""
    live: list[Alert] = []
    empty: list[Alert] = []
    for alert in alerts:
        (live if alert.id in resting else empty).append(alert)
    return live, empty


def _unplaced(found: Changes) -> list[dict[str, Any]]:
    """Findings that need an alert: not excused, not under one yet."""
    rows = [*found.new, *found.altered]
    return [row for row in rows if row["excuse"] is None and row.get("alert_id") is None]


def _open(session: Session, found: Changes, days: pd.DataFrame, at: datetime) -> tuple[str, ...]:
    """Open an alert for each actor who needs one and has none, in order of first day and actor."""
    waiting = [row for row in _unplaced(found) if (row["actor"], row["day"]) not in found.answered]
    having = open_of(session, (row["actor"] for row in waiting))
    first: dict[str, Any] = {}
    for row in waiting:
        if row["actor"] not in having:
            first[row["actor"]] = min(row["day"], first.get(row["actor"], row["day"]))
    orgs = _orgs(days, first)
    number = next_number(session)
    queue = sorted(first, key=lambda actor: (first[actor], actor))
    made = [
        Alert(id=f"A{n}", number=n, actor=actor, org=orgs.get(actor, ""), opened=at,
              first=first[actor], last=first[actor], severity=0, p=1.0, score=0.0, detectors="",
              because="", subjects=0, records=0, status="open")
        for n, actor in enumerate(queue, number)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return tuple(alert.id for alert in made)


def _orgs(days: pd.DataFrame, actors: Iterable[str]) -> dict[str, str]:
    """The organisation of each actor, as of the last day known."""
    known = days[days["actor"].isin(list(actors))].sort_values(["day", "org"])
    return dict(zip(known["actor"], known["org"], strict=True))


def _place(session: Session, found: Changes) -> set[str]:
    """Write the findings, each under the alert that answers for it; the open alerts touched."""
    unplaced = _unplaced(found)
    open_for = open_of(session, (row["actor"] for row in unplaced))
    touched = {row["alert_id"] for row in (*found.altered, *found.gone)}
    for row in unplaced:
        answered = found.answered.get((row["actor"], row["day"]))
        row["alert_id"] = answered or open_for[row["actor"]]
    for row in (*found.new, *found.altered):
        if row["excuse"] is not None:
            row["alert_id"] = None
    placed = {row["alert_id"] for row in (*found.new, *found.altered)}
    write(session, found.new, found.altered, (row["id"] for row in found.gone))
    return (touched | placed) - {None, *found.answered.values()}


def _fill(
    alerts: list[Alert],
    resting: dict[str, list[Finding]],
    exposed: Exposed,
    run: int | None,
    say: Say,
) -> None:
    """What the findings say, and how many people and records lay open on their days."""
    import pandas as pd

    if not alerts:
        return
    flagged = sorted({(f.actor, f.day) for alert in alerts for f in resting[alert.id]})
    asked = pd.DataFrame(flagged, columns=["actor", "day"])
    counts = exposed(asked)
    by_class = counts["exposed"] if "exposed" in counts.columns else [None] * len(counts)
    lay_open = zip(counts["subjects"].astype(int), counts["records"].astype(int), by_class,
                   strict=True)  # fmt: skip
    by_actor = dict(zip(counts["actor"], lay_open, strict=True))
    for alert in alerts:
        for column, value in evidence(resting[alert.id], say).items():
            setattr(alert, column, value)
        alert.subjects, alert.records, alert.exposed = by_actor.get(alert.actor, (0, 0, {}))
        alert.run_id = run


def _counts(alert: Alert) -> Counts:
    return alert.subjects, alert.records, alert.exposed


def _keep_counts(alerts: Iterable[Alert], before: Mapping[str, Counts]) -> None:
    """Puts back what was counted of alerts while all of their events were there."""
    for alert in alerts:
        subjects, records, exposed = before[alert.id]
        alert.subjects = max(alert.subjects, subjects)
        alert.records = max(alert.records, records)
        alert.exposed = exposed or alert.exposed


def _explain(
    alerts: list[Alert], resting: dict[str, list[Finding]], explained: pd.DataFrame,
    run: int | None,
) -> None:  # fmt: skip
    """The explanation of each alert's day with the highest score; none where no day has one.

    What was explained of a day that still rests and is not explained anew stays.
    """
    order = explained.sort_values(["score", "day"], ascending=[False, True], kind="stable")
    told: dict[str, list[dict[str, Any]]] = {}
    for actor, why in zip(order["actor"], order["explained"], strict=True):
        told.setdefault(actor, []).append(why)
    for alert in alerts:
        days = {f"{finding.day}" for finding in resting[alert.id]}
        had = [(alert.explained, alert.explained_by)] if alert.explained else []
        known = [*((why, run) for why in told.get(alert.actor, [])), *had]
        fits = (one for one in known if one[0]["day"] in days)
        alert.explained, alert.explained_by = next(fits, (None, None))


def _withdraw(session: Session, alerts: list[Alert], run: int | None, at: datetime) -> None:
    """Close the open alerts that no finding supports any more; their last words stay."""
    for alert in alerts:
        alert.status, alert.rank, alert.run_id = "closed", None, run
        session.add(Decision(alert_id=alert.id, at=at, who=RUN, verdict="closed",
                             reason="withdrawn by run"))  # fmt: skip


def order(session: Session) -> None:
    """Rank the open alerts 1…n, most harm first, ties by number; write only ranks that moved."""
    rows = session.execute(
        select(Alert.id, Alert.number, Alert.rank, Alert.p, Alert.subjects, Alert.severity)
        .where(Alert.status == "open")
    ).all()  # fmt: skip
    queue = sorted(rows, key=lambda row: (-harm(row.p, row.subjects, row.severity), row.number))
    moved = [{"id": row.id, "rank": n} for n, row in enumerate(queue, 1) if row.rank != n]
    if moved:
        session.execute(update(Alert), moved)
