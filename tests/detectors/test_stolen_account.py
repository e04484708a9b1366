import pandas as pd
import pytest

from detectors.stolen_account import StolenAccount

START = pd.Timestamp("2026-03-02")
VICTIM, DAY = "clerk003", 30


def moment(day, hour=9):
    return (START + pd.Timedelta(days=day, hours=hour)).tz_localize("UTC").to_pydatetime()


def deed(actor, day, place, action="view", times=10, hour=9, failed=0, org="o"):
    return {
        "actor": actor, "org": org, "day": (START + pd.Timedelta(days=day)).date(), "place": place,
        "action": action, "times": times, "failed": failed, "first": moment(day, hour),
        "last": moment(day, hour + 1),
    }  # fmt: skip


def failing(actors, day, place, tries=1, org="o"):
    return [deed(a, day, place, "login_failed", tries, failed=tries, org=org) for a in actors]


def clerks(count, first=0):
    return [f"clerk{number:03d}" for number in range(first, first + count)]


def home(actors, place=None, days=range(40), org="o"):
    """Everyone works at an own terminal, or all at one place."""
    return [deed(a, day, place or f"desk {a}", org=org) for a in actors for day in days]


def fired(town, deeds, frame=None, **settings):
    frame = town.office(actors=12, days=40) if frame is None else frame
    facts = town.facts(frame, deeds=town.deeds(deeds))
    found = StolenAccount(**settings).findings(facts)
    assert (found["score"] == 1).all()
    return sorted(
        (actor, (day - START).days) for actor, day in zip(found["actor"], found["day"], strict=True)
    )


def test_the_day_passwords_expire_everyone_fails_once_or_twice_at_home_and_nobody_fires(town):
    staff = clerks(12)
    deeds = home(staff)
    for actor in staff:
        deeds += failing([actor], DAY, f"desk {actor}", tries=2)
    assert fired(town, deeds) == []


@pytest.mark.parametrize("late", [False, True])
def test_passwords_expire_behind_one_address_and_nobody_fires(town, late):
    staff = clerks(12)
    deeds = home(staff[:11], "branch") + failing(staff, DAY, "branch", tries=2)
    deeds += home(staff[11:], "branch", days=range(DAY if not late else DAY + 1, 40))
    deeds += home(staff[11:], "old branch", days=range(20))
    assert fired(town, deeds) == []


def test_newcomers_fail_at_the_training_room_and_get_in(town):
    staff = clerks(12)
    deeds = home(staff) + failing(staff, DAY, "room") + home(staff, "room", [DAY])
    assert fired(town, deeds) == []


@pytest.mark.parametrize("strangers", [1, 4])
def test_a_few_that_mistype_their_number_are_no_storm(town, strangers):
    deeds = home(clerks(12)) + failing(clerks(strangers, 4), DAY, "desk x")
    assert fired(town, [*deeds, deed(VICTIM, DAY, "desk x")]) == []


def test_failures_alone_are_not_a_theft(town):
    deeds = home(clerks(12)) + failing(clerks(8, 4), DAY, "desk x")
    assert fired(town, deeds) == []


def test_who_always_worked_there_is_no_victim(town):
    deeds = home(clerks(12)) + failing(clerks(8, 4), DAY, f"desk {VICTIM}")
    assert fired(town, deeds) == []


def test_the_same_address_of_another_organisation_is_another_place(town):
    deeds = home(clerks(12)) + failing(clerks(8, 4), DAY, "10.1.1.9", org="other")
    assert fired(town, [*deeds, deed(VICTIM, DAY, "10.1.1.9")]) == []


def test_a_log_in_without_a_look_is_no_pull(town):
    deeds = home(clerks(12)) + failing(clerks(8, 4), DAY, "desk x")
    assert fired(town, [*deeds, deed(VICTIM, DAY, "desk x", "login")]) == []


def test_who_comes_weeks_later_did_not_come_through_the_storm(town):
    deeds = home(clerks(12)) + failing(clerks(8, 4), 10, "desk x")
    assert fired(town, [*deeds, deed(VICTIM, DAY, "desk x")]) == []


def test_a_new_account_was_never_elsewhere_and_is_nobodys_to_steal(town):
    deeds = home(clerks(11)) + failing(clerks(8, 3), DAY, "desk x")
    deeds += [deed("clerk011", day, "desk x") for day in range(DAY, 40)]
    assert fired(town, deeds) == []


@pytest.mark.parametrize("action", ["login_failed", "login"])
def test_a_storm_a_success_and_pulls_fire_on_every_day_from_there(town, action):
    storm = [deed(a, DAY, "desk x", action, 3, failed=3) for a in clerks(8, 4)]
    pulls = [deed(VICTIM, DAY + later, "desk x", hour=20) for later in (0, 3, 9)]
    assert fired(town, home(clerks(12)) + storm + pulls) == [
        (VICTIM, DAY + later) for later in (0, 3, 9)
    ]


def test_the_limit_is_a_setting(town):
    deeds = home(clerks(12)) + failing(clerks(3, 4), DAY, "x") + [deed(VICTIM, DAY, "x")]
    assert fired(town, deeds, strangers=3) == [(VICTIM, DAY)]
    with pytest.raises(ValueError, match="2 or more"):
        StolenAccount(strangers=1)


def stranger(town, **changes):
    """An owner with daytime habits; on one day the account works as `changes` say."""
    frame = town.office(actors=12, days=40)
    frame[["unexplained", "off_hours", "off_hours_share"]] = [4, 1, 0.03]
    frame["gap_median"] = 60.0
    night = {
        "looks": 60, "unexplained": 55, "new_places": 1, "off_hours": 50, "off_hours_share": 0.8,
    }  # fmt: skip
    where = (frame["actor"] == VICTIM) & (frame["day"] == START + pd.Timedelta(days=DAY))
    for name, value in (night | changes).items():
        frame.loc[where, name] = value
    return frame


@pytest.mark.parametrize(
    "changes",
    [
        {"new_places": 0},
        {"unexplained": 6},
        {"unexplained": 9, "looks": 9},
        {"called": 50},
        {"off_hours": 2, "off_hours_share": 0.03},
        {"off_hours": 2, "off_hours_share": 0.03, "gap_median": 20.0},
    ],
    ids=["at home", "served by tickets", "few", "called", "by day", "faster, not machine-fast"],
)
def test_a_move_a_vpn_or_a_night_shift_alone_is_silent(town, changes):
    assert fired(town, [], stranger(town, **changes)) == []


@pytest.mark.parametrize(
    "changes",
    [{}, {"new_places": 0, "new_devices": 1}, {"off_hours": 0, "off_hours_share": 0.0,
                                               "gap_median": 9.0}],
)  # fmt: skip
def test_a_new_device_with_an_unlike_rhythm_and_no_cases_fires(town, changes):
    assert fired(town, [], stranger(town, **changes)) == [(VICTIM, DAY)]


def test_a_day_on_which_nobody_has_tickets_is_silent(town):
    frame = stranger(town)
    there = frame["day"] == START + pd.Timedelta(days=DAY)
    frame.loc[there, "unexplained"] = (frame.loc[there, "looks"] * 0.9).astype(int)
    assert fired(town, [], frame) == []


def test_an_account_of_a_week_has_no_owner_to_be_unlike(town):
    frame = stranger(town)
    frame = frame[(frame["actor"] != VICTIM) | (frame["day"] >= START + pd.Timedelta(days=DAY - 6))]
    assert fired(town, [], frame) == []


def test_without_deeds_or_with_none_it_is_silent(town):
    frame = town.office(actors=3, days=5)
    assert fired(town, [], frame) == []
    assert len(StolenAccount().findings(town.facts(frame))) == 0
