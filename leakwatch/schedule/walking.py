"""Windows in order: what is due is added, what waits is done, what failed is tried again."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from leakwatch.schedule.jobs import scheduled
from leakwatch.store import windows

if TYPE_CHECKING:
    from leakwatch.schedule.cron import Cron
    from leakwatch.schedule.jobs import Job
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.windows import Window


def add_due(
    store: Store, settings: Settings, table: Mapping[str, Job], away: Container[str], now: datetime
) -> int:
    """Adds every window that fell due since the last one, but of jobs that are away; a job never
    seen is due now."""
    added = 0
    for job, cron in scheduled(settings, table.values()):
        if job.name not in away:
            dues = missed(cron, windows.last_due(store, job.name, now), now)
            added += windows.add(store, job.name, dues, job.mark(settings))
    return added


def missed(cron: Cron, last: datetime | None, now: datetime) -> list[datetime]:
    """The moments from the last one known up to now."""
    return [now.replace(microsecond=0)] if last is None else cron.dues(last, now)


def rests(now: datetime) -> Callable[[Window], bool]:
    """Whether a window failed and is not to be tried again yet; not after the clock was set back,
    when nobody knows how long it rested."""

    def resting(one: Window) -> bool:
        at, again = one.ended, one.again
        return one.state == "failed" and bool(at and again and at <= now < again)

    return resting


def turn(
    open_windows: Iterable[Window], jobs: Mapping[str, Job], away: Iterable[str], now: datetime
) -> tuple[Window, list[Window]] | None:
    """The window whose turn it is, and the earlier ones that it covers; None where all rest.

    Of each job the first is done first, and what failed keeps the later ones waiting until it is
    tried again; of a job whose last window covers all, the last. Among jobs the first due.
    What a clock that ran ahead has added waits for its moment.
    """
    due = [one for one in open_windows if one.due <= now]
    heads = list(_heads(due, jobs, frozenset(away)))
    ready = [head for head in heads if not any(map(rests(now), (head[0], *head[1])))]
    if not ready:
        return None
    order = list(jobs)

    def place(head: tuple[Window, list[Window]]) -> tuple[datetime, int, int]:
        window, covered = head
        return (covered or [window])[0].due, order.index(window.job), window.id

    return min(ready, key=place)


def _heads(
    open_windows: Iterable[Window], jobs: Mapping[str, Job], away: frozenset[str]
) -> Iterator[tuple[Window, list[Window]]]:
    """The window of each job that comes next, and those it covers."""
    waiting: dict[str, list[Window]] = {}
    for window in open_windows:
        # a pause is the brake: what a person asked for before it, or meanwhile, is held too
        if window.job in jobs and window.job not in away:
            waiting.setdefault(window.job, []).append(window)
    for name, found in waiting.items():
        found.sort(key=lambda one: (one.due, one.id))
        if jobs[name].each:
            yield found[0], []
        else:
            yield found[-1], found[:-1]
