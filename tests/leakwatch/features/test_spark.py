"""A cluster computes the rows one machine computes."""

import itertools
from datetime import date, datetime, timedelta

import pytest

from leakwatch import people
from leakwatch.events import EVENTS
from leakwatch.features import rest
from leakwatch.features.around import Around
from leakwatch.features.columns import DAYS, DEEDS, HOURS, PAIRS
from leakwatch.features.days import days
from leakwatch.features.deeds import deeds
from leakwatch.features.entering import failures
from leakwatch.features.explained import explained
from leakwatch.features.hours import hours, off
from leakwatch.features.pairs import first_seen, pairs
from leakwatch.features.places import first_used, used
from leakwatch.features.regions import homes, regions
from leakwatch.features.rhythm import rhythm
from leakwatch.features.subjects import subjects
from leakwatch.features.usual import usual
from leakwatch.features.windows import windows

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
TOKENS = {"subject": "string", "phone": "string", "id_no": "string"}
EXPLAINED = EVENTS | {
    "day": "date", "look": "boolean", "is_explained": "boolean", "is_called": "boolean"
}  # fmt: skip
JUDGED = EXPLAINED | {"is_resting": "boolean", "is_off": "boolean"}


@pytest.fixture
def same(made, fetched, spark_in_new_york):
    """Rows of an expression, after both engines gave them."""

    def compare(table):
        rows, theirs = fetched(table), fetched(table, spark_in_new_york)
        # Spark's rows come by way of pandas, which has no null among floats.
        assert rows == [{k: None if v != v else v for k, v in row.items()} for row in theirs]
        return rows

    return compare


USUAL = {"org": "string", "actor": "string", "role": "string", "hour": "int64"}
BUSY = {"org": "string", "branch": "string", "day": "date"}
OPENING = [{"org": "acme", "branch": "west", "opens": 60, "closes": 600}]


def _roster():
    for number, day in itertools.product(range(3), range(0, 9, 4)):
        start = datetime(2026, 3, 2, 9 + 13 * (number == 2)) + timedelta(days=day)
        yield {
            "actor": f"a{number}", "day": start.date(),
            "start": start, "end": start + timedelta(hours=8),
        }  # fmt: skip


def test_events_to_days_and_all_that_follows(made, log, same, monday) -> None:
    rows, cases = log(7)
    events = made("events", rows)
    known = same(explained(events, made("cases", cases), 10))
    daily = same(hours(events))
    seen_hours = made("hours", daily, HOURS)
    calendar = [{"day": monday + timedelta(days=n), "working": n < 5} for n in range(10)]
    working = made("working", calendar)
    judged = same(
        off(
            made("explained", known, EXPLAINED),
            roster=made("roster", list(_roster())),
            opening=made("opening", OPENING),
            working=working,
            usual=made("usual", same(usual(seen_hours)), USUAL),
            busy=made("busy", same(rest.busy(seen_hours, working)), BUSY),
        )
    )
    assert {row["is_off"] for row in judged} == {True, False}
    ready = made("judged", judged, JUDGED)
    met = made("pairs", same(pairs(ready)), PAIRS)
    done = made("deeds", same(deeds(ready)), DEEDS)
    made_days = same(days(ready))
    assert len(same(subjects(ready))) > 10
    rooms = first_seen(met), first_used(used(done)), homes(regions(ready)), failures(ready)
    around = Around(*(made(str(n), same(room), room.schema()) for n, room in enumerate(rooms)))
    assert same(days(ready, around=around, seen=met, done=done)) == made_days
    for fact in ("switches", "far", "others_failed", "approved", "new_places", "night_looks"):
        assert sum(row[fact] for row in made_days) > 0, fact
    assert len(same(windows(made("days", made_days, DAYS), date(2026, 3, 5)))) > 10


def test_rhythm(known, same) -> None:
    rows = [
        {"clock": datetime(2026, 3, 2 + day, 9) + timedelta(seconds=sum(gaps[:n]))}
        for day, gaps in enumerate(([7.5] * 12, [0.25, 130, 7] * 5, [0] * 11, [60] * 9))
        for n in range(len(gaps) + 1)
    ]
    found = same(rhythm(known(rows)))
    assert [row["gap_mode"] for row in found] == [8, 0, 0, None]
    assert [row["longest_run"] for row in found] == [13, 3, 12, 10]


def test_people(made, log, same) -> None:
    rows, cases = log(3)
    events, context = made("events", rows), made("cases", cases).drop("person")
    seen = made("sightings", same(people.sightings(events, {"cases": context})), TOKENS)
    known = same(people.persons(seen))
    persons = made("persons", known, {"token": "string", "person": "string"})
    assert {row["subject"] for row in same(people.with_person(events, persons))} > {"p1", None}
    assert {row["person"] for row in same(people.with_case_person(context, persons))} > {"p1"}
