"""Events by the hour: of new batches only, and once."""

import shutil
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from leakwatch.feeds import pulse, table
from leakwatch.ingest.batch import BATCHES
from leakwatch.ingest.stored import STORED, arrow_schema

TWO = (
    '[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\norg = "carrier"\n'
    '[sources.agent]\nconnector = "telecom_crm"\npath = "crm*"\norg = "agent"\n'
)


def rows(house):
    found = house.engine.arrow(house.lake.read("pulse", pulse.PULSE)).to_pylist()
    return [(row["source"], row["org"], row["day"], row["hour"], row["events"]) for row in found]


def test_an_empty_lake_has_no_pulse(house):
    assert pulse.update(house.lake) == 0
    assert len(pulse.read(house.lake)) == 0


def test_events_are_counted_in_the_hours_of_utc(house, look):
    house.crm("crm.csv", look(1, at="2026-03-07 07:59:59"), look(2, at="2026-03-07 08:00:00"),
              look(3, at="2026-03-07 08:30:00"))  # fmt: skip
    house.ingest()
    assert pulse.update(house.lake) == 1
    assert rows(house) == [
        ("crm", "carrier", date(2026, 3, 6), 23, 1), ("crm", "carrier", date(2026, 3, 7), 0, 2),
    ]  # fmt: skip
    found = pulse.read(house.lake)
    assert found["at"].tolist() == [datetime(2026, 3, 6, 23), datetime(2026, 3, 7)]


def test_a_second_update_writes_nothing_and_a_new_batch_only_itself(house, look):
    house.crm("crm_1.csv", look(1), look(2))
    house.ingest()
    pulse.update(house.lake)
    version = house.lake.version("pulse")
    assert (pulse.update(house.lake), house.lake.version("pulse")) == (0, version)
    house.crm("crm_2.csv", look(2), look(3))
    house.ingest()
    assert pulse.update(house.lake) == 1
    # the line that comes again is an event once
    assert sum(row[-1] for row in rows(house)) == 3


def test_one_file_of_two_sources_counts_for_both(house, look):
    house.toml = TWO
    house.crm("crm.csv", look(1), look(2))
    house.ingest()
    assert pulse.update(house.lake) == 2
    assert [(row[0], row[1], row[-1]) for row in rows(house)] == [
        ("agent", "agent", 2), ("crm", "carrier", 2),
    ]  # fmt: skip


def test_a_file_without_an_event_is_asked_for_no_more_than_once(house, look):
    house.crm("crm.csv", look(1, at=""))
    house.ingest()
    assert pulse.update(house.lake) == 0


def test_a_batch_that_lost_events_is_counted_again(house, look):
    house.crm("crm.csv", look(1), look(2), look(3))
    house.ingest()
    pulse.update(house.lake)
    for name, schema in (("events", STORED), ("batches", BATCHES)):
        kept = house.engine.arrow(house.lake.read(name, schema))
        if name == "events":
            kept = kept.filter(pa.compute.less(kept["line"], 4))
            house.lake.replace_days(name, kept, [date(2026, 3, 7)])
        else:
            fewer = [row | {"events": 2} for row in kept.to_pylist()]
            house.lake.replace(name, pa.Table.from_pylist(fewer, arrow_schema(BATCHES)))
    assert pulse.update(house.lake) == 1
    assert [row[-1] for row in rows(house)] == [2]
    assert pulse.update(house.lake) == 0


@pytest.mark.parametrize("reason", ["log_wiped", "other"])
def test_who_wiped_the_log_is_known_by_the_hour(house, look, reason):
    house.crm("crm.csv", look(1), look(2))
    house.ingest()
    kept = house.engine.arrow(house.lake.read("events", STORED)).to_pylist()
    kept[0]["reason"] = reason
    table = pa.Table.from_pylist(kept, arrow_schema(STORED))
    house.lake.replace_days("events", table, [date(2026, 3, 7)])
    pulse.update(house.lake)
    found = pulse.read(house.lake)
    assert sorted(found["wiper"].dropna()) == [kept[0]["actor"]] * (reason == "log_wiped")
    assert found["events"].sum() == 2
    assert found["at"].iloc[0] == datetime(2026, 3, 7, 1, tzinfo=UTC).replace(tzinfo=None)


# pandas is newer than PySpark has been tested with; nothing here passes through it
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.spark
def test_spark_counts_the_same(house, look, spark_engine):
    house.crm("crm.csv", *(look(n, at=f"2026-03-07 {n:02}:59:59") for n in range(6, 12)))
    house.ingest()
    pulse.update(house.lake)
    counted = rows(house)
    told = table.heard(house.lake, house.settings)
    house.engine = spark_engine
    lake = house.lake
    assert (pulse.update(lake), rows(house)) == (0, counted)
    assert table.table(table.heard(lake, house.settings), house.settings) == table.table(
        told, house.settings
    )
    shutil.rmtree(lake.path / "pulse")
    assert pulse.update(house.lake) == 1
    assert rows(house) == counted
