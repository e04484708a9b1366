"""What a report of one matter is told from: the store's rows, and a little of the lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from leakwatch.findings import FEED
from leakwatch.language import language
from leakwatch.store import collected

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.lake import Lake
    from leakwatch.language import Say
    from leakwatch.lookup import Lookup
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.alerts import Alert
    from leakwatch.store.collected import Collected, Request
    from leakwatch.tokens import Key

WHO = ("org", "branch", "role")
#: days before the last one on which an account without findings is looked for
LATE = 90


class Given(Protocol):
    """An open house."""

    @property
    def settings(self) -> Settings:
        """leakwatch.toml."""

    @property
    def key(self) -> Key:
        """What opens the vault."""

    @property
    def lake(self) -> Lake:
        """Events and facts."""

    @property
    def store(self) -> Store:
        """Alerts, rings, matters, the trail."""


@dataclass(frozen=True)
class Case:
    """A matter as it is told: in one language, by one clock."""

    found: Collected
    request: Request
    organisation: str
    zone: ZoneInfo
    language: str
    #: account → organisation, branch and job, as last seen on the days in question
    seats: Mapping[str, tuple[str, ...]]
    #: distinct people opened on the days found, by account, and by all of them together
    met: Mapping[str, int]
    together: int
    #: source → the first and the last moment of which there are rows, and its files
    sources: Sequence[dict[str, Any]]
    #: what was let go: see `visible`
    gone: Sequence[dict[str, Any]]

    @cached_property
    def say(self) -> Say:
        """What says an English sentence in the language of the report."""
        return language(self.language)

    def moment(self, at: datetime | None) -> str:
        """A moment on the organisation's clock."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if at else ""

    def seat(self, actor: str) -> str:
        """Where an account works and as what, in a cell."""
        return " · ".join(part for part in self.seats.get(actor, ()) if part) or "–"

    def own(self, alert: Alert) -> bool:
        """True for an alert about an account, not about a source."""
        return not alert.actor.startswith(FEED)


def case(given: Given, lookup: Lookup, request: Request, said: str = "") -> Case:
    """The matter a request asks for, told in a language (empty: the organisation's)."""
    found, ours = collected.collect(given.store, request), given.settings.organisation
    pairs = {actor: people(lookup, actor, days) for actor, days in found.days.items()}
    every = set[str]().union(*pairs.values())
    return Case(
        found, request, ours.name, ZoneInfo(ours.zone), said or ours.language,
        {actor: _seat(lookup, actor, found.days.get(actor)) for actor in found.accounts},
        {actor: len(met) for actor, met in pairs.items()}, len(every),
        _sources(lookup), _gone(lookup),
    )  # fmt: skip


def people(lookup: Lookup, actor: str, days: Sequence[date]) -> set[str]:
    """Whom an account opened on some days, as tokens."""
    met = lookup.rows("pairs", ["subject"], {"actor": actor}, days)
    return set(met["subject"].unique().to_pylist()) if len(met) else set()


def _seat(lookup: Lookup, actor: str, days: Sequence[date] | None) -> tuple[str, ...]:
    """Where it last worked: on these days, else of late."""
    last = lookup.last("days")
    late = [last - timedelta(days=n) for n in range(LATE)] if last else []
    rows = lookup.rows("days", ["day", *WHO], {"actor": actor}, days or late)
    if not len(rows):
        return ()
    newest = rows.sort_by([("day", "descending")]).slice(0, 1).to_pylist()[0]
    return tuple(newest[name] or "" for name in WHO)


def _sources(lookup: Lookup) -> list[dict[str, Any]]:
    """What was taken in of events, source by source."""
    rows = lookup.rows("batches", ["source", "first", "last", "events"], {"kind": "events"})
    if not len(rows):
        return []
    told = rows.group_by("source").aggregate(
        [("first", "min"), ("last", "max"), ("events", "sum"), ("source", "count")]
    )
    return [
        {"source": row["source"], "first": _utc(row["first_min"]), "last": _utc(row["last_max"]),
         "events": row["events_sum"], "files": row["source_count"]}
        for row in _rows(told, "source")
    ]  # fmt: skip


def _gone(lookup: Lookup) -> list[dict[str, Any]]:
    rows = lookup.rows("visible", ["source", "what", "first", "last", "since"])
    return _rows(rows, "source", "what") if len(rows) else []


def _rows(table: pa.Table, *order: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.sort_by([(name, "ascending") for name in order]).to_pylist()
    return found


def _utc(at: datetime | None) -> datetime | None:
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
