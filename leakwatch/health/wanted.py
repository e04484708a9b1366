"""What goes on though something is amiss: the scheduler, jobs, feeds, messages, backup, trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leakwatch.errors import LeakwatchError
from leakwatch.health.check import Check, failed
from leakwatch.health.intake import Intake, readable
from leakwatch.schedule.jobs import JOBS, named
from leakwatch.schedule.keeper import SCHEDULER
from leakwatch.schedule.standing import standing
from leakwatch.store import leases, tallies, trail
from leakwatch.store.chain import Flaw
from leakwatch.store.marks import Mark, fits

if TYPE_CHECKING:
    from leakwatch.health.grounds import Grounds
    from leakwatch.settings import Settings

#: of its holder's clock, which may differ from ours
STILL = timedelta(minutes=2)
#: what was given up before is no news
WEEK = timedelta(days=7)
TROUBLED = ("failing", "overdue")


class Looks:
    """One look each; SourceError or ConfigError where that cannot be told."""

    def __init__(self, grounds: Grounds, settings: Settings, now: datetime) -> None:
        self.grounds, self.settings, self.now = grounds, settings, now
        self.zone = ZoneInfo(settings.organisation.zone)

    def _at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def scheduler(self) -> Check:
        """Whether one leads, and is at work."""
        lease = leases.look(self.grounds.store(self.settings), SCHEDULER)
        start = "start `leakwatch scheduler`"
        if lease is None or not lease.holder:
            return Check("scheduler", ok=False, said="nobody leads", next=start)
        said = f"{lease.holder} leads under number {lease.fence}, seen {self._at(lease.seen)}"
        still = self.now - lease.seen > STILL
        return Check("scheduler", ok=not still, said=said, next=start if still else "")

    def jobs(self) -> Check:
        """Which jobs are late, or fail."""
        found = list(standing(self.grounds.store(self.settings), self.settings, self.now, JOBS))
        wrong = [one for one in found if one.trouble in TROUBLED]
        if not wrong:
            paused = [one.job for one in found if one.state == "paused"]
            beside = f"; paused: {', '.join(paused)}" if paused else ""
            return Check("jobs", ok=True, said=f"none is late or fails{beside}")
        said = "; ".join(
            f"{one.job} {one.trouble} since {self._at(one.since)}"
            + (f" ({one.error})" if one.error else "")
            for one in wrong if one.since
        )  # fmt: skip
        return Check("jobs", ok=False, said=said,
                     next="`leakwatch jobs` shows how they stand")  # fmt: skip

    def feeds(self) -> Check:
        """Which sources say nothing, as of today."""
        from leakwatch.feeds.silent import silent
        from leakwatch.feeds.table import known

        lake = self.grounds.lake(self.settings)
        with readable(lake):
            found = silent(lake, self.settings, self.now)
        spoke = Intake().read(lake)
        never = sorted(name for name in known(self.settings) if name not in spoke)
        said = [*(f"{name} is silent since {since}" for name, since in found.items()),
                *(f"{name} never said anything" for name in never)]  # fmt: skip
        if said:
            return Check("feeds", ok=False, said="; ".join(said),
                         next="`leakwatch feeds` says more; ask who delivers it")  # fmt: skip
        return Check("feeds", ok=True, said=f"{len(spoke)} sources, none is silent")

    def messages(self) -> Check:
        """Which messages nobody got."""
        with self.grounds.store(self.settings).reading() as session:
            lost = tallies.given_up(session, self.now - WEEK)
            waiting = sum(tallies.waiting(session).values())
        if not lost:
            return Check("messages", ok=True, said=f"{waiting} wait, none given up this week")
        said = ", ".join(f"{count} given up on {name}" for name, count in lost.items())
        return Check("messages", ok=False, said=f"{said} this week",
                     next="`leakwatch notify list` says why")  # fmt: skip

    def backup(self) -> Check:
        """How old the newest backup is: no more than one may be missing."""
        from leakwatch.backup import manifest

        if not self.settings.backup.path:
            return Check("backup", ok=True, said="none is made: [backup] path is empty")
        folder = Path(self.settings.place(self.settings.backup.path))
        found = manifest.wholes(folder, self.grounds.key(self.settings).mark)
        again = "`leakwatch backup` makes one"
        if not found:
            return Check("backup", ok=False, said=f"none in {folder}", next=again)
        made = manifest.read(found[-1]).made
        cron = named("backup").cron(self.settings)
        missed = len(cron.dues(made, self.now)) if cron else 0
        said = f"the newest is of {self._at(made)}"
        return Check("backup", ok=missed < 2, said=said, next=again if missed > 1 else "")

    def trail(self) -> Check:
        """Whether its end is where the mark says; `leakwatch verify` reads all of it."""
        mark = Mark(Path(self.settings.place(self.settings.lake.path)),
                    self.grounds.key(self.settings)).read()  # fmt: skip
        more = "`leakwatch verify` finds what was touched; keep the database as it is"
        if isinstance(mark, Flaw):
            return Check("trail", ok=False, said=mark.said, next=more)
        with self.grounds.store(self.settings).reading() as session:
            head, whole = trail.head(session), fits(session, mark)
        if not whole:
            return Check("trail", ok=False, said="it does not go on as the mark says", next=more)
        return Check("trail", ok=True, said=f"{head.number} entries, its end fits the mark")


def wanted(grounds: Grounds, settings: Settings, now: datetime) -> Iterator[Check]:
    """Each of them, as it stands."""
    looks = Looks(grounds, settings, now)
    for look in (looks.scheduler, looks.jobs, looks.feeds, looks.messages, looks.backup,
                 looks.trail):  # fmt: skip
        try:
            yield look()
        except LeakwatchError as error:
            yield failed(look.__name__, error)
