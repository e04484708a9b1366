"""What people do to alerts, one or thousands at once: what fits is done, the rest is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sqlalchemy import select

from leakwatch.store import acts
from leakwatch.store.acts import Act
from leakwatch.store.alerts import Alert
from leakwatch.store.lists import COUNTED, Wanted, ids
from leakwatch.store.model import batches

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store import Store

#: columns that acts change, and undoing puts back
CHANGING = ("status", "rank", "owner", "due", "locked_by", "locked_until", "hidden_by",
            "hidden_since", "hidden_until")  # fmt: skip
LOCKED = "somebody else has it open"


class By(NamedTuple):
    """Who does it, and when."""

    name: str
    at: datetime


class Row(NamedTuple):
    """Of an alert, what decides who may do what to it."""

    id: str
    number: int
    actor: str
    branch: str | None
    score: float
    subjects: int
    systems: str | None
    status: str
    rank: int | None
    owner: str | None
    due: date | None
    locked_by: str | None
    locked_until: datetime | None
    hidden_by: int | None
    hidden_since: datetime | None
    hidden_until: datetime | None

    def locked(self, by: By) -> bool:
        """Whether somebody else has it open to decide."""
        until = self.locked_until
        return self.locked_by not in (None, by.name) and until is not None and until > by.at


@dataclass(frozen=True)
class Hand:
    """Who acts; `keeps` says why he may not touch an alert's account and branch, or nothing."""

    name: str
    keeps: Callable[[Row], str]


class Deed(Protocol):
    """One thing to do to alerts."""

    @property
    def name(self) -> str:
        """One word, of at most 16 letters."""
        ...

    def keeps(self, session: Session, rows: Sequence[Row], by: By) -> dict[str, str]:
        """Alert → why this cannot be done to it, where it cannot."""
        ...

    def do(self, session: Session, rows: Sequence[Row], by: By) -> None:
        """Does it, on the trail."""
        ...


@dataclass(frozen=True)
class Choice:
    """Alerts by their ids, and all that match some filters."""

    alerts: tuple[str, ...] = ()
    filters: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class Acted:
    """The number of the act, the alerts it was done to, and reason → how many were left out."""

    act: int
    done: list[str]
    left: dict[str, int]


def act(store: Store, deed: Deed, chosen: Choice, hand: Hand, now: datetime | None = None) -> Acted:
    """Does a deed to all alerts chosen that it can be done to, or to none when it fails."""
    by = By(hand.name, now or datetime.now(UTC))
    with store.writing() as session:
        rows = _rows(session, _chosen(session, chosen, by.at))
        kept = {row.id: why for row in rows if (why := hand.keeps(row))}
        kept |= deed.keeps(session, [row for row in rows if row.id not in kept], by)
        fit = [row for row in rows if row.id not in kept]
        left = dict(Counter(kept.values()))
        if fit:
            deed.do(session, fit, by)
        session.flush()
        after = {row.id: row for row in _rows(session, [row.id for row in fit])}
        number = acts.add(session, Act(
            at=by.at, who=by.name, deed=deed.name, done=len(fit), left=left,
            changed={row.id: moved for row in fit if (moved := _moved(row, after[row.id]))},
        ))  # fmt: skip
    return Acted(number, [row.id for row in fit], left)


def _chosen(session: Session, chosen: Choice, now: datetime) -> Iterable[str]:
    found = set(chosen.alerts)
    for wanted in chosen.filters:
        found |= set(ids(session, wanted, COUNTED, now=now))
    return sorted(found)[: 2 * COUNTED]


def _rows(session: Session, alerts: Iterable[str]) -> list[Row]:
    columns = [getattr(Alert, name) for name in Row._fields]
    found = [Row(*row) for some in batches(alerts)
             for row in session.execute(select(*columns).where(Alert.id.in_(some)))]  # fmt: skip
    return sorted(found, key=lambda row: row.number)


def _moved(before: Row, after: Row) -> dict[str, list[Any]]:
    """Columns that are others now, as JSON keeps them."""
    both = ((name, getattr(before, name), getattr(after, name)) for name in CHANGING)
    return {name: [plain(old), plain(new)] for name, old, new in both if old != new}


def plain(value: Any) -> Any:
    """A day or a moment as text; what is neither, as it is."""
    return value.isoformat() if isinstance(value, date) else value
