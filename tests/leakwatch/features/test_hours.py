import itertools
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from leakwatch.features.columns import HOURS
from leakwatch.features.explained import explained
from leakwatch.features.hours import hours, off

WEDNESDAY = datetime(2026, 3, 4)
USUAL = {"org": "string", "actor": "string", "role": "string", "hour": "int64"}
LOOK = {"actor": "a1", "org": "acme", "role": "clerk", "branch": "east", "action": "view"}


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


def _nights(**who):
    return [{"org": "acme", "hour": hour} | who for hour in (21, 22, 23, *range(7))]


def _at(hour, minute=0, day=0):
    return WEDNESDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_with_no_evidence_the_night_is_off(flags) -> None:
    looks = [(_at(h, m), {}) for h, m in ((5, 59), (6, 0), (21, 59), (22, 0), (0, 0))]
    assert flags(looks) == [True, False, False, True, True]


def test_own_hours_speak_first(flags) -> None:
    looks = [(_at(h, m), {}) for h, m in ((20, 59), (21, 0), (3, 0), (6, 59), (7, 0), (12, 0))]
    assert flags(looks, usual=_nights(actor="a1")) == [True, False, False, False, True, True]


def test_peers_speak_for_who_has_no_history(flags) -> None:
    peers = _nights(role="clerk") + _nights(role="")
    own = {"org": "acme", "actor": "a2", "hour": 9}
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
    own = _nights(actor="a1")
    looks = [(_at(23), {}), (_at(12), {})]
    shift = {"actor": "a1", "day": WEDNESDAY.date(), "start": _at(22), "end": _at(30)}
    assert flags(looks, usual=own) == [False, True]
    assert flags(looks, usual=own, opening=opening) == [True, False]
    assert flags(looks, usual=own, opening=opening, roster=[shift]) == [False, True]


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
        usual=made("usual", _nights(actor="a1"), USUAL),
    )
    assert [row["line"] for row in sorted(fetched(table), key=lambda r: r["line"])] == list(
        range(len(rows))
    )
