"""Alerts for programs: the list, one of them, and all that can be done to them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query
from pydantic import BaseModel, StringConstraints

from leakwatch.access import Right
from leakwatch.alerts import taking, undoing
from leakwatch.inbox.asked import joined, wanted
from leakwatch.inbox.carrying import carried
from leakwatch.inbox.colleagues import ABSENT, visible
from leakwatch.inbox.desk import Visitor, calls, needs
from leakwatch.inbox.orders import Assign, Close, Confirm, Dismiss, Due, Many, Note, Snooze
from leakwatch.inbox.words import PLAIN
from leakwatch.store import lists, notes
from leakwatch.store.alerts import Alert

router = APIRouter(prefix="/api/v1/alerts", tags=["alerts"])
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
Calling = Annotated[Visitor, Depends(calls(Right.TRIAGE))]
Named = Annotated[str, Path(pattern=r"^A[0-9]{1,18}$")]
Word = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]


class Listed(BaseModel):
    """The words of the list's address."""

    status: Word = "open"
    severity: list[Word] = []
    org: Word = ""
    detector: Word = ""
    detectors: Word = ""
    owner: Word = ""
    ring: Word = ""
    actor: Word = ""
    people: Word = ""
    since: Word = ""
    until: Word = ""
    last: Word = ""
    text: Word = ""
    sort: Word = "rank"
    page: Word = "1"


@dataclass(frozen=True)
class Shown:
    """An alert; the account is a token, `systems` are joined by `;`."""

    id: str
    actor: str
    org: str
    branch: str | None
    systems: str | None
    first: date
    last: date
    rank: int | None
    severity: int
    p: float
    score: float
    detectors: str
    because: str
    subjects: int
    records: int
    ring: str | None
    status: str
    owner: str | None
    due: date | None
    locked_by: str | None
    locked_until: datetime | None
    hidden_since: datetime | None
    hidden_until: datetime | None


@dataclass(frozen=True)
class Page:
    """Fifty at most; `counted` is false where there are more than `count`.

    `since` is the day up to which it looked back, null where it looked at all there is: ask with
    `until` for the days before.
    """

    alerts: list[Shown]
    count: int
    counted: bool
    since: date | None


@dataclass(frozen=True)
class Done:
    """What was done: the alerts it was done to, and reason → how many were left out."""

    done: list[str]
    left: dict[str, int]


@dataclass(frozen=True)
class Undone:
    """How many alerts are as before, and how many somebody has changed since."""

    back: int
    stay: int


@dataclass(frozen=True)
class Noted:
    """A note."""

    at: datetime
    who: str
    text: str


def shown(asking: Visitor, alert: Alert) -> Shown:
    """An alert as programs see it."""
    told = {one.name: getattr(alert, one.name) for one in fields(Shown)}
    return Shown(**told | {"ring": asking.ring(alert.ring)})


@router.get("")
def some(asking: Seeing, listed: Annotated[Listed, Query()]) -> Page:
    """The list that the address of the page asks for, with the same words; 422 for others.

    `severity` is 1 to 4, several times or joined by commas; `sort` is a column, `-` before it turns
    it round; days are written 2026-03-07.
    """
    said = [(name, one) for name, told in listed
            for one in (told if isinstance(told, list) else [told])]  # fmt: skip
    asked, wrong = wanted(joined(said, asking.user), asking.user)
    if wrong:
        raise HTTPException(422, f"not understood: {wrong[0]}")
    with asking.desk.store.reading() as session:
        found = lists.page(session, asked)
    return Page([shown(asking, one) for one in found.alerts], found.count, found.counted,
                found.since)  # fmt: skip


@router.get("/{alert}")
def one(alert: Named, asking: Seeing) -> Shown:
    """One alert."""
    return shown(asking, _seen(asking, alert))


@router.get("/{alert}/notes")
def noted(alert: Named, asking: Seeing) -> list[Noted]:
    """What was written about it, the oldest first."""
    _seen(asking, alert)
    with asking.desk.store.reading() as session:
        return [Noted(each.at, each.who, each.text) for each in notes.of(session, "alert", alert)]


@router.post("/actions")
def act(asking: Calling, asked: Many) -> Done:
    """One order for many alerts: named, or all that some filters match."""
    return _done(carried(asking, asked.order, asked.alerts, asked.filters))


@router.post("/next")
def take_next(asking: Calling) -> Shown:
    """Takes the next alert nobody works on, and keeps others out for half an hour."""
    taken = taking.take(asking.desk.store, asking.user)
    if taken is None:
        raise HTTPException(404, "there is nothing left to take")
    return shown(asking, _seen(asking, taken))


@router.post("/undo")
def undo(asking: Calling) -> Undone:
    """Takes back what one did in the last ten seconds."""
    try:
        return Undone(*undoing.undo(asking.desk.store, asking.user.name))
    except LookupError as error:
        raise HTTPException(409, undoing.NOTHING) from error


@router.post("/{alert}/decisions")
def decide(alert: Named, asking: Calling, order: Dismiss | Confirm | Close) -> Done:
    """A verdict."""
    return _alone(asking, order, alert)


@router.post("/{alert}/assignment")
def assign(alert: Named, asking: Calling, order: Assign) -> Done:
    """Gives it to somebody."""
    return _alone(asking, order, alert)


@router.post("/{alert}/snooze")
def snooze(alert: Named, asking: Calling, order: Snooze) -> Done:
    """Hides it for a while."""
    return _alone(asking, order, alert)


@router.post("/{alert}/due")
def due(alert: Named, asking: Calling, order: Due) -> Done:
    """Until when an answer is due."""
    return _alone(asking, order, alert)


@router.post("/{alert}/notes")
def note(alert: Named, asking: Calling, order: Note) -> Done:
    """Writes a note."""
    return _alone(asking, order, alert)


def _seen(asking: Visitor, alert: str) -> Alert:
    with asking.desk.store.reading() as session:
        found = session.get(Alert, alert)
    if found is None:
        raise HTTPException(404, ABSENT)
    visible(asking.user, found.actor)
    return found


def _alone(asking: Visitor, order: Any, alert: str) -> Done:
    """The order for one alert; 404 for one he may not see, 409 where it cannot be done to it."""
    _seen(asking, alert)
    done = _done(carried(asking, order, [alert], []))
    if not done.done:
        raise HTTPException(409, next(iter(done.left), ABSENT))
    return done


def _done(acted: Any) -> Done:
    return Done(acted.done, acted.left)
