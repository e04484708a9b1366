import itertools
import statistics
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime

import pytest

from leakwatch.events import LOOKS, TAKES
from leakwatch.features.around import Around
from leakwatch.features.columns import DAYS, FACTS, PAIRS
from leakwatch.features.days import days
from leakwatch.features.deeds import deeds
from leakwatch.features.explained import explained
from leakwatch.features.hours import off
from leakwatch.features.pairs import first_seen, pairs


@pytest.fixture
def judged(made):
    """Events that went through explained() and off()."""

    def judge(rows, cases=None):
        events = explained(made("events", rows), cases and made("cases", cases), 10)
        working = made("working", [{"day": date(2026, 3, 7), "working": False}])
        return off(events, roster=None, opening=None, working=working, usual=None)

    return judge


def _commonest(values):
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def _looks_of(looks, source):
    return len([e for e in looks if e["source"] == source])


def _share(part, whole):
    return len(part) / len(whole) if whole else 0.0


def _gap(looks):
    times = sorted(e["at"] for e in looks)
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(times)]
    return statistics.median(gaps) if gaps else None


def _day(actor, day, events, met):
    """The facts of one actor-day, each said a second time."""
    looks = [e for e in events if e["action"] in LOOKS]
    seen = {e["subject"] for e in looks} - {None}
    bare = [e for e in looks if not e["is_explained"]]
    abroad = [e for e in looks if e["owner"] and e["branch"] and e["owner"] != e["branch"]]
    late = [e for e in looks if e["is_off"]]
    of = {name: [e for e in looks if e["data"] == name] for name in CLASSES}
    return {
        "actor": actor, "day": day, "org": events[0]["org"],
        "source": min({(-_looks_of(looks, e["source"]), e["source"]) for e in events})[1],
        "role": _commonest(e["role"] for e in events),
        "branch": _commonest(e["branch"] for e in events),
        "looks": len(looks), "subjects": len(seen), "rows": _rows(looks),
        "new_subjects": len(seen - met),
        "unexplained": len(bare), "unexplained_share": _share(bare, looks),
        "unexplained_subjects": len({e["subject"] for e in bare} - {None}),
        "foreign": len(abroad), "foreign_share": _share(abroad, looks),
        "unexplained_foreign": len([e for e in bare if e in abroad]),
        "off_hours": len(late), "off_hours_share": _share(late, looks),
        "misses": len([e for e in looks if e["rows"] == 0 or e["ok"] is False]),
        "taken": _rows([e for e in looks if e["action"] in TAKES]),
        **{name: len(rows) for name, rows in of.items()},
        "credit_off_hours": len([e for e in late if e["data"] == "credit"]),
        "credit_off_hours_unexplained": len(
            [e for e in late if e["data"] == "credit" and not e["is_explained"]]
        ),
        "credit_nights": len(
            [e for e in late if e["data"] == "credit" and not 6 <= e["clock"].hour < 22]
        ),
        "minors": len([e for e in looks if e["minor"]]),
        "minors_unapproved": len([e for e in bare if e["minor"] and not e["approver"]]),
        "night_looks": len([e for e in looks if not 6 <= e["clock"].hour < 22]),
        "taken_unexplained": _rows([e for e in bare if e["action"] in TAKES]),
        "repeats": len([e for e in looks if e["subject"]]) - len(seen),
        "called": len([e for e in looks if e["is_called"]]),
        "places": len({e["place"] for e in looks} - {None}),
        "devices": len({e["device"] for e in looks} - {None}),
        "gap_median": _gap(looks), "resting": any(e["is_resting"] for e in events),
    }, met | seen  # fmt: skip


CLASSES = ("credit", "location", "call_record", "biometric", "health")


def _rows(events):
    return sum(1 if e["rows"] is None else e["rows"] for e in events)


def _days(events):
    groups, met = defaultdict(list), defaultdict(set)
    for event in events:
        groups[event["actor"], event["day"]].append(event)
    for actor, day in sorted(groups):
        row, met[actor] = _day(actor, day, groups[actor, day], met[actor])
        yield row


@pytest.mark.parametrize("seed", range(4))
def test_every_fact_agrees_with_counting_by_hand(judged, fetched, log, seed) -> None:
    events = judged(*log(seed))
    expected = {(row["actor"], row["day"]): row for row in _days(fetched(events))}
    rows = fetched(days(events))
    assert len(rows) == len(expected)
    for row in rows:
        known = expected[row["actor"], row["day"]]
        assert {name: row[name] for name in known} == pytest.approx(known, nan_ok=True)


def test_columns_stand_in_their_order_and_type(judged) -> None:
    table = days(judged([]))
    assert list(table.columns) == list(DAYS)
    assert {name: str(dtype) for name, dtype in table.schema().items()} == DAYS
    assert FACTS[0] == "looks"
    assert table.to_pyarrow().num_rows == 0


def test_row_order_has_no_impact(judged, fetched, log) -> None:
    events, cases = log(5)
    shuffled = events[::-1][50:] + events[::-1][:50]
    assert fetched(days(judged(events, cases))) == fetched(days(judged(shuffled, cases[::-1])))


def test_an_old_acquaintance_is_not_new(judged, made, fetched, log) -> None:
    events = judged(log(6)[0])
    met = pairs(events)
    known = fetched(first_seen(met))
    fresh = sum(row["new_subjects"] for row in fetched(days(events)))
    assert fresh == len(known)
    long_ago = [row | {"day": date(2025, 1, 1)} for row in known[3:]]
    history = made("first_seen", known[:3] + long_ago)
    seen = made("pairs", fetched(met), PAIRS)
    around = replace(Around.within(events, seen, deeds(events)), first_seen=history)
    rows = fetched(days(events, around=around, seen=seen))
    assert sum(row["new_subjects"] for row in rows) == 3


def test_a_day_without_looks_is_a_row_of_zeros_but_for_the_log_in(judged, fetched) -> None:
    login = {"actor": "a1", "org": "acme", "source": "crm", "action": "login", "place": "10.0.0.1"}
    stranger = login | {"actor": None, "action": "view"}
    events = [row | {"clock": datetime(2026, 3, 4)} for row in (login, stranger)]
    rows = fetched(days(judged(events)))
    assert [row["actor"] for row in rows] == ["a1"]
    assert {name: rows[0][name] for name in FACTS if rows[0][name]} == {"logins": 1}
    assert (rows[0]["source"], rows[0]["gap_median"]) == ("crm", None)
