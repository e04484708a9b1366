"""Entries of the trail as people look for them: by who, what, whom and when, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select

from leakwatch.store.trail import Entry, written

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 100


@dataclass(frozen=True)
class Sought:
    """Which entries: empty words want all; `since` up to, not with, `until`; `before` a number."""

    who: str = ""
    what: str = ""
    whom: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0


def page(session: Session, sought: Sought, most: int = PAGE) -> list[Entry]:
    """The newest of them."""
    asked = select(Entry).where(*_fits(sought)).order_by(Entry.number.desc())
    return list(session.scalars(asked.limit(most)))


def _fits(sought: Sought) -> list[ColumnElement[bool]]:
    said = {Entry.who: sought.who, Entry.what: sought.what, Entry.whom: sought.whom}
    out = [column == value for column, value in said.items() if value]
    out += [Entry.at >= written(sought.since)] if sought.since else []
    out += [Entry.at < written(sought.until)] if sought.until else []
    out += [Entry.number < sought.before] if sought.before else []
    return out
