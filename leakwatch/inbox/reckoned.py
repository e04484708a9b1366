"""Statistics as pages and the API tell them: months, organisations, detectors, promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leakwatch.promised import Promise
from leakwatch.store import runs, statistics
from leakwatch.store.statistics import Count, Judged

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.store import Store

#: a year, and the year before to compare with
MONTHS = 24
STATUSES = ("open", "confirmed", "dismissed", "closed")
SURE = 0.9


@dataclass(frozen=True)
class Sum:
    """Alerts of a month, an organisation or a detector, by where they stand.

    `people` counts somebody once for each alert. `before` is the month before, `year_before` the
    same month a year ago; None where there was none yet.
    """

    word: str
    open: int
    confirmed: int
    dismissed: int
    closed: int
    people: int
    before: int | None = None
    year_before: int | None = None

    @property
    def alerts(self) -> int:
        """All of them."""
        return self.open + self.confirmed + self.dismissed + self.closed


@dataclass(frozen=True)
class Share:
    """How many of the alerts that people judged were false: between `low` and `high`, 90 % sure."""

    word: str
    judged: int
    dismissed: int
    share: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Promised:
    """What the last run promised: `share`, and `most` at 90 %. `kept`: yes, no, or not yet."""

    share: float
    most: float
    days: int
    forward: int
    tests: float
    counted: bool
    kept: str

    def said_in(self, say: Say) -> str:
        """In words."""
        fields = asdict(self)
        del fields["kept"]
        return Promise(**fields).said(say)


@dataclass(frozen=True)
class Waits:
    """Hours to the first word and to the last, half of the alerts below; None without any."""

    answered: int
    first: float | None
    first_most: float | None
    closed: float | None
    closed_most: float | None


@dataclass(frozen=True)
class Statistics:
    """Two years of alerts; sums of organisations and detectors are of the last twelve months."""

    made: datetime
    months: list[Sum]
    organisations: list[Sum]
    sectors: list[Sum]
    detectors: list[Sum]
    realised: Share
    realised_by: list[Share]
    realised_by_detector: list[Share]
    promised: Promised | None
    waits: Waits


def statistics_of(store: Store, zone: ZoneInfo, sectors: Mapping[str, str]) -> Statistics:
    """All of it, as it stands now; `sectors` by organisation."""
    now = datetime.now(UTC)
    days = months(now.astimezone(zone).date())
    moments = [datetime(day.year, day.month, 1, tzinfo=zone).astimezone(UTC) for day in days]
    with store.reading() as session:
        by_org = statistics.counted(session, "org", moments)
        by_detector = statistics.counted(session, "detectors", moments)
        judged = statistics.judged(session, "org", moments)
        by_rule = statistics.judged(session, "detectors", moments)
        first, closed = statistics.answered(session, moments[MONTHS // 2])
    late = [one for one in by_org if one.month >= MONTHS // 2]
    whole = share("", judged)
    return Statistics(
        now, _months(by_org, days), summed(late), summed(_sectors(late, sectors)),
        summed(one for one in by_detector if one.month >= MONTHS // 2), whole,
        _shares(judged), _shares(by_rule), promised(store, whole), _waits(first, closed),
    )  # fmt: skip


def months(today: date) -> list[date]:
    """The first days of two years of months, and of the one to come.

    >>> [str(day) for day in months(date(2026, 3, 7))[:: MONTHS]]
    ['2024-04-01', '2026-04-01']
    """
    last = today.year * 12 + today.month
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS, last + 1)]


def summed(counts: Iterable[Count]) -> list[Sum]:
    """By word, the most alerts first."""
    found: dict[str, dict[str, int]] = {}
    for one in counts:
        mine = found.setdefault(one.word, dict.fromkeys((*STATUSES, "people"), 0))
        mine[one.status] += one.alerts
        mine["people"] += one.people
    sums = [Sum(word, **said) for word, said in found.items()]
    return sorted(sums, key=lambda one: (-one.alerts, one.word))


def _months(counts: list[Count], days: list[date]) -> list[Sum]:
    """Every month from the first with an alert on, against the one before and a year before."""
    sums = {one.word: one for one in summed(
        one._replace(word=f"{days[one.month]:%Y-%m}") for one in counts)}  # fmt: skip
    words = [f"{day:%Y-%m}" for day in days[:-1]]
    began = min((words.index(word) for word in sums), default=len(words) - 1)
    alerts = [sums[word].alerts if word in sums else 0 for word in words]
    empty = dict.fromkeys((*STATUSES, "people"), 0)
    out = []
    for place in range(began, len(words)):
        mine = sums.get(words[place])
        said = {name: getattr(mine, name) for name in empty} if mine else empty
        out.append(Sum(
            words[place], **said, before=alerts[place - 1] if place > began else None,
            year_before=alerts[place - 12] if place - 12 >= began else None,
        ))  # fmt: skip
    return out


def _sectors(counts: list[Count], sectors: Mapping[str, str]) -> list[Count]:
    return [one._replace(word=sectors.get(one.word, "other")) for one in counts]


def _shares(judged: list[Judged]) -> list[Share]:
    """By word."""
    return [share(one.word, [one]) for one in judged]


def share(word: str, judged: Iterable[Judged]) -> Share:
    """The share of false alarms, and where it lies (Clopper and Pearson, Biometrika 26, 1934).

    >>> told = share("", [Judged("carrier", 9, 1)])
    >>> told.share, round(told.low, 3), round(told.high, 3)
    (0.1, 0.005, 0.394)
    """
    from scipy.stats import beta

    mine = list(judged)
    false = sum(one.dismissed for one in mine)
    all_ = false + sum(one.confirmed for one in mine)
    tail = (1 - SURE) / 2
    low = float(beta.ppf(tail, false, all_ - false + 1)) if false else 0.0
    high = float(beta.ppf(1 - tail, false + 1, all_ - false)) if false < all_ else 1.0
    return Share(word, all_, false, false / all_ if all_ else None, low, high)


def promised(store: Store, realised: Share) -> Promised | None:
    """What the last run promised, and whether that was kept."""
    last = runs.last_done(store, "detect")
    said: dict[str, Any] | None = last.summary.get("promise") if last else None
    if not said:
        return None
    kept = "no" if realised.low > said["most"] else "yes" if realised.high <= said["most"] else ""
    told = {name: said[name] for name in ("share", "most", "days", "forward", "tests", "counted")}
    return Promised(**told, kept=kept or "not yet")


def _waits(first: list[timedelta], closed: list[timedelta]) -> Waits:
    return Waits(len(first), *_usual(first), *_usual(closed))


def _usual(waits: list[timedelta]) -> tuple[float | None, float | None]:
    """The median, and what nine of ten stay below, in hours."""
    hours = sorted(max(one.total_seconds(), 0) / 3600 for one in waits)
    if not hours:
        return None, None
    return round(median(hours), 2), round(hours[min(len(hours) * 9 // 10, len(hours) - 1)], 2)
