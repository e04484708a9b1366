"""Evidence rows: what an account did on its flagged days, event by event, as the lake keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from leakwatch.events import ACTIONS, DATA

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.lookup import Lookup

PAGE = 50
COLUMNS = (
    "clock", "at", "action", "data", "subject", "rows", "masked", "ok", "case", "reason",
    "approver", "owner", "place", "device", "source", "batch", "line",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which rows: of one day or of all flagged, by words; `bare` wants those without a case."""

    day: date | None = None
    action: str = ""
    data: str = ""
    subject: str = ""
    bare: bool = False
    page: int = 1


@dataclass(frozen=True)
class Row:
    """One event, people as tokens; `batch` and `line` say where the original stands."""

    clock: datetime
    at: datetime
    action: str
    data: str | None
    subject: str | None
    rows: int | None
    masked: bool | None
    ok: bool | None
    case: str | None
    reason: str | None
    approver: str | None
    owner: str | None
    place: str | None
    device: str | None
    source: str
    batch: str
    line: int


@dataclass(frozen=True)
class Rows:
    """One page of rows, and how many fit in all; `words` are the values to ask for."""

    asked: Asked
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    actions: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.count // PAGE)


def asked(given: Mapping[str, str], flagged: Sequence[date], usual: date | None) -> Asked:
    """What an address asks for; what cannot be understood is as if it were not there.

    Where no day is named it is the `usual` one; "all" asks for every flagged day.
    """
    said = {one.name: given.get(f"row_{one.name}", "")[:64] for one in fields(Asked)}
    days = {str(day): day for day in flagged}
    number = said["page"]
    return Asked(
        None if said["day"] == "all" else days.get(said["day"], usual),
        said["action"] if said["action"] in ACTIONS else "",
        said["data"] if said["data"] in DATA else "",
        said["subject"].strip().lower(), said["bare"] == "1",
        int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 10**6 else 1,
    )  # fmt: skip


def address(one: Asked, **changes: object) -> dict[str, str]:
    """The same, changed, as an address carries it."""
    told = {**vars(one), "page": 1, **changes}
    told["day"] = told["day"] or "all"
    told["bare"] = "1" if told["bare"] else ""
    return {f"row_{name}": str(value) for name, value in told.items()
            if value and (name, value) != ("page", 1)}  # fmt: skip


def rows(lookup: Lookup, actor: str, flagged: Sequence[date], one: Asked) -> Rows:
    """A page of the events that are asked for, the earliest first."""
    import pyarrow.compute as pc

    days = [one.day] if one.day else list(flagged)
    found = lookup.rows("events", COLUMNS, {"actor": actor}, days)
    if not len(found):
        return Rows(one)
    actions, classes = (_words(found, name) for name in ("action", "data"))
    for name, value in (("action", one.action), ("data", one.data)):
        if value:
            found = found.filter(pc.field(name) == value)
    if one.subject:
        found = found.filter(pc.starts_with(pc.field("subject"), one.subject))
    if one.bare:
        found = found.filter(pc.field("case").is_null())
    ordered = found.sort_by([("at", "ascending"), ("batch", "ascending"), ("line", "ascending")])
    shown: list[dict[str, Any]] = ordered.slice((one.page - 1) * PAGE, PAGE).to_pylist()
    return Rows(one, [Row(**row) for row in shown], len(ordered), actions, classes)


def _words(found: pa.Table, name: str) -> list[str]:
    return sorted(value for value in found[name].unique().to_pylist() if value)
