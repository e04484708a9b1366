"""What is past its period goes for good; what a matter holds, counts and alerts stay."""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from leakwatch import alerts, pipeline, replaying, retention, settings, settling, tokens
from leakwatch.errors import ConfigError
from leakwatch.export import export
from leakwatch.features.columns import DAYS as FACTS
from leakwatch.ingest.stored import STORED
from leakwatch.store import matters, trail

CARRIER = (Path(__file__).parents[1] / "carrier.toml").read_text(encoding="utf-8")
TOML = f"""{CARRIER}
[detect]
only = ["bulk_lookup", "departed_access", "no_case"]
[retention]
"""
STAFF = "工号,姓名,岗位,机构,证件号,手机,入职日期,离职日期,状态\nA0,,客服,B,,,,2026-03-02,\n"
FIRST = date(2026, 3, 2)
DAYS = 16
PERIOD = 200


@dataclass
class World:
    """A folder with settings; `opened` opens it anew each time, as a command does."""

    folder: object
    counters: object

    def settings(self, **periods):
        said = "".join(f'{name} = "{days}d"\n' for name, days in periods.items())
        (self.folder / "leakwatch.toml").write_text(TOML + said, encoding="utf-8")
        return settings.read(self.folder / "leakwatch.toml")

    def opened(self, **periods):
        return pipeline.opened(self.settings(**periods))

    def log(self, number):
        path = self.folder / f"crm_{number:02}.csv"
        path.write_text(self.counters(number, number + 1), encoding="utf-8")


def day(number):
    """A day of the logs."""
    return FIRST + timedelta(days=number)


def when(number):
    """The moment at which days before this one are past PERIOD."""
    return datetime.combine(day(number) + timedelta(days=PERIOD), datetime.min.time(), UTC)


@pytest.fixture(scope="module")
def judged(grace, tmp_path_factory, counters):
    world = World(tmp_path_factory.mktemp("judged"), counters)
    (world.folder / "staff.txt").write_text(STAFF, encoding="utf-8")
    tokens.new(world.folder / "leakwatch.key")
    for number in range(DAYS):
        world.log(number)
    with world.opened() as house:
        ran = pipeline.run(house)
        assert len(ran.raised.opened) >= 2
    return world


@pytest.fixture(autouse=True, scope="module")
def grace():
    """Days stand after two in place of fourteen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "GRACE", timedelta(days=2))
        yield


@pytest.fixture
def world(judged, tmp_path):
    shutil.copytree(judged.folder, tmp_path / "world")
    return World(tmp_path / "world", judged.counters)


ALL = {"raw": PERIOD, "events": PERIOD, "facts": PERIOD}


def rows(house, name, schema):
    return house.lake.engine.arrow(house.lake.read(name, schema)).to_pylist()


def days_of(house, name="events"):
    schema = {"day": "date", "actor": "string"}
    return {row["day"] for row in rows(house, name, schema)}


def expire(house, number):
    return retention.expire(house.settings, house.lake, house.store, when(number))


def hold(house, alert, **around):
    with house.store.writing() as session:
        matter = matters.open_matter(session, "leak", "w")
        matters.add_item(session, matter, alert, "w")
        made = matters.hold(session, matter, alert, "w", "r")
        for one in made:
            for name, value in around.items():
                setattr(one, name, value)
    return made


def on_disk(world, name):
    return {place.parent.name for place in (world.folder / "lake" / name).glob("day=*/*.parquet")}


def test_without_periods_nothing_ever_goes(world):
    with world.opened() as house:
        before = house.lake.versions()
        assert expire(house, DAYS + 9000).summary() == {"past": [], "bytes": 0, "waiting": 0}
        assert house.lake.versions() == before


@pytest.mark.parametrize("number", [-5, 0])
def test_what_is_not_past_stays(world, number):
    with world.opened(**ALL) as house:
        before = days_of(house), days_of(house, "days")
        assert expire(house, number).past[0].rows == 0
        assert (days_of(house), days_of(house, "days")) == before
        with house.store.reading() as session:
            assert [one for one in trail.rows(session) if one.what == "deleted"] == []


def test_rows_and_their_files_of_every_version_go(world):
    with world.opened(**ALL) as house:
        done = expire(house, 6)
        kept = {day(number) for number in range(6, DAYS)}
        for name in ("events", "days", "pairs", "deeds", "hours", "scored"):
            assert days_of(house, name) == kept, name
        assert done.bytes > 0
    for name in ("events", "days", "pairs", "deeds", "hours", "regions"):
        assert on_disk(world, name) <= {f"day={one}" for one in kept}, name


def test_raw_files_go_when_their_last_row_is_past(world):
    with world.opened(raw=PERIOD) as house:
        vault = world.folder / "lake" / "vault"
        assert len([*vault.glob("*/*.age")]) == DAYS + 1
        # a clock may be a day from UTC
        assert expire(house, 6).past[0].rows == 5
        assert len([*vault.glob("*/*.age")]) == DAYS + 1 - 5
        assert days_of(house) == {day(number) for number in range(DAYS)}


def test_the_file_of_a_list_goes_so_long_after_it_was_kept(world):
    with world.opened(raw=PERIOD) as house:
        vault = world.folder / "lake" / "vault"
        taken = max(place.stat().st_mtime for place in vault.glob("*/*.age"))
        late = when(0).fromtimestamp(taken, when(0).tzinfo) + timedelta(days=PERIOD + 2)
        retention.expire(house.settings, house.lake, house.store, late)
    assert [*(world.folder / "lake" / "vault").glob("*/*.age")] == []


def test_what_stays_is_judged_the_same_and_nothing_is_taken_in_again(world):
    with world.opened(events=PERIOD, raw=PERIOD) as house:
        facts, said = rows(house, "days", FACTS), alerts.table(house.store).to_csv()
        expire(house, 6)
        again = pipeline.run(house)
        assert (again.ingested.batches, again.days) == ([], 0)
        assert rows(house, "days", FACTS) == facts
        assert alerts.table(house.store).to_csv() == said


def test_facts_outlast_events_when_much_is_counted_again(world):
    with world.opened(events=PERIOD) as house:
        before = {(row["actor"], row["day"]): row for row in rows(house, "days", FACTS)}
        said = alerts.table(house.store)
        expire(house, 6)
        # a late file of a day long gone, one that everybody's new day, and a new list of staff
        late = (world.folder / "crm_02.csv").read_text("utf-8").replace("A3,", "A99,")
        (world.folder / "crm_late.csv").write_text(late, encoding="utf-8")
        world.log(DAYS)
        (world.folder / "calendar.toml").write_text("holidays = [2026-03-03]\n")
    toml = world.folder / "leakwatch.toml"
    toml.write_text(toml.read_text("utf-8") + '[calendar]\npath = "calendar.toml"\n', "utf-8")
    with pipeline.opened(settings.read(toml)) as house:
        pipeline.run(house)
        after = {(row["actor"], row["day"]): row for row in rows(house, "days", FACTS)}
        old = {key: row for key, row in before.items() if key[1] <= day(6)}
        assert {key: row for key, row in after.items() if key[1] <= day(6)} == old
        now = alerts.table(house.store)
        assert set(said["id"]) <= set(now["id"])
        assert set(now["status"]) == {"open"}


def old_words(house, number):
    """What was found on days before one; how sure, later days say too."""
    found = alerts.findings_table(house.store)[["actor", "day", "detector", "severity"]]
    return found[found["day"].astype(str) < str(day(number))].reset_index(drop=True)


def test_an_alert_with_days_whose_events_went_does_not_shrink(world):
    with world.opened(**ALL) as house:
        table = alerts.table(house.store).set_index("id")
        before, said = table[table["first"].astype(str) < str(day(9))], old_words(house, 9)
        assert len(before) == 2
        expire(house, 9)
        world.log(DAYS)
        assert set(pipeline.run(house).raised.changed) >= set(before.index)
        after = alerts.table(house.store).set_index("id").loc[before.index]
        assert (after["subjects"] >= before["subjects"]).all()
        assert (after["records"] >= before["records"]).all()
        assert (after["first"] == before["first"]).all()
        assert old_words(house, 9).equals(said)


def test_what_a_matter_holds_stays_until_it_is_released(world):
    with world.opened(**ALL) as house:
        table = alerts.table(house.store)
        [held] = hold(house, table["id"][0], first=day(2), last=day(3))
        mine = [row for row in rows(house, "events", STORED)
                if row["actor"] == held.actor and day(2) <= row["day"] <= day(3)]  # fmt: skip
        done = expire(house, 8)
        [events] = [one for one in done.past if one.table == "events"]
        assert (events.held, events.matters) == (len(mine), ("M1",))
        kept = [row for row in rows(house, "events", STORED) if row["day"] < day(8)]
        order = ["at", "line"]
        assert sorted(kept, key=lambda row: [row[name] for name in order]) == sorted(
            mine, key=lambda row: [row[name] for name in order]
        )
        assert {(row["actor"], row["day"]) for row in rows(house, "days", FACTS)
                if row["day"] < day(8)} == {(held.actor, day(2)), (held.actor, day(3))}  # fmt: skip
        # its raw files too
        vault = [*(world.folder / "lake" / "vault").glob("*/*.age")]
        assert len(vault) == DAYS + 1 - 7 + 2
        # again: nothing more goes, and nothing is written
        versions = house.lake.versions()
        assert sum(one.rows for one in expire(house, 8).past) == 0
        assert house.lake.versions() == versions
        with house.store.writing() as session:
            assert matters.release(session, session.get_one(matters.Matter, "M1"), "w", "r") == 1
        expire(house, 8)
        assert min(days_of(house)) == min(days_of(house, "days")) == day(8)
        assert len([*(world.folder / "lake" / "vault").glob("*/*.age")]) == DAYS + 1 - 7


def test_what_is_held_while_retention_counts_stays_and_is_not_noted(world, monkeypatch):
    counted = retention.expiring.plan

    def plan(*given):
        found = counted(*given)
        with house.store.reading() as session:
            before = matters.standing(session)
        if not before:
            hold(house, alerts.table(house.store)["id"][0], first=day(2), last=day(3))
        return found

    monkeypatch.setattr(retention.expiring, "plan", plan)
    with world.opened(**ALL) as house:
        [events] = [one for one in expire(house, 8).past if one.table == "events"]
        assert {one for one in days_of(house) if one < day(8)} == {day(2), day(3)}
        with house.store.reading() as session:
            noted = [json.loads(one.details) for one in trail.rows(session)
                     if one.whom == "events/events"]  # fmt: skip
    assert [one["rows"] for one in noted] == [events.rows]
    assert events.held > 0


def test_a_hold_placed_after_the_events_went_keeps_every_raw_file_of_the_days(world):
    with world.opened(events=PERIOD) as house:
        expire(house, 8)
        hold(house, alerts.table(house.store)["id"][0], first=day(2), last=day(2))
    with world.opened(raw=PERIOD, events=PERIOD) as house:
        expire(house, 8)
    # a clock may be a day from UTC: three files may have rows of the day
    assert len([*(world.folder / "lake" / "vault").glob("*/*.age")]) == DAYS + 1 - 7 + 3


def test_days_with_held_rows_are_not_judged_again(world):
    with world.opened(**ALL) as house:
        said = old_words(house, 8)
        assert len(said) > 8
        hold(house, "A1")
        expire(house, 8)
        world.log(DAYS)
        pipeline.run(house)
        assert old_words(house, 8).equals(said)


def test_what_goes_is_on_the_trail_before_it_does(world, monkeypatch):
    with world.opened(**ALL) as house:
        monkeypatch.setattr(retention.rows, "let_go", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            expire(house, 6)
        with house.store.reading() as session:
            noted = [one for one in trail.rows(session) if one.what == "deleted"]
        assert {one.whom for one in noted} >= {"raw/vault", "events/events", "facts/days"}
        [events] = [json.loads(one.details) for one in noted if one.whom == "events/events"]
        assert (events["first"], events["last"]) == (str(day(0)), str(day(5)))
        assert events["rows"] > 500


@pytest.mark.parametrize("killed", ["first", "events", "days", "vault"])
def test_killed_in_the_middle_and_run_again_leaves_the_same(world, monkeypatch, killed, tmp_path):
    class Killed(BaseException):
        pass

    def dies(real, at):
        def call(*given, **more):
            if at in ("first", "vault") or given[1].table == at:
                raise Killed
            return real(*given, **more)

        return call

    with world.opened(**ALL) as house:
        hold(house, alerts.table(house.store)["id"][0], first=day(2), last=day(3))
        module = retention.raw if killed == "vault" else retention.rows
        with monkeypatch.context() as patch:
            patch.setattr(module, "let_go", dies(module.let_go, killed))
            with pytest.raises(Killed):
                expire(house, 8)
        assert pipeline.derive(house) == 0
        expire(house, 8)
        assert len([*(world.folder / "lake" / "vault").glob("*/*.age")]) == DAYS + 1 - 7 + 2
        assert {one for one in days_of(house) if one < day(8)} == {day(2), day(3)}
        assert {one for one in days_of(house, "days") if one < day(8)} == {day(2), day(3)}


def test_events_wait_until_their_facts_are_counted(world):
    with world.opened(events=PERIOD) as house:
        world.log(DAYS)
        pipeline.ingest(house)
        done = expire(house, 6)
        assert done.waiting == 1
        assert min(days_of(house)) == day(0)
        pipeline.derive(house)
        assert expire(house, 6).waiting == 0
        assert min(days_of(house)) == day(6)


def test_a_replay_of_what_went_is_one_line(world):
    with world.opened(**ALL) as house:
        names = alerts.table(house.store)["id"].tolist()
        expire(house, 6)
        with pytest.raises(ConfigError, match=r"files of version \d+ are gone") as refused:
            replaying.replay(house, names[0])
        assert "\n" not in str(refused.value)


def test_an_alert_whose_days_are_there_is_replayed_though_earlier_events_went(world):
    with world.opened(events=PERIOD) as house:
        table = alerts.table(house.store)
        expire(house, 3)
        late = table[table["first"].astype(str) >= str(day(3))]["id"].tolist()
        assert late
        assert all(replaying.replay(house, one).identical for one in late)


def test_what_can_be_seen_is_told_of_each_source(world):
    with world.opened(events=PERIOD, raw=PERIOD) as house:
        expire(house, 6)
        seen = {(row["source"], row["what"]): (row["first"], row["last"], row["since"])
                for row in retention.visible(house.lake)}  # fmt: skip
        last = day(DAYS - 1)
        assert seen["crm", "events"] == (day(6), last, day(6))
        assert seen["crm", "facts"] == (day(0), last, None)
        assert seen["crm", "raw"][2] == day(6)
    # a longer period brings nothing back
    with world.opened(events=PERIOD + 50) as house:
        expire(house, 6)
        seen = {row["what"]: row["since"] for row in retention.visible(house.lake)}
        assert seen["events"] == day(6)


def test_exports_still_work(world, tmp_path):
    with world.opened(**ALL) as house:
        expire(house, DAYS + 30)
        for what in ("events", "days", "alerts", "batches"):
            export(what, tmp_path / f"{what}.csv", house.lake, house.store, who="w")
        assert pipeline.run(house).ingested.batches == []
