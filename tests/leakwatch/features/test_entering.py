from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.events import LOOKS
from leakwatch.features.entering import entering, failures

NIGHT = datetime(2026, 3, 2, 23)
EVENT = st.fixed_dictionaries(
    {
        "clock": st.builds(
            lambda minute: NIGHT + timedelta(minutes=minute),
            st.sampled_from([0, 1, 30, 59, 60, 61, 90, 119, 120, 121]),
        ),
        "org": st.sampled_from(["o", "o", "x"]),
        "actor": st.sampled_from(["a", "b", "c", None]),
        "action": st.sampled_from(["login", "login", "login_failed", "login_failed", "view"]),
        "ok": st.sampled_from([None, True, False]),
        "place": st.sampled_from([None, "p", "p", "q"]),
    }
)
SHARED = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOUR = timedelta(hours=1)


def _refused(row):
    return row["action"] == "login_failed" or (row["action"] == "login" and row["ok"] is False)


def _again(rows):
    """Every failure beside every arrival."""
    came, found = {}, {}
    for row in sorted(rows, key=lambda row: row["clock"]):
        worked = row["action"] == "login" or row["action"] in LOOKS
        if row["actor"] and row["place"] and worked and row["ok"] is not False:
            came.setdefault((row["actor"], row["clock"].date(), row["org"], row["place"]),
                            row["clock"])  # fmt: skip
    for (actor, day, org, place), moment in came.items():
        others = [
            row["actor"] for row in rows
            if _refused(row) and row["actor"] not in (None, actor)
            and (row["org"], row["place"]) == (org, place)
            and moment - HOUR <= row["clock"] <= moment
        ]  # fmt: skip
        times, most = found.get((actor, day), (0, 0))
        if others:
            found[actor, day] = times + len(others), max(most, len(set(others)))
    return found


@pytest.fixture
def counted(known, fetched):
    """(failed, accounts) by actor and day, where there are any."""

    def count(rows):
        events = known(rows)
        of = events.filter(events.actor.notnull())
        found = fetched(entering(of, failures(events)))
        return {
            (row["actor"], row["day"]): (row["others_failed"], row["others_failed_accounts"])
            for row in found if row["others_failed"]
        }  # fmt: skip

    return count


@given(rows=st.lists(EVENT, max_size=20))
@SHARED
def test_failures_of_others_agree_with_counting_by_hand(counted, rows) -> None:
    assert counted(rows) == _again(rows)


def _storm(*names, minute=0, **cells):
    return [{"clock": NIGHT + timedelta(minutes=minute), "actor": name, "place": "p",
             "action": "login_failed"} | cells for name in names]  # fmt: skip


COMES = {"clock": NIGHT + timedelta(minutes=60), "actor": "a", "place": "p", "action": "login"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (_storm("a", "a", "a"), []),  # one's own password
        (_storm("b", place="q"), []),
        (_storm("b", place=None), []),
        (_storm("b", org="x"), []),
        (_storm("b", minute=-1), []),
        (_storm("b", minute=61), []),
        (_storm("b"), [(1, 1)]),
        (_storm("b", "b", "c"), [(3, 2)]),
        (_storm("b", minute=60), [(1, 1)]),
        ([*_storm("b", minute=70), COMES | {"clock": NIGHT + HOUR + HOUR / 2}], []),
        (_storm("b", action="login", ok=False), [(1, 1)]),
    ],
)
def test_what_counts_is_the_hour_before_the_first_success_there(counted, rows, expected) -> None:
    found = counted([COMES, *rows])
    # midnight lies between: the arrival is of the next day
    assert [counts for (actor, _), counts in found.items() if actor == "a"] == expected


def test_many_at_one_gateway_are_counted_in_one_go(counted) -> None:
    storm = [row for n in range(300) for row in _storm(f"f{n}")]
    came = [COMES | {"actor": f"g{n}"} for n in range(300)]
    assert set(counted(storm + came).values()) == {(300, 300)}
