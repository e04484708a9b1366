from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.events import LOOKS
from leakwatch.features.deeds import deeds
from leakwatch.features.places import first_used, new, switches, used

START = datetime(2026, 3, 2, 9)
EVENT = st.fixed_dictionaries(
    {
        "clock": st.builds(
            lambda day, minute: START + timedelta(days=day, minutes=minute),
            st.integers(0, 3), st.sampled_from([0, 1, 9, 10, 19, 20, 60]),
        ),
        "actor": st.sampled_from(["a", "b", None]),
        "action": st.sampled_from(["view", "view", "login", "login_failed", "change"]),
        "ok": st.sampled_from([None, True, False]),
        "place": st.sampled_from([None, "p", "q"]),
        "device": st.sampled_from([None, "d", "e"]),
    }
)  # fmt: skip
SHARED = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _uses(row):
    return row["actor"] and (
        row["action"] in LOOKS or (row["action"] == "login" and row["ok"] is not False)
    )


def _new(rows, kind):
    """First uses by actor and day, but for the actor's first day."""
    found, known, begun = {}, set(), {}
    for row in sorted(rows, key=lambda row: row["clock"]):
        actor, day = row["actor"], row["clock"].date()
        if _uses(row):
            begun.setdefault(actor, day)
            if row[kind] and (actor, row[kind]) not in known and begun[actor] != day:
                found[actor, day] = found.get((actor, day), 0) + 1
            known.add((actor, row[kind]))
    return found


@given(rows=st.lists(EVENT, max_size=25))
@SHARED
def test_new_places_and_devices_agree_with_counting_by_hand(known, fetched, rows) -> None:
    uses = used(deeds(known(rows)))
    found = fetched(new(uses, first_used(uses)))
    for fact, kind in (("new_places", "place"), ("new_devices", "device")):
        counted = {(row["actor"], row["day"]): row[fact] for row in found if row[fact]}
        assert counted == _new(rows, kind)


def _switches(rows):
    """Looks at most ten minutes after one elsewhere."""
    found, last = {}, {}
    for row in sorted(rows, key=lambda row: (row["clock"], row["place"] or "")):
        if row["actor"] and row["action"] in LOOKS and row["place"]:
            key = (row["actor"], row["clock"].date())
            before = last.get(key, row)
            soon = row["clock"] - before["clock"] <= timedelta(minutes=10)
            found[key] = found.get(key, 0) + (soon and before["place"] != row["place"])
            last[key] = row
    return found


@given(rows=st.lists(EVENT, max_size=25))
@SHARED
def test_switches_agree_with_counting_by_hand(known, fetched, rows) -> None:
    events = known(rows)
    found = fetched(switches(events.filter(events.actor.notnull())))
    assert {(row["actor"], row["day"]): row["switches"] for row in found} == _switches(rows)


def _moves(*places, minutes=5):
    return [{"clock": START + timedelta(minutes=minutes * n), "place": place}
            for n, place in enumerate(places)]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (_moves("p", "p", "p"), 0),
        (_moves("p", "q", "q"), 1),  # a new desk, once
        (_moves("p", "q", minutes=11), 0),
        (_moves("p", "q", minutes=10), 1),
        (_moves("p", None, "p"), 0),
        (_moves("p", None, "q"), 1),
        (_moves("p", "q", "p", "q"), 3),  # two at once
    ],
)
def test_who_moves_once_switches_once(known, fetched, rows, count) -> None:
    assert [row["switches"] for row in fetched(switches(known(rows)))] == [count]


@pytest.mark.parametrize(
    ("second", "count"),
    [
        ({"place": "p"}, 0),
        ({"place": None}, 0),
        ({"place": "q", "action": "login_failed"}, 0),
        ({"place": "q", "action": "login", "ok": False}, 0),
        ({"place": "q", "action": "change"}, 0),
        ({"place": "q", "actor": "b"}, 0),
        ({"place": "q", "action": "login"}, 1),
        ({"place": "q", "ok": False}, 1),
    ],
)
def test_a_place_is_new_once_used_on_a_later_day(known, fetched, second, count) -> None:
    rows = [{"clock": START, "place": "p"}, {"clock": START + timedelta(days=1)} | second]
    uses = used(deeds(known(rows)))
    assert sum(row["new_places"] for row in fetched(new(uses, first_used(uses)))) == count
