"""The numbers Prometheus asks for, counted when it does, of jobs, feeds, alerts and messages.

Named as https://prometheus.io/docs/practices/naming/ wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from leakwatch.errors import LeakwatchError
from leakwatch.findings import Severity
from leakwatch.health.needed import free
from leakwatch.schedule.jobs import JOBS
from leakwatch.schedule.keeper import SCHEDULER, ours
from leakwatch.store import leases, news, pauses, tallies, windows

if TYPE_CHECKING:
    from leakwatch.health.grounds import Grounds
    from leakwatch.health.intake import Intake
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings
    from leakwatch.store import Store

Values = Mapping[str, float]


def gauges(grounds: Grounds, intake: Intake, now: datetime) -> list[Metric]:
    """All that can be told now; `leakwatch_up` is 1 where nothing is missing."""
    found, read = list[Metric](), 0
    with grounds.turn, suppress(LeakwatchError):
        settings = grounds.settings()
        found.append(_gauge("free_bytes", "Free on its disk.", "place", free(settings)))
        with suppress(LeakwatchError):
            found += _kept(grounds.store(settings), settings, now)
            read += 1
        with suppress(LeakwatchError):
            found += _brought(intake, grounds.lake(settings), settings, now)
            read += 1
    return [up(value=read == 2), *found]


def up(*, value: bool) -> Metric:
    """The one number that is always there."""
    told = "1 if settings, store and lake could all be read for this answer."
    return GaugeMetricFamily("leakwatch_up", told, value=value)


def _gauge(name: str, told: str, label: str, values: Values) -> Metric:
    family = GaugeMetricFamily(f"leakwatch_{name}", told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _kept(store: Store, settings: Settings, now: datetime) -> Iterable[Metric]:
    """What the store tells."""
    names, away = [job.name for job in JOBS], pauses.paused(store)
    before = now - timedelta(minutes=settings.notify.overdue_minutes)
    with store.reading() as session:
        late, failed = tallies.overdue(session, before), tallies.failed(session)
        alerts = news.counted(session)
        waiting, lost = tallies.waiting(session), tallies.given_up(session)
    done = {name: last.ended.timestamp() for name in names
            if (last := windows.last_done(store, name)) and last.ended}  # fmt: skip
    channels = sorted({*settings.notify.channels, *waiting, *lost})
    yield _gauge("windows_overdue", "Windows due for longer than [notify] overdue_minutes.", "job",
                 {name: late.get(name, 0) for name in names})  # fmt: skip
    yield _gauge("windows_failed", "Windows that failed and will be tried again.", "job",
                 {name: 0 if name in away else failed.get(name, 0) for name in names})  # fmt: skip
    yield _gauge("window_last_done_timestamp_seconds", "When its last window was done.", "job",
                 done)  # fmt: skip
    yield _gauge("alerts_open", "Alerts that wait for an answer.", "severity",
                 {one.name.lower(): alerts.get(one, 0) for one in Severity})  # fmt: skip
    yield _gauge("deliveries_waiting", "Messages that wait or are being sent.", "channel",
                 {name: waiting.get(name, 0) for name in channels})  # fmt: skip
    yield _gauge("deliveries_given_up", "Messages that nobody got.", "channel",
                 {name: lost.get(name, 0) for name in channels})  # fmt: skip
    yield from _lease(store)


def _lease(store: Store) -> Iterator[Metric]:
    lease = leases.look(store, SCHEDULER)
    held = lease is not None and ours(lease.holder)
    yield GaugeMetricFamily("leakwatch_lease_held", "1 if this process leads.", value=held)
    fence = lease.fence if lease else 0
    yield GaugeMetricFamily("leakwatch_fence", "How often the lead has changed.", value=fence)
    if lease:
        yield GaugeMetricFamily("leakwatch_lease_beat_timestamp_seconds",
                                "When the leader last beat, by its own clock.",
                                value=lease.seen.timestamp())  # fmt: skip


def _brought(intake: Intake, lake: Lake, settings: Settings, now: datetime) -> Iterator[Metric]:
    """What the table of batches tells."""
    taken = intake.read(lake)
    silent = {name: (now - one.last).total_seconds() for name, one in taken.items()
              if one.last and name in settings.sources}  # fmt: skip
    yield _gauge("feed_silent_seconds", "Since the newest event of a source.", "source", silent)
    events = CounterMetricFamily("leakwatch_events", "Events taken in.", labels=["source"])
    aside = CounterMetricFamily("leakwatch_rows_quarantined", "Rows set aside.", labels=["source"])
    for name, one in taken.items():
        events.add_metric([name], one.events)
        aside.add_metric([name], one.quarantined)
    yield from (events, aside)
