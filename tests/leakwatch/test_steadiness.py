import numpy as np
import pandas as pd
import pytest

from leakwatch.steadiness import ranks, shifts, wagered


def office(seed, *, days=60, accounts=50, org="o", weekends=0.0, lift=0.0, since=40, newcomers=0):
    """Honest accounts; from a day on all (or the newcomers alone) are `lift` odder."""
    dice = np.random.default_rng(seed)
    who, when = (grid.ravel() for grid in np.indices((accounts + newcomers, days)))
    day = dice.normal(0, 0.2, days) + weekends * (np.arange(days) % 7 >= 5)
    new = who >= accounts
    late = (when >= since) & (new | (newcomers == 0))
    odd = np.exp(day[when] + dice.normal(0, 0.7, len(who)) + lift * late)
    frame = pd.DataFrame({
        "actor": [f"{org}{number}" for number in who], "org": org,
        "day": pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D"),
        "looks": dice.poisson(30 * np.exp(lift * late)), "looks_7": 9 * late, "minors": 0,
    })  # fmt: skip
    kept = ~new | late
    return frame[kept].reset_index(drop=True), odd[kept]


def noticed(seeds, **change):
    return [shifts(*office(seed, **change)) for seed in seeds]


def test_steady_days_give_no_alarm():
    assert sum(map(bool, noticed(range(40)))) <= 2


def test_weekends_are_no_shift():
    assert sum(map(bool, noticed(range(30), weekends=0.6, days=90))) <= 1


def test_two_weeks_are_too_few_to_say_anything():
    assert not any(noticed(range(10), days=14, since=7, lift=3.0))


def test_a_campaign_is_noticed_with_what_changed():
    found = noticed(range(10), lift=0.8)
    assert sum(map(bool, found)) >= 9
    [one] = found[0]
    assert (one.org, one.more) == ("o", True)
    assert pd.Timestamp("2026-04-05") <= pd.Timestamp(one.since) <= pd.Timestamp("2026-04-14")
    assert one.since < one.noticed <= pd.Timestamp("2026-04-30").date()
    assert len(one.changed) == 1
    assert one.changed[0][0] == "looks"
    assert "looks of an account's day: 29" in one.said()
    assert "odder than before" in one.said()
    assert one.told()["said"] == one.said()


def test_a_merged_branch_is_noticed_by_its_accounts():
    found = noticed(range(10), lift=1.5, newcomers=40)
    assert sum(map(bool, found)) >= 7
    changed = [one.changed[0] for [one] in filter(None, found)]
    assert all(what == "accounts a day" and before[0] == "5" for what, before, _ in changed)


def test_days_less_odd_are_a_shift_too():
    [one] = next(filter(None, noticed(range(10), lift=-0.9)))
    assert not one.more
    assert "less odd" in one.said()


def test_an_old_shift_is_the_usual_by_now():
    assert not any(noticed(range(5), days=110, since=40, lift=0.8))


def test_an_organisation_does_not_answer_for_another():
    calm, calm_odd = office(1)
    moved, moved_odd = office(2, org="p", lift=1.2)
    both = pd.concat([calm, moved], ignore_index=True)
    assert [one.org for one in shifts(both, np.concatenate([calm_odd, moved_odd]))] == ["p"]


def test_a_handful_of_accounts_says_nothing():
    assert not any(noticed(range(5), accounts=6, lift=2.0))


@pytest.mark.parametrize("rows", [0, 1])
def test_no_days_are_no_shift(rows):
    frame, odd = office(0)
    assert shifts(frame.iloc[:rows], odd[:rows]) == ()


def test_a_bet_on_chance_does_not_pay():
    dice = np.random.default_rng(0)
    ends = [wagered(ranks(dice.normal(size=80)))[0].max() for _ in range(300)]
    assert np.mean(np.array(ends) >= 20) <= 1 / 20
    assert wagered(ranks(np.arange(40.0)))[0][-1] > 1e6


def test_ranks_that_tie_count_half():
    assert ranks(np.zeros(4)).tolist() == [0.5] * 4
