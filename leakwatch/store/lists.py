"""Lists of alerts: what is wanted of them, in which order, in which groups, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from leakwatch.findings import Severity
from leakwatch.store import suppressions
from leakwatch.store.alerts import Alert

PAGE = 50
#: more matches are not counted one by one
COUNTED = 10_000
#: what is snoozed is open, and hidden but for a sample
SNOOZED = "snoozed"
STATUSES = ("open", SNOOZED, "confirmed", "dismissed", "closed", "any")
#: of a column that may be empty
NOTHING = "-"
#: word of the address bar → column; a minus before it turns it round
SORTS = {
    "rank": Alert.rank, "severity": Alert.severity, "people": Alert.subjects,
    "records": Alert.records, "first": Alert.first, "last": Alert.last, "org": Alert.org,
    "p": Alert.p, "due": Alert.due, "owner": Alert.owner, "number": Alert.number,
}  # fmt: skip
GROUPS = {
    "org": Alert.org, "severity": Alert.severity, "status": Alert.status, "owner": Alert.owner,
    "ring": Alert.ring, "detectors": Alert.detectors, "last": Alert.last,
}  # fmt: skip
MOST_GROUPS = 3


@dataclass(frozen=True)
class Wanted:
    """Which alerts, in which order; empty words want all."""

    status: str = "open"
    severity: tuple[int, ...] = ()
    org: str = ""
    detector: str = ""
    detectors: str = ""
    owner: str = ""
    ring: str = ""
    actor: str = ""
    people: int = 0
    since: date | None = None
    until: date | None = None
    last: date | None = None
    text: str = ""
    sort: str = "rank"
    group: tuple[str, ...] = ()
    page: int = 1
    #: the account of whoever asks, of which he sees nothing
    besides: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many there are in all; `counted` is false for more than that."""

    alerts: list[Alert]
    count: int
    counted: bool


def conditions(wanted: Wanted, now: datetime | None = None) -> list[ColumnElement[bool]]:
    """What an alert fulfils that is wanted."""
    out: list[ColumnElement[bool]] = _status(wanted.status, now or datetime.now(UTC))
    if wanted.besides:
        out.append(Alert.actor != wanted.besides)
    if wanted.severity:
        out.append(Alert.severity.in_(wanted.severity))
    for name in ("org", "actor", "detectors", "ring", "owner"):
        column, said = getattr(Alert, name), getattr(wanted, name)
        if said:
            out.append(column.is_(None) if said == NOTHING else column == said)
    if wanted.detector:
        out.append((";" + Alert.detectors + ";").contains(f";{wanted.detector};", autoescape=True))
    if wanted.people:
        out.append(Alert.subjects >= wanted.people)
    if wanted.since:
        out.append(Alert.last >= wanted.since)
    if wanted.until:
        out.append(Alert.first <= wanted.until)
    if wanted.last:
        out.append(Alert.last == wanted.last)
    if wanted.text:
        said = wanted.text
        out.append(or_(Alert.because.icontains(said, autoescape=True), Alert.id == said.upper(),
                       Alert.actor.startswith(said, autoescape=True)))  # fmt: skip
    return out


def _status(status: str, now: datetime) -> list[ColumnElement[bool]]:
    if status == "open":
        return [Alert.status == "open", suppressions.shown(now)]
    if status == SNOOZED:
        return [Alert.status == "open", Alert.hidden_until > now]
    return [] if status == "any" else [Alert.status == status]


def page(session: Session, wanted: Wanted) -> Page:
    """The alerts of one page."""
    fits = conditions(wanted)
    some = ordered(select(Alert).where(*fits), wanted.sort)
    rows = session.scalars(some.limit(PAGE).offset((wanted.page - 1) * PAGE))
    within = select(Alert.id).where(*fits).limit(COUNTED + 1).subquery()
    many = session.scalar(select(func.count()).select_from(within)) or 0
    return Page(list(rows), min(many, COUNTED), many <= COUNTED)


def ordered(asked: Select[Any], sort: str) -> Select[Any]:
    """In the order of a word of SORTS, equals by number."""
    column = SORTS[sort.removeprefix("-")]
    down = sort.startswith("-")
    first = column.desc().nulls_last() if down else column.asc().nulls_last()
    if column is Alert.rank and not down:
        # the index has no place for what has no rank; whoever sorts by rank wants the open
        first = column.asc()
    return asked.order_by(first, Alert.number.desc() if down else Alert.number)


def groups(session: Session, wanted: Wanted, most: int = 200) -> list[tuple[Sequence[Any], int]]:
    """The values of the fields grouped by, each with how many alerts it has, the most first."""
    columns = [GROUPS[name] for name in wanted.group[:MOST_GROUPS]]
    many = func.count().label("many")
    asked = select(*columns, many).where(*conditions(wanted)).group_by(*columns)
    rows = session.execute(asked.order_by(many.desc(), *columns).limit(most)).all()
    return [(tuple(row)[:-1], row.many) for row in rows]


def ids(
    session: Session, wanted: Wanted, most: int = COUNTED, *, now: datetime | None = None
) -> list[str]:
    """All that match, whatever the page: for what is done to all of them at once."""
    asked = ordered(select(Alert.id).where(*conditions(replace(wanted, page=1), now)), wanted.sort)
    return list(session.scalars(asked.limit(most)))


def severities() -> dict[int, str]:
    """The words for severities."""
    return {one.value: one.name.lower() for one in Severity}
