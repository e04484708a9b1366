"""The parts of a matter, as its page and the API tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leakwatch.inbox.exposure import Exposed
from leakwatch.store.matter_lists import Line


@dataclass(frozen=True)
class Item:
    """An alert or a ring of a matter; `own` is False for the alert of a ring, which came with it.

    `because` is the strongest sentence of an alert, `more` how many others it has; `people` are
    those of its flagged days; a ring's stand with its alerts.
    """

    item: str
    kind: str
    own: bool
    severity: int | None
    status: str
    because: str
    more: int
    account: str | None
    people: int | None
    first: date | None
    last: date | None
    added: datetime | None
    added_by: str | None


@dataclass(frozen=True)
class Account:
    """An account of a matter: where it comes from, what is asked and what was decided of it."""

    account: str
    branch: str | None
    #: its alerts in the matter, with their status
    alerts: list[tuple[str, str]]
    #: its rings in the matter, with the part it plays
    rings: list[tuple[str, str]]
    asked: str
    decided: str
    reason: str
    at: datetime | None
    who: str | None


@dataclass(frozen=True)
class Answered:
    """A duty of the organisation, how it stands, and how many measures mend it."""

    duty: str
    norm: str
    asks: str
    state: str
    text: str
    measures: int
    at: datetime | None
    who: str | None


@dataclass(frozen=True)
class File:
    """A file that proves a measure."""

    number: int
    name: str
    sha256: str
    bytes: int
    added: datetime
    added_by: str


@dataclass(frozen=True)
class Measure:
    """A corrective action."""

    number: int
    track: str
    text: str
    duty: str | None
    owner: str | None
    due: date | None
    late: bool
    done: datetime | None
    done_by: str | None
    proof: str | None
    dropped: str | None
    files: list[File]


@dataclass(frozen=True)
class Held:
    """What a matter keeps from deletion; `released` when it was let go."""

    account: str
    first: date
    last: date
    placed: datetime
    placed_by: str
    reason: str
    released: datetime | None
    released_by: str | None


@dataclass(frozen=True)
class Written:
    """A note."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class Exhibit:
    """A table that was put in from a notebook: `columns` and the `first` rows of it."""

    number: int
    note: str
    columns: list[str]
    rows: int
    first: list[list[str | int | float | bool | None]]
    sha256: str
    notebook: str | None
    cell: str | None
    cell_sha256: str | None
    added: datetime
    added_by: str


@dataclass(frozen=True)
class Done:
    """What was done to the matter, as the trail has it."""

    number: int
    at: str
    who: str
    what: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A matter, whole. `because` is why it is to end, or ended, as `outcome` says."""

    matter: Line
    opened_by: str
    because: str | None
    proposed: datetime | None
    proposed_by: str | None
    closed: datetime | None
    closed_by: str | None
    exposed: Exposed
    items: list[Item]
    evidence: list[Exhibit]
    accounts: list[Account]
    duties: list[Answered]
    measures: list[Measure]
    holds: list[Held]
    notes: list[Written]
    history: list[Done]
