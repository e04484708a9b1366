from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.events import LOOKS
from leakwatch.features.columns import REGIONS
from leakwatch.features.regions import far, homes, regions

START = datetime(2026, 3, 2, 9)
EVENT = st.fixed_dictionaries(
    {
        "clock": st.sampled_from([START, START + timedelta(days=1)]),
        "actor": st.sampled_from(["a", "b"]),
        "action": st.sampled_from(["view", "view", "login"]),
        "branch": st.sampled_from([None, "east", "west"]),
        "region": st.sampled_from([None, "11", "33", "33", "51"]),
    }
)
SHARED = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _again(rows):
    looks = [r for r in rows if r["action"] in LOOKS and r["branch"] and r["region"]]
    home = {}
    for branch in {row["branch"] for row in looks}:
        times = Counter(row["region"] for row in looks if row["branch"] == branch)
        home[branch] = min(times, key=lambda region: (-times[region], region))
    return Counter(
        (row["actor"], row["clock"].date())
        for row in looks if row["region"] != home[row["branch"]]
    )  # fmt: skip


@given(rows=st.lists(EVENT, max_size=25))
@SHARED
def test_far_looks_agree_with_counting_by_hand(known, fetched, rows) -> None:
    events = known(rows)
    found = fetched(far(events, homes(regions(events))))
    assert {(r["actor"], r["day"]): r["far"] for r in found if r["far"]} == _again(rows)


@pytest.mark.parametrize(
    ("given", "home"),
    [("33 33 11", "33"), ("33 11", "11"), ("51 51 33 33 11", "33"), ("33", "33"), ("", None)],
)
def test_home_is_the_commonest_region_and_of_several_the_first(made, fetched, given, home) -> None:
    rows = [
        {"org": "o", "branch": "east", "day": START.date(), "region": region, "looks": 1}
        for region in given.split()
    ]
    found = fetched(homes(made("regions", rows, REGIONS)))
    assert [row["region"] for row in found] == ([home] if home else [])


def test_each_branch_of_each_organisation_has_its_own_home(known, fetched) -> None:
    rows = [
        {"clock": START, "actor": org + branch, "org": org, "branch": branch, "region": region}
        for org, branch, region in (("o", "east", "11"), ("o", "west", "33"), ("x", "east", "51"))
    ]
    events = known(rows)
    assert sum(row["far"] or 0 for row in fetched(far(events, homes(regions(events))))) == 0
