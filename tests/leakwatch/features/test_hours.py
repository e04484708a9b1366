import itertools
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from leakwatch.features.columns import HOURS
from leakwatch.features.explained import explained
from leakwatch.features.hours import hours, off, usual

WEDNESDAY = datetime(2026, 3, 4)
USUAL = {
    "org": "string", "actor": "string", "role": "string", "start": "int64", "span": "int64"
}  # fmt: skip
LOOK = {"actor": "a1", "org": "acme", "role": "clerk", "branch": "east", "action": "view"}


def _past(looks, actor="a1", days=5, role="clerk"):
    """An actor's hours: `looks` maps the hour to how often, each day."""
    first = date(2026, 2, 2)
    return [
        {"actor": actor, "org": "acme", "role": role, "branch": "east",
         "day": first + timedelta(days=n), "hour": hour, "looks": times}
        for n in range(days)
        for hour, times in looks.items()
    ]  # fmt: skip


@pytest.fixture
def spans(made, fetched):
    def learn(rows, until=date(2026, 3, 1)):
        found = fetched(usual(made("hours", rows, HOURS), until))
        return {row["actor"] or f"*{row['role']}": (row["start"], row["span"]) for row in found}

    return learn


@pytest.mark.parametrize(
    ("looks", "start", "span"),
    [
        ({9: 10, 17: 10}, 9, 8),
        ({9: 100, 12: 1}, 9, 0),  # one in a hundred and one is not usual
        ({9: 98, 12: 2}, 9, 3),
        ({3: 1, 9: 98, 20: 1}, 9, 0),
        ({22: 5, 23: 5, 0: 5, 5: 5}, 22, 7),
        ({0: 5, 6: 5}, 0, 6),
        (dict.fromkeys(range(24), 1), 0, 23),
    ],
)
def test_usual_hours_hold_the_middle_of_the_looks(spans, looks, start, span) -> None:
    assert spans(_past(looks)) == {"a1": (start, span), "*clerk": (start, span)}


def test_usual_hours_need_five_days_before_the_day(spans) -> None:
    assert spans(_past({9: 1}, days=4)) == {}
    assert spans(_past({9: 1}, days=5), until=date(2026, 2, 6)) == {}
    assert spans(_past({9: 1}), until=date(2026, 2, 7)) == {"a1": (9, 0), "*clerk": (9, 0)}
    assert spans(_past({9: 1}, "a1", 3) + _past({12: 1}, "a2", 5)) == {
        "a2": (12, 0), "*clerk": (9, 3)
    }  # fmt: skip


def test_a_job_without_a_name_is_a_job(spans) -> None:
    assert set(spans(_past({9: 1}, role=None))) == {"a1", "*"}


def test_hours_count_looks_by_the_clock(made, fetched, log) -> None:
    events = explained(made("events", log(9)[0]), None, 10)
    expected = defaultdict(int)
    for e in fetched(events):
        if e["look"]:
            key = (e["actor"], e["org"], e["role"], e["branch"], e["day"], e["clock"].hour)
            expected[key] += 1
    rows = fetched(hours(events))
    assert list(rows[0]) == list(HOURS)
    assert {tuple(row.values())[:-1]: row["looks"] for row in rows} == expected


@pytest.fixture
def flags(made, fetched):
    """`is_off` for looks given as (clock, what else), after the evidence given."""

    def judge(looks, **evidence):
        rows = [LOOK | {"line": n, "clock": c} | more for n, (c, more) in enumerate(looks)]
        tables = {name: made(name, evidence.get(name, []), SCHEMA.get(name)) for name in NAMES}
        table = off(explained(made("events", rows), None, 10), **tables)
        found = sorted(fetched(table), key=lambda row: row["line"])
        assert len(found) == len(rows)
        return [row["is_off"] for row in found]

    return judge


NAMES = ("roster", "opening", "working", "usual")
SCHEMA = {"usual": USUAL}
NIGHT_SPAN = {"org": "acme", "start": 22, "span": 7}


def _at(hour, minute=0, day=0):
    return WEDNESDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_with_no_evidence_the_night_is_off(flags) -> None:
    looks = [(_at(h, m), {}) for h, m in ((5, 59), (6, 0), (21, 59), (22, 0), (0, 0))]
    assert flags(looks) == [True, False, False, True, True]


def test_own_hours_reach_an_hour_further_and_past_midnight(flags) -> None:
    looks = [(_at(h, m), {}) for h, m in ((20, 59), (21, 0), (3, 0), (6, 59), (7, 0), (12, 0))]
    own = NIGHT_SPAN | {"actor": "a1"}
    assert flags(looks, usual=[own]) == [True, False, False, False, True, True]


def test_peers_speak_for_who_has_no_history(flags) -> None:
    peers = [NIGHT_SPAN | {"role": "clerk"}, NIGHT_SPAN | {"role": ""}]
    own = {"org": "acme", "actor": "a2", "start": 9, "span": 8}
    looks = [
        (_at(2), {}),
        (_at(2), {"role": None}),
        (_at(2), {"role": "lead"}),
        (_at(2), {"org": "bolt"}),
        (_at(2), {"actor": "a2"}),
    ]
    assert flags(looks, usual=[*peers, own]) == [False, False, True, True, True]


def test_opening_hours_speak_before_habits_and_the_roster_before_both(flags) -> None:
    opening = [{"org": "acme", "opens": 540, "closes": 1080}]
    own = NIGHT_SPAN | {"actor": "a1"}
    looks = [(_at(23), {}), (_at(12), {})]
    shift = {"actor": "a1", "day": WEDNESDAY.date(), "start": _at(22), "end": _at(30)}
    assert flags(looks, usual=[own]) == [False, True]
    assert flags(looks, usual=[own], opening=opening) == [True, False]
    assert flags(looks, usual=[own], opening=opening, roster=[shift]) == [False, True]


def test_a_resting_day_is_off_unless_rostered_or_busy(flags) -> None:
    rest = [{"day": WEDNESDAY.date(), "working": False}]
    shift = {"actor": "a1", "day": WEDNESDAY.date(), "start": _at(9), "end": _at(17)}
    assert flags([(_at(12), {})], working=rest) == [True]
    assert flags([(_at(12), {})], working=rest, roster=[shift]) == [False]
    crowd = [{"actor": f"a{n}"} for n in range(4)]
    full = [(_at(12, day=1), who) for who in crowd] + [(_at(12, day=2), who) for who in crowd]
    lone, some = [(_at(12), crowd[0])], [(_at(12), who) for who in crowd[:2]]
    assert flags(lone * 4 + full, working=rest) == [True] * 4 + [False] * 8
    assert not any(flags(some + full, working=rest))


def test_every_piece_of_evidence_may_be_missing(made, fetched, log) -> None:
    events = explained(made("events", log(2)[0]), None, 10)
    table = off(events, roster=None, opening=None, working=None, usual=None)
    for row in fetched(table):
        assert row["is_off"] == (row["clock"].hour in (22, 23, *range(6)))
        assert row["is_resting"] is False


def test_evidence_multiplies_no_event(made, fetched, log) -> None:
    rows, _ = log(4)
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(10)]
    roster = [
        {"actor": f"a{n}", "day": day, "start": datetime(2026, 3, day.day, 8 + h),
         "end": datetime(2026, 3, day.day, 14 + h)}
        for n, day, h in itertools.product(range(6), days, (0, 1, 3))
    ]  # fmt: skip
    table = off(
        explained(made("events", rows), None, 10),
        roster=made("roster", roster),
        opening=made("opening", [{"org": "acme", "opens": 1, "closes": 2}]),
        working=made("working", [{"day": day, "working": day.day % 2 == 0} for day in days]),
        usual=made("usual", [NIGHT_SPAN | {"actor": "a1"}], USUAL),
    )
    assert [row["line"] for row in sorted(fetched(table), key=lambda r: r["line"])] == list(
        range(len(rows))
    )
