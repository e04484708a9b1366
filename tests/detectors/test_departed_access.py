import pandas as pd
import pytest

from detectors.departed_access import DepartedAccess

MARCH = "2026-03-"


def fired(town, staff, looks=5, days=("09", "10", "11")):
    frame = town.office(actors=1, days=20)
    frame = frame[frame["day"].isin([pd.Timestamp(MARCH + day) for day in days])]
    frame = town.settle(frame.assign(looks=looks, unexplained=0))
    rows = [{"org": "o", "actor": "clerk000"} | row for row in staff]
    found = DepartedAccess().findings(town.facts(frame, staff=town.table("staff", rows)))
    return [f"{day:%d}" for day in sorted(found["day"])]


@pytest.mark.parametrize(
    "staff",
    [
        [],
        [{"actor": "clerk001", "status": "离职", "left": MARCH + "01"}],
        [{"status": "在职"}],
        [{"status": "离职", "left": MARCH + "11"}],
        [{"status": "离职", "left": MARCH + "20"}],
        [{"status": "离职"}],
        [{"status": "请假"}],
        [{"status": "离职", "left": MARCH + "01"}, {"status": "在职", "joined": MARCH + "05"}],
        [{"status": "离职", "left": MARCH + "01"}, {"status": "在职"}],
        [{"status": "离职", "left": MARCH + "01"}, {"status": "离职", "left": MARCH + "30"}],
        [{"status": "离职", "left": "2025-12-31"}, {"joined": "2026-01-05", "left": MARCH + "11"}],
    ],
)
def test_silent_for_whoever_is_employed_that_day(town, staff):
    assert fired(town, staff) == []


@pytest.mark.parametrize(
    ("staff", "days"),
    [
        ([{"status": "离职", "left": MARCH + "08"}], ["09", "10", "11"]),
        ([{"status": "离职", "left": MARCH + "10"}], ["11"]),
        ([{"left": MARCH + "09"}], ["10", "11"]),
        (
            [{"status": "离职", "left": MARCH + "01"}, {"status": "在职", "joined": MARCH + "10"}],
            ["09"],
        ),
        ([{"left": "2025-01-01"}, {"left": MARCH + "09"}], ["10", "11"]),
    ],
)
def test_fires_after_the_leave_date_until_hired_again(town, staff, days):
    assert fired(town, staff) == days


def test_a_day_without_look_ups_is_no_use(town):
    assert fired(town, [{"left": MARCH + "01"}], looks=0) == []


def test_the_last_leave_date_before_the_day_is_told(town):
    frame = town.office(actors=1, days=20)
    staff = [
        {"actor": "clerk000", "left": "2025-01-01"},
        {"actor": "clerk000", "joined": MARCH + "09", "left": MARCH + "09"},
    ]
    found = DepartedAccess().findings(town.facts(frame, staff=town.table("staff", staff)))
    told = {
        f"{day:%d}": f"{left:%Y-%m-%d}"
        for day, left in zip(found["day"], found["left"], strict=True)
    }
    assert told["08"] == "2025-01-01"
    assert "09" not in told
    assert told["10"] == told["20"] == MARCH + "09"


def test_a_rule_that_fires_on_everyone_proves_nothing(town):
    frame = town.office(actors=2, days=20)
    staff = [{"actor": actor, "left": "2025-01-01"} for actor in frame["actor"].unique()]
    facts = town.facts(frame, staff=town.table("staff", staff))
    assert (DepartedAccess().findings(facts)["p"] == 1).all()
