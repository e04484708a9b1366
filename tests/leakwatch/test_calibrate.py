import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import calibrate


def closed_form(p, share):
    """Largest k with p_(k) ≤ k·share/m: reject the k smallest."""
    ordered = sorted(p)
    most = max((k for k, value in enumerate(ordered, 1) if value <= k * share / len(p)), default=0)
    return [most > 0 and value <= ordered[most - 1] for value in p]


@given(st.lists(st.integers(1, 10_000), max_size=60), st.sampled_from([0.03, 0.11, 0.27]))
def test_discoveries_are_as_the_closed_form_says(ranks, share):
    p = [rank / 10_000 for rank in ranks]
    assert calibrate.discoveries(np.log(p), share).tolist() == closed_form(p, share)


def history(seed, actors=80, days=60, lasting=0.3):
    """Oddness of honest days: skewed, and correlated within actor and within day."""
    dice = np.random.default_rng(seed)
    person = dice.normal(0, lasting, (actors, 1))
    odd = np.exp(person + dice.normal(0, 0.2, (1, days)) + dice.normal(0, 0.7, (actors, days)))
    who, when = (grid.ravel() for grid in np.indices(odd.shape))
    return odd.ravel(), when.astype(np.int64), who.astype(np.int64)


def test_p_values_of_clean_days_are_near_uniform():
    odd, day, actor = history(0)
    p = np.exp(calibrate.log_p(odd, day, actor, actor % 4))
    for level in (0.01, 0.05, 0.1, 0.3, 0.5):
        assert 0.5 * level < (p <= level).mean() < 1.15 * level


def test_days_with_a_false_discovery_stay_within_the_promise():
    bad = total = 0
    for seed in range(16):
        odd, day, actor = history(seed)
        logs = calibrate.counted(odd, calibrate.log_p(odd, day, actor), actor)
        raised = calibrate.alerts(logs, odd, day, np.zeros(len(odd), dtype=bool), 0.1, 20)
        bad, total = bad + len(np.unique(day[raised])), total + 60
    assert bad <= 1.2 * 0.1 * total


def test_a_leak_of_weeks_is_still_seen_among_other_leaks():
    odd, day, actor = history(3)
    leak = np.isin(actor, [5, 30]) & (day >= 25) & (day < 45)
    odd[leak] *= 60
    logs = calibrate.counted(odd, calibrate.log_p(odd, day, actor), actor)
    raised = calibrate.alerts(logs, odd, day, np.zeros(len(odd), dtype=bool), 0.1, 20)
    assert raised[leak].mean() > 0.5
    assert (raised & ~leak).sum() <= 0.2 * raised.sum()


def test_a_day_is_judged_by_the_days_before_it():
    odd, day, actor = history(1, lasting=0.0)
    later = odd.copy()
    later[day >= 45] /= 50
    plain, changed = (calibrate.log_p(values, day, actor) for values in (odd, later))
    before = (day >= 30) & (day < 40)
    assert (changed[before] >= plain[before] - 0.7).all()


def test_small_pools_are_judged_with_everybody():
    odd, day, actor = history(2)
    alone = np.where(actor < 3, 1, 0)
    assert calibrate.log_p(odd, day, actor, alone)[actor < 3] == pytest.approx(
        calibrate.log_p(odd, day, actor)[actor < 3]
    )


@pytest.mark.parametrize("rows", [0, 1, 12])
def test_hardly_any_history_still_gives_p_values(rows):
    day, odd = np.arange(rows) % 3, np.linspace(0, 1, rows)
    logs = calibrate.log_p(odd, day, np.arange(rows))
    assert ((logs <= 0) & np.isfinite(logs)).all()


def raised(p, sure=(), most=20):
    logs, rows = np.log(p), len(p)
    known = np.isin(np.arange(rows), sure)
    mask = calibrate.alerts(logs, -logs, np.zeros(rows, dtype=np.int64), known, 0.1, most)
    return np.flatnonzero(mask).tolist()


def test_the_budget_keeps_the_smallest_p():
    assert raised([1e-5, 1e-9, 0.5, 1e-7], most=2) == [1, 3]


def test_rules_come_first_and_count():
    assert raised([1e-9, 0.9, 1e-8], sure=[1], most=2) == [0, 1]


def test_nothing_is_raised_on_an_ordinary_day():
    assert raised([0.04, 0.3, 0.9]) == []


def test_a_budget_of_none_raises_none():
    assert raised([1e-9], sure=[0], most=0) == []


def test_machines_are_no_yardstick_for_people():
    odd, day, actor = history(4)
    machine = actor < 8
    odd[machine] *= 50
    plain = calibrate.log_p(odd[~machine], day[~machine], actor[~machine])
    among = calibrate.log_p(odd, day, actor, machine=machine)[~machine]
    assert among == pytest.approx(plain)
    hidden = calibrate.log_p(odd, day, actor)[~machine]
    top = np.argsort(plain)[:50]
    assert (hidden[top] > plain[top] + 1).all()


def test_machines_of_a_pool_of_their_own_are_compared_with_machines():
    odd, day, actor = history(5)
    machine, late = actor < 40, day >= 21
    odd[machine] *= 50
    logs = calibrate.log_p(odd, day, actor, machine.astype(np.int64), machine=machine)
    assert 0.02 < (logs[machine & late] <= np.log(0.1)).mean() < 0.15


def test_a_day_that_lifts_everybody_raises_nobody():
    odd, day, actor = history(6, lasting=0.0)
    none = np.zeros(len(odd), dtype=bool)
    odd[day == 30] *= 12
    logs, calm = calibrate.of_days(odd, day, actor, none)
    assert not calibrate.alerts(logs, calm, day, none, 0.1, 20)[day == 30].any()
    odd[(day == 30) & (actor == 7)] *= 1e4
    logs, calm = calibrate.of_days(odd, day, actor, none)
    assert calibrate.alerts(logs, calm, day, none, 0.1, 20)[(day == 30) & (actor == 7)].all()


def test_that_more_speak_on_a_day_is_no_leap():
    dice = np.random.default_rng(7)
    day, actor = np.tile(np.arange(40), 60), np.repeat(np.arange(60), 40)
    often = np.where(day == 20, 0.24, 0.12)
    odd = np.where(dice.random(len(day)) < often, dice.exponential(1, len(day)), 0.0)
    odd[(day == 20) & (actor == 9)] = 40.0
    none = np.zeros(len(odd), dtype=bool)
    logs, calm = calibrate.of_days(odd, day, actor, none)
    raised = calibrate.alerts(logs, calm, day, none, 0.1, 20)
    assert actor[raised & (day == 20)].tolist() == [9]
