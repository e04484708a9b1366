"""The table of feeds, from files taken in: a row a source, as it stands."""

import csv
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from leakwatch import export, settings, store, tokens
from leakwatch.errors import ConfigError
from leakwatch.feeds import pulse, table
from leakwatch.ingest.sources import ingest
from leakwatch.lake import Lake

TWO = (
    '[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\norg = "carrier"\n'
    '[sources.agent]\nconnector = "telecom_crm"\npath = "agent*"\norg = "agent"\n'
    '[sources.later]\nconnector = "telecom_crm"\npath = "later*"\n'
)
MONDAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def months(tmp_path_factory, duckdb_engine):
    """Five weeks of a day-and-night feed, and of one that ends a week earlier; one not begun."""
    folder = tmp_path_factory.mktemp("months")
    (folder / "leakwatch.toml").write_text(TWO, encoding="utf-8")
    tokens.new(folder / "leakwatch.key")
    for name, days in (("crm", 35), ("agent", 28)):
        for day in (MONDAY + timedelta(number) for number in range(days)):
            rows = [f"G{n % 7},A01,{day} {n % 24:02}:30:{n:02},机主信息查询,100{n:08}"
                    for n in range(48)]  # fmt: skip
            text = "\n".join(["工号,营业厅编码,操作时间,业务类型,查询号码", *rows])
            (folder / f"{name}_{day}.csv").write_text(text + "\n", encoding="utf-8")
    said = settings.read(folder / "leakwatch.toml")
    lake = Lake(said.place(said.lake.path), duckdb_engine)
    ingest(said, lake, duckdb_engine, tokens.load(said))
    pulse.update(lake)
    return SimpleNamespace(lake=lake, settings=said)


def told(house, until=None):
    found = table.table(table.heard(house.lake, house.settings, until), house.settings)
    return {row["source"]: row for row in found.to_pylist()}


def test_a_row_a_source_with_when_it_last_spoke(months):
    rows = told(months)
    assert list(rows) == ["agent", "crm", "later"]
    crm = rows["crm"]
    assert (crm["org"], crm["connector"], crm["events"]) == ("carrier", "telecom_crm", 35 * 48)
    assert crm["last"] == datetime(2026, 4, 5, 15, 30, 47, tzinfo=UTC)
    assert (crm["file"], crm["silent_hours"], crm["trouble"]) == ("crm_2026-04-05.csv", 0.0, "")
    assert crm["every"] == "1h"


def test_a_source_without_an_event_is_in_it(months):
    later = told(months)["later"]
    assert (later["events"], later["last"], later["trouble"]) == (0, None, "no event yet")


def test_silence_is_counted_against_the_newest_event_of_all_not_against_the_machine(months):
    agent = told(months)["agent"]
    assert agent["silent_hours"] == 7 * 24
    assert agent["trouble"] == "silent since 2026-03-30 00:00"
    assert agent["gaps"] == "2026-03-30 00:00 to now"


def test_up_to_a_day_before_nothing_is_wrong(months):
    rows = told(months, until=MONDAY + timedelta(27))
    assert [rows[name]["trouble"] for name in ("agent", "crm")] == ["", ""]
    assert rows["crm"]["events"] == 28 * 48


def test_the_feed_days_have_every_day_of_every_source(months):
    days = table.days(table.heard(months.lake, months.settings))
    assert days.groupby("source").size().to_dict() == {"agent": 35, "crm": 35}
    assert days.groupby("source")["events"].sum().to_dict() == {"agent": 28 * 48, "crm": 35 * 48}


def test_an_empty_lake_has_feeds_that_never_spoke(house):
    assert [row["trouble"] for row in told(house).values()] == ["no event yet"]


def test_the_same_table_is_written_once(months, tmp_path):
    found = table.table(table.heard(months.lake, months.settings), months.settings)
    table.keep(months.lake, found)
    version = months.lake.version("feeds")
    table.keep(months.lake, found)
    assert months.lake.version("feeds") == version
    with store.open(f"sqlite:///{tmp_path}/leakwatch.db") as kept:
        assert export.export("feeds", tmp_path / "feeds.csv", months.lake, kept, who="lin") == 3
    with (tmp_path / "feeds.csv").open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert list(rows[0]) == list(table.FEEDS)
    assert rows[0]["source"] == "agent"


@pytest.mark.parametrize("every", ["hourly", "1", "h", "0h", "1y", "-1h"])
def test_a_time_nobody_can_read_is_an_error_of_the_settings(house, every):
    house.toml += f'every = "{every}"\n'
    with pytest.raises(ConfigError, match=r"\[sources.crm\]"):
        table.known(house.settings)


@pytest.mark.parametrize(
    ("every", "hours"), [("", 0), ("30m", 0.5), ("1h", 1), ("1.5 d", 36), ("1W", 168)]
)
def test_times_are_read_as_hours(house, every, hours):
    house.toml += f'every = "{every}"\n'
    assert table.known(house.settings)["crm"].every == hours
