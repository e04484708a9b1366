import pandas as pd
import pytest

from detectors.password_reset import PasswordReset

START = pd.Timestamp("2026-03-02")
CLERK, OTHER, DAY = "clerk003", "clerk004", 30


def pair(actor, subject, day=DAY, hour=9, branch="b0", **more):
    when = START + pd.Timedelta(days=day, hours=hour)
    return {
        "actor": actor, "org": "o", "branch": branch, "day": when.date(), "subject": subject,
        "looks": 1, "unexplained": 1, "first": when.tz_localize("UTC").to_pydatetime(),
    } | more  # fmt: skip


def reset(subject="customer", **more):
    return pair(CLERK, subject, resets_unexplained=1, **more)


def opened(actor=OTHER, subject="customer", hour=12, branch="b1", **more):
    return pair(actor, subject, hour=hour, branch=branch, sensitive=1, **more)


BUSY = [pair(OTHER, f"other {number}", branch="b1") for number in range(5)]


def fired(town, pairs, frame=None):
    if frame is None:
        frame = town.office(actors=12, days=40)
    where = (frame["actor"] == CLERK) & (frame["day"] == START + pd.Timedelta(days=DAY))
    frame.loc[where & (frame["resets"] == 0), ["resets", "resets_unexplained"]] = 1
    found = PasswordReset().findings(town.facts(frame, pairs=town.pairs(pairs)))
    return sorted(
        (actor, (day - START).days) for actor, day in zip(found["actor"], found["day"], strict=True)
    )


@pytest.mark.parametrize(
    "pairs",
    [
        [reset()],
        [pair(CLERK, "customer"), opened()],
        [reset(), opened(subject="somebody else")],
        [reset(), opened(unexplained=0)],
        [reset(), opened(called=1)],
        [reset(), opened() | {"sensitive": 0}],
        [reset(), opened(hour=8)],
        [reset(), opened(hour=9 + 25, day=DAY)],
        [reset(), opened(branch="b0")],
        [reset(), opened(branch=None)],
        [reset(), opened(CLERK)],
    ],
    ids=["never followed", "reset with the card read", "another person", "with a ticket",
         "the customer called", "a plain look", "before", "a day later", "the same shop",
         "nobody knows where", "the same account"],
)  # fmt: skip
def test_a_real_reset_is_silent(town, pairs):
    again = [one | {"subject": f"second {one['subject']}"} for one in pairs]
    assert fired(town, [*BUSY, *pairs, *again]) == []


@pytest.mark.parametrize("customers", [1, 2])
def test_a_customer_who_reads_his_own_bill_after_a_reset_is_silent(town, customers):
    names = [f"customer {number}" for number in range(customers)]
    pairs = [row for name in names for row in (reset(name), opened(f"self {name}", name))]
    assert fired(town, BUSY + pairs) == []


def test_a_complaint_that_follows_one_reset_is_silent(town):
    assert fired(town, [*BUSY, reset(), opened()]) == []


def test_call_records_of_two_opened_elsewhere_within_a_day_fire_on_who_reset(town):
    pairs = [reset(), opened(day=DAY + 1, hour=8), reset("wife"), opened(subject="wife")]
    assert fired(town, BUSY + pairs) == [(CLERK, DAY)]


def test_one_and_one_on_two_days_fire_on_the_second(town):
    pairs = [reset(), opened(), reset("wife", day=DAY - 3), opened(subject="wife", day=DAY - 3)]
    assert fired(town, BUSY + pairs) == [(CLERK, DAY)]


def test_another_organisation_is_elsewhere(town):
    elsewhere = {"branch": None, "org": "partner"}
    pairs = [reset(), opened(**elsewhere), reset("wife"), opened(subject="wife", **elsewhere)]
    assert fired(town, BUSY + pairs) == [(CLERK, DAY)]


def test_self_service_again_and_again_fires(town):
    names = [f"customer {number}" for number in range(3)]
    pairs = [row for name in names for row in (reset(name), opened(f"self {name}", name))]
    assert fired(town, BUSY + pairs) == [(CLERK, DAY)]


def with_resets(town, resets, bare, who=(CLERK,), days=(DAY,), actors=12):
    frame = town.office(actors=actors, days=40)
    frame["resets"] = 1
    there = frame["day"].isin([START + pd.Timedelta(days=day) for day in days])
    frame.loc[frame["actor"].isin(who) & there, ["resets", "resets_unexplained"]] = resets, bare
    return frame


@pytest.mark.parametrize("bare", [1, 4])
def test_a_few_without_a_case_are_forgotten_tickets(town, bare):
    assert fired(town, [], with_resets(town, 5, bare)) == []


def test_a_day_of_resets_with_the_customer_at_the_counter_is_silent(town):
    assert fired(town, [], with_resets(town, 40, 1)) == []


def test_the_day_the_ticket_system_is_down_is_silent(town):
    everyone = [f"clerk{number:03d}" for number in range(12)]
    assert fired(town, [], with_resets(town, 8, 8, everyone)) == []


def test_resets_in_numbers_fire(town):
    assert fired(town, [], with_resets(town, 25, 24)) == [(CLERK, DAY)]


def test_some_on_every_day_fire_within_two_weeks(town):
    frame = with_resets(town, 5, 4, days=range(20, 40), actors=48)
    found = [day for actor, day in fired(town, [], frame) if actor == CLERK]
    assert found
    assert found[0] < 34


def test_without_pairs_it_still_counts(town):
    frame = with_resets(town, 25, 24)
    assert len(PasswordReset().findings(town.facts(frame))) == 1
