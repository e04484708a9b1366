"""Windows walked in order through downtime, failures, pauses, other settings and clocks set."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from leakwatch import store
from leakwatch.errors import ConfigError
from leakwatch.periods import Backup
from leakwatch.schedule import asking, walking
from leakwatch.schedule.cron import Cron
from leakwatch.schedule.jobs import JOBS, Job, scheduled
from leakwatch.schedule.standing import standing
from leakwatch.settings import Detect, Organisation, Settings
from leakwatch.store import news, pauses, trail, windows
from leakwatch.timetable import Schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SECTIONS = ("organisation", "detect")


def nothing(*_):
    return {}


DETECT = Job("detect", nothing, SECTIONS, each=True)
INGEST = Job("ingest", nothing, SECTIONS)
QUARTERS = "*/15 * * * *"


class Walk:
    """A scheduler without processes: what it does, it does at once."""

    def __init__(self, kept, *table, zone="Asia/Shanghai", ingest=QUARTERS):
        self.kept, self.table = kept, {job.name: job for job in table}
        self.settings = Settings(
            organisation=Organisation(zone=zone), schedule=Schedule(ingest=ingest)
        )
        self.broken = set()
        self.did = []

    def step(self, now):
        """One window at a moment; False where none has its turn."""
        away = pauses.paused(self.kept)
        walking.add_due(self.kept, self.settings, self.table, away, now)
        found = walking.turn(windows.open_windows(self.kept), self.table, away, now)
        if found is None:
            return False
        window, covered = found
        mark = self.table[window.job].mark(self.settings)
        if attempt := windows.begin(self.kept, window.id, 1, mark, now):
            if window.job in self.broken:
                windows.failed(self.kept, window.id, attempt, "broken", now)
            else:
                earlier = [one.id for one in covered]
                windows.done(self.kept, window.id, attempt, {}, covered=earlier, now=now)
                self.did.append((window.job, window.due))
        return True

    def at(self, now):
        """All there is to do at a moment; what was done, by job and due moment."""
        before = len(self.did)
        while self.step(now):
            assert len(self.did) < before + 500
        return self.did[before:]

    def every(self, after, upto, by=MINUTE):
        """Looks again and again from one moment to another."""
        found = []
        while after <= upto:
            found += self.at(after)
            after += by
        return found

    def moments(self, job):
        return [due for name, due in self.did if name == job]


@pytest.fixture
def kept(tmp_path, blank):
    with store.open(f"sqlite:///{shutil.copy(blank, tmp_path / 'leakwatch.db')}") as kept:
        yield kept


@pytest.fixture
def walk(kept):
    return Walk(kept, INGEST, DETECT)


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def test_what_was_never_done_is_done_at_the_first_start_and_then_by_the_clock(walk):
    started = NOON.replace(microsecond=17)
    assert walk.at(started) == [("ingest", NOON), ("detect", NOON)]
    assert walk.at(NOON + 14 * MINUTE) == []
    assert walk.at(NOON + 15 * MINUTE) == [("ingest", NOON + 15 * MINUTE)]


def test_after_downtime_every_day_is_judged_in_order_and_the_last_ingest_covers_all(walk, kept):
    walk.at(NOON)
    back = at(5, 9, 7)
    found = walk.at(back)
    assert [due for job, due in found if job == "detect"] == [at(3, 2, 15), at(4, 2, 15),
                                                             at(5, 2, 15)]  # fmt: skip
    assert [due for job, due in found if job == "ingest"] == [at(5, 9)]
    # what is in is judged, not what comes later
    assert found[0][0] == "ingest"
    last, *earlier = windows.of_job(kept, "ingest", limit=9999)[:-1]
    assert len(earlier) == 4 * 69 - 1
    assert {tuple(one.progress.items()) for one in earlier} == {(("covered_by", last.id),)}
    assert windows.open_windows(kept) == []


def test_a_failure_rests_and_keeps_only_its_own_job_waiting(walk, kept):
    walk.at(NOON)
    walk.broken = {"detect"}
    walk.at(at(3, 2, 16))
    # the next day is due, but the one before is first
    found = walk.every(at(3, 2, 17), at(4, 2, 30), by=10 * MINUTE)
    assert {job for job, _ in found} == {"ingest"}
    failing = windows.open_windows(kept)
    assert [(one.due, one.state) for one in failing] == [
        (at(3, 2, 15), "failed"), (at(4, 2, 15), "waiting"),
    ]  # fmt: skip
    # 30 seconds, then twice as long each time, then every hour
    assert 25 <= failing[0].attempts <= 32
    walk.broken = set()
    again = failing[0].again
    assert "detect" not in dict(walk.at(again - timedelta(seconds=1)))
    assert [due for job, due in walk.at(again) if job == "detect"] == [at(3, 2, 15), at(4, 2, 15)]


def test_a_failure_rests_no_longer_where_the_clock_was_set_back(walk, kept):
    walk.at(NOON)
    walk.broken = {"detect"}
    for _ in range(8):
        walk.at(at(3, 2, 16))
        with kept.writing() as session:
            windows.at_once(session, "detect")
    walk.at(at(3, 2, 16))
    walk.broken = set()
    assert walk.at(at(3, 2, 16)) == []
    assert [job for job, _ in walk.at(at(3, 2, 15))] == ["detect"]


def test_paused_it_is_left_alone_and_resumed_it_walks_what_was_missed(walk, kept):
    walk.at(NOON)
    assert asking.pause(kept, "detect", who="shell:lin", reason="new CRM")
    assert not asking.pause(kept, "detect", who="shell:lin", reason="new CRM")
    walk.every(NOON, NOON + 2 * DAY, by=HOUR)
    assert walk.moments("detect") == [NOON]
    assert {one.job for one in windows.open_windows(kept)} == set()
    assert asking.resume(kept, "detect", who="shell:lin")
    assert not asking.resume(kept, "detect", who="shell:lin")
    walk.at(NOON + 2 * DAY)
    assert walk.moments("detect") == [NOON, at(3, 2, 15), at(4, 2, 15)]
    with kept.reading() as session:
        deeds = [(row.what, row.whom) for row in trail.rows(session)]
    assert deeds == [("job_paused", "detect"), ("job_resumed", "detect")]


def test_a_pause_holds_what_people_ask_for_too_and_it_goes_on_at_resume(walk, kept):
    walk.at(NOON)
    later, mark = NOON + HOUR, DETECT.mark(walk.settings)
    asking.pause(kept, "detect", who="shell:lin", reason="x")
    windows.add(kept, "detect", [at(1, 2, 15)], mark, asked_by="shell:lin")
    asking.ask(kept, walk.settings, "detect", who="shell:lin", now=later)
    assert walk.at(later) == [("ingest", later)]
    with kept.reading() as session:
        [*_, last] = trail.rows(session)
    assert (last.what, last.whom, last.who) == ("job_asked", "detect", "shell:lin")
    asking.resume(kept, "detect", who="shell:lin")
    assert walk.at(later) == [("detect", at(1, 2, 15)), ("detect", later)]


def test_a_pause_stops_the_trying_of_what_fails_and_nobody_is_told_of_it(walk, kept):
    walk.at(NOON)
    windows.add(kept, "detect", [at(1, 2, 15)], DETECT.mark(walk.settings), asked_by="shell:lin")
    walk.broken = {"detect"}
    walk.at(NOON + MINUTE)
    asking.pause(kept, "detect", who="shell:lin", reason="x")
    walk.every(NOON + MINUTE, NOON + HOUR, by=5 * MINUTE)
    [failed] = windows.open_windows(kept)
    assert (failed.state, failed.attempts) == ("failed", 1)
    with kept.reading() as session:
        assert news.failing(session) == {}
    asking.resume(kept, "detect", who="shell:lin")
    with kept.reading() as session:
        assert list(news.failing(session)) == ["detect"]


def test_settings_changed_in_between_are_another_window_only_when_asked_for(walk, kept):
    walk.at(NOON)
    before = walk.settings
    walk.at(at(3, 2, 15))
    walk.settings = msgspec.structs.replace(before, detect=Detect(alerts_per_day=5))
    assert [due for job, due in walk.at(at(4, 2, 15)) if job == "detect"] == [at(4, 2, 15)]
    found = {one.due: one.settings_hash for one in windows.of_job(kept, "detect")}
    assert found[at(3, 2, 15)] == DETECT.mark(before) != DETECT.mark(walk.settings)
    assert found[at(4, 2, 15)] == DETECT.mark(walk.settings)
    dues = Cron("15 2 * * *", SHANGHAI).dues(at(2, 0), at(4, 3))
    new = DETECT.mark(walk.settings)
    assert windows.add(kept, "detect", dues, new, asked_by="shell:lin") == 2
    again = [due for job, due in walk.at(at(4, 3)) if job == "detect"]
    assert again == [at(2, 2, 15), at(3, 2, 15)]


@pytest.mark.parametrize("by", [-HOUR, -DAY, -3 * DAY, HOUR, DAY, 40 * DAY])
@pytest.mark.parametrize("where", ["noon", "midnight"])
def test_a_clock_set_and_set_right_again_skips_nothing_and_doubles_nothing(kept, by, where):
    walk = Walk(kept, DETECT, INGEST, ingest="0 * * * *")
    began = at(10, 23, 50) if where == "midnight" else at(10, 12)
    walk.at(began - 2 * DAY)
    walk.every(began - DAY, began, by=HOUR)
    walk.every(began + by, began + by + 2 * HOUR, by=30 * MINUTE)
    after = began + 2 * HOUR + MINUTE
    walk.every(after, after + 3 * DAY, by=HOUR)
    first = began - 2 * DAY
    for name in ("detect", "ingest"):
        done = [one for one in windows.of_job(kept, name, limit=9999) if one.state == "done"]
        line = {"detect": "15 2 * * *", "ingest": "0 * * * *"}[name]
        dues = Cron(line, SHANGHAI).dues(first, after + 3 * DAY - 30 * MINUTE)
        ended = {one.due for one in done}
        assert set(dues) <= ended
        # each was done, or covered, once it was due
        assert all(max(one.began or one.ended, one.ended) >= one.due for one in done
                   if one.due in set(dues))  # fmt: skip
        # and but for what a clock ahead did too early, once
        real = [due for due in walk.moments(name) if due in set(dues)]
        if by < timedelta():
            assert len(real) == len(set(real))
        assert all(real.count(due) <= 2 for due in real)


@pytest.mark.parametrize(
    ("zone", "began", "days"),
    [
        ("America/New_York", datetime(2026, 3, 6, 12, tzinfo=UTC), 4),
        ("America/New_York", datetime(2026, 10, 30, 12, tzinfo=UTC), 4),
        ("Australia/Lord_Howe", datetime(2026, 4, 3, 12, tzinfo=UTC), 3),
        ("America/Sao_Paulo", datetime(2018, 11, 2, 12, tzinfo=UTC), 3),
    ],
)
def test_summer_time_skips_and_doubles_no_day(kept, zone, began, days):
    walk = Walk(kept, DETECT, INGEST, zone=zone, ingest="0 0 * * *")
    walk.every(began, began + timedelta(days=days), by=20 * MINUTE)
    for name in ("detect", "ingest"):
        [_, *dues] = walk.moments(name)
        dates = [due.astimezone(ZoneInfo(zone)).date() for due in dues]
        assert len(set(dates)) == len(dates) == days
        assert (dates[-1] - dates[0]).days == days - 1


def test_a_future_window_waits_for_its_moment(walk, kept):
    walk.at(NOON)
    windows.add(kept, "detect", [at(9, 2, 15)], DETECT.mark(walk.settings))
    assert walk.at(NOON) == []
    assert ("detect", at(9, 2, 15)) in walk.at(at(9, 2, 15))


def test_backfilling_adds_what_was_not_done_under_these_settings_and_nothing_to_come(kept):
    settings, now = Settings(), at(10, 12)
    first, last = at(1, 0), at(31, 0)
    assert asking.backfill(kept, settings, "detect", first, last, who="shell:lin", now=now) == (
        10, 0,
    )  # fmt: skip
    assert asking.backfill(kept, settings, "detect", first, last, who="shell:lin", now=now) == (
        0, 10,
    )  # fmt: skip
    assert asking.backfill(kept, settings, "detect", at(20, 0), last, who="x", now=now) == (0, 0)
    assert {one.asked_by for one in windows.open_windows(kept)} == {"shell:lin"}
    off = msgspec.structs.replace(settings, schedule=Schedule(rings=""))
    with pytest.raises(ConfigError, match="rings has no schedule"):
        asking.backfill(kept, off, "rings", first, last, who="x", now=now)
    with pytest.raises(ConfigError, match="no job 'dusting'; one of ingest, detect"):
        asking.ask(kept, settings, "dusting", who="x", now=now)


def test_a_backup_without_a_place_is_refused_and_with_one_waits(kept):
    nowhere, somewhere = Settings(), Settings(backup=Backup(path="backups"))
    with pytest.raises(ConfigError, match=r"^\[backup\] path: no folder .*; name one there first"):
        asking.ask(kept, nowhere, "backup", who="x", now=NOON)
    with pytest.raises(ConfigError, match=r"^\[backup\] path: no folder .*; name one there first"):
        asking.backfill(kept, nowhere, "backup", NOON - DAY, NOON, who="x", now=NOON)
    assert windows.open_windows(kept) == []
    assert asking.ask(kept, somewhere, "backup", who="x", now=NOON)


def test_asked_for_now_what_rests_is_tried_first(kept):
    walk = Walk(kept, *(replace(job, work=nothing) for job in JOBS if job.name == "detect"))
    walk.at(NOON)
    walk.broken = {"detect"}
    for minutes in range(16, 59):
        walk.at(at(3, 2, minutes))
    walk.broken = set()
    assert walk.at(at(3, 2, 59)) == []
    asking.ask(kept, walk.settings, "detect", who="shell:lin", now=at(3, 2, 59))
    assert [due for _, due in walk.at(at(3, 2, 59))] == [at(3, 2, 15), at(3, 2, 59)]


def test_a_job_without_a_line_is_never_due():
    off = msgspec.structs.replace(Settings(), schedule=Schedule(rings=""))
    # backups need a place
    assert {job.name for job, _ in scheduled(off)} == {"ingest", "detect", "retention", "digest",
                                                      "health"}  # fmt: skip


def test_other_settings_of_a_job_are_another_mark_and_of_others_are_none():
    before = Settings()
    judged = msgspec.structs.replace(before, detect=Detect(alerts_per_day=5))
    changed = {job.name for job in JOBS if job.mark(before) != job.mark(judged)}
    assert changed == {"detect", "rings"}
    moved = msgspec.structs.replace(before, folder="/elsewhere")
    assert all(job.mark(before) == job.mark(moved) for job in JOBS)


def test_how_every_job_stands(walk, kept):
    states = lambda now: {  # noqa: E731
        one.job: one.state for one in standing(kept, walk.settings, now, walk.table.values())
    }
    assert states(NOON) == {"ingest": "idle", "detect": "idle"}
    walk.at(NOON)
    walk.broken = {"detect"}
    walk.at(at(3, 2, 20))
    assert states(at(3, 2, 20)) == {"ingest": "idle", "detect": "failing"}
    asking.pause(kept, "detect", who="shell:lin", reason="x")
    assert states(at(3, 2, 20))["detect"] == "paused"
    walking.add_due(kept, walk.settings, walk.table, pauses.paused(kept), at(3, 4))
    assert states(at(3, 3))["ingest"] == "waiting"
    assert states(at(3, 4))["ingest"] == "overdue"
