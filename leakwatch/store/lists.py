"""Lists of alerts: what is wanted of them, in which order, in which groups, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, defer

from leakwatch.findings import Severity
from leakwatch.store import suppressions
from leakwatch.store.alerts import Alert
from leakwatch.store.rings import RingMember

PAGE = 50
#: more matches are not counted one by one
COUNTED = 10_000
#: of answered alerts, which are there for years, a list that no index gives looks at so many, the
#: latest; whoever names days walks back through the others
DEPTH = 20_000
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
#: far more than anybody has open
MOST_GROUPED = 10**7
#: what a line does not show
BARE = (defer(Alert.explained, raiseload=True), defer(Alert.exposed, raiseload=True))
#: in these orders they lie in an index
LATEST = ("last", "-last", "number", "-number")
#: what no index finds
SOUGHT = ("severity", "org", "detector", "detectors", "owner", "people", "text", "group")


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
    """One page of a list, and how many there are in all; `counted` is false for more than that.

    `since` is the day up to which it looked back, None where it looked at all there is.
    """

    alerts: list[Alert]
    count: int
    counted: bool
    since: date | None = None


@dataclass(frozen=True)
class Within:
    """What the alerts of a list fulfil, and how far back it looks."""

    fits: list[ColumnElement[bool]] = field(default_factory=list)
    since: date | None = None


def conditions(wanted: Wanted, now: datetime | None = None) -> list[ColumnElement[bool]]:
    """What an alert fulfils that is wanted."""
    out: list[ColumnElement[bool]] = _status(wanted.status, now or datetime.now(UTC))
    if wanted.besides:
        out.append(Alert.actor != wanted.besides)
    if wanted.besides and (wanted.ring or "ring" in wanted.group):
        # who finds others by a ring he is not shown knows whose it is
        his = select(RingMember.ring).where(RingMember.member == wanted.besides)
        out.append(or_(Alert.ring.is_(None), Alert.ring.not_in(his)))
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
        out.append(Alert.last <= wanted.until)
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


def within(session: Session, wanted: Wanted, now: datetime | None = None) -> Within:
    """What is wanted, of as many alerts as can be looked at while somebody waits."""
    fits = conditions(wanted, now)
    if _found(wanted):
        return Within(fits)
    same = [Alert.status == wanted.status] if wanted.status != "any" else []
    days = [Alert.last <= wanted.until] if wanted.until else []
    last = select(Alert.last).where(*same, *days)
    since = session.scalar(
        last.order_by(Alert.last.desc(), Alert.number.desc()).offset(DEPTH).limit(1)
    )
    if since is None or (wanted.since and wanted.since >= since):
        return Within(fits)
    return Within([*fits, Alert.last >= since], since)


def _found(wanted: Wanted) -> bool:
    """Whether it is few alerts, or an index has them in their order."""
    few = wanted.status in ("open", SNOOZED) or wanted.actor or wanted.last
    if few or wanted.ring not in ("", NOTHING):
        return True
    sought = any(getattr(wanted, name) for name in SOUGHT) or wanted.ring == NOTHING
    # by number they lie in no order of days
    days = wanted.sort.endswith("number") and (wanted.since or wanted.until)
    return wanted.sort in LATEST and not sought and not days


def page(session: Session, wanted: Wanted) -> Page:
    """The alerts of one page."""
    place = within(session, wanted)
    # a database that sorts whole alerts carries their explanations about
    some = ordered(select(Alert.id).where(*place.fits), wanted)
    names = [*session.scalars(some.limit(PAGE).offset((wanted.page - 1) * PAGE))]
    found = select(Alert).where(Alert.id.in_(names)).options(*BARE)
    alerts = {one.id: one for one in session.scalars(found)}
    return counted(session, wanted, place, [alerts[name] for name in names])


def counted(
    session: Session, wanted: Wanted, place: Within | None = None, alerts: Sequence[Alert] = ()
) -> Page:
    """How many there are, without them."""
    place = place or within(session, wanted)
    some = select(Alert.id).where(*place.fits).limit(COUNTED + 1).subquery()
    many = session.scalar(select(func.count()).select_from(some)) or 0
    return Page([*alerts], min(many, COUNTED), many <= COUNTED, place.since)


def ordered(asked: Select[Any], wanted: Wanted) -> Select[Any]:
    """In the order of a word of SORTS, equals by number."""
    column = SORTS[wanted.sort.removeprefix("-")]
    down = wanted.sort.startswith("-")
    if column is Alert.rank and not down:
        # the index has no place for what has no rank, which is none of the open
        if wanted.status in ("open", SNOOZED):
            return asked.order_by(column.asc(), Alert.number)
        return asked.order_by(column.asc().nulls_last(), Alert.number.desc())
    if column is Alert.number and wanted.status in ("open", SNOOZED):
        # the few open are sorted, not looked for among all from the oldest on
        number = Alert.number + 0
        return asked.order_by(number.desc() if down else number)
    first = column.desc() if down else column.asc()
    # where nothing is empty, any index will do
    first = first.nulls_last() if column.expression.nullable else first
    return asked.order_by(first, Alert.number.desc() if down else Alert.number)


def groups(session: Session, wanted: Wanted, most: int = 200) -> list[tuple[Sequence[Any], int]]:
    """The values of the fields grouped by, each with how many alerts it has, the most first."""
    columns = [GROUPS[name] for name in wanted.group[:MOST_GROUPS]]
    # with a limit of its own SQLite does not walk another index through the whole table
    some = select(*columns).where(*within(session, wanted).fits).limit(MOST_GROUPED).subquery()
    many = func.count().label("many")
    asked = select(*some.c, many).group_by(*some.c).order_by(many.desc(), *some.c)
    return [(tuple(row)[:-1], row.many) for row in session.execute(asked.limit(most))]


def ids(
    session: Session, wanted: Wanted, most: int = COUNTED, *, now: datetime | None = None
) -> list[str]:
    """All that match, whatever the page: for what is done to all of them at once."""
    asked = select(Alert.id).where(*within(session, replace(wanted, page=1), now).fits)
    return list(session.scalars(ordered(asked, wanted).limit(most)))


def severities() -> dict[int, str]:
    """The words for severities."""
    return {one.value: one.name.lower() for one in Severity}
