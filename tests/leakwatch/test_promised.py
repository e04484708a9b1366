"""What is promised is kept: over many made-up clean logs, of every kind that is known to hurt."""

import numpy as np
import pytest

from leakwatch import calibrate, raising
from leakwatch.promised import most, promise

SHARE = 0.1


def independent(dice, actors, days):
    return np.exp(dice.normal(0, 0.7, (actors, days)))


def heavy_tailed(dice, actors, days):
    """Pareto: the mean exists, the variance does not."""
    return dice.pareto(1.5, (actors, days)) + 1


def discrete(dice, actors, days):
    """Two days in three are alike."""
    return dice.poisson(0.4, (actors, days)).astype(float)


def day_shocks(dice, actors, days):
    return independent(dice, actors, days) * np.exp(dice.normal(0, 0.4, (1, days)))


def bad_days(dice, actors, days):
    """One day in twenty lifts everybody more than fourfold."""
    lifted = np.where(dice.random((1, days)) < 0.05, 4.5, 1.0)
    return independent(dice, actors, days) * lifted


def lasting(dice, actors, days):
    """Some are always busier than others."""
    return independent(dice, actors, days) * np.exp(dice.normal(0, 0.5, (actors, 1)))


def rarely_said(dice, actors, days):
    speaks = dice.random((actors, days)) < 0.03
    return np.where(speaks, dice.exponential(1, (actors, days)), 0.0)


def many_detectors(dice, actors, days):
    """Six that always have something to say and eighteen that rarely do, all of one life."""
    mood = np.exp(dice.normal(0, 0.2, (actors, 1)) + dice.normal(0, 0.1, (1, days)))
    said = mood * dice.exponential(1, (24, actors, days))
    rare = dice.random((18, actors, days)) < 0.02
    said[6:] = np.where(rare, said[6:], 0.0)
    return said


def raised(kind, seed, actors, days, jobs):
    """Which actor-days of a clean log are raised, by the way every run goes; and the days."""
    said = kind(np.random.default_rng(seed), actors, days).reshape(-1, actors * days)
    who, when = (grid.ravel().astype(np.int64) for grid in np.indices((actors, days)))
    job = who % jobs
    logs = [np.where(odd > 0, calibrate.log_p(odd, when, who, job), 0.0) for odd in said]
    odd = sum(raising.evidence(one) for one in logs)
    nobody, no_rule = np.zeros(len(who), dtype=bool), np.full(len(who), np.nan)
    return raising.raised(odd, when, who, nobody, no_rule, SHARE, 20)[1], when


def realised(kind, seeds, *shape):
    """The share of days with a false alarm, of each log, and raised actor-days a day of all."""
    found = [raised(kind, seed, *shape) for seed in seeds]
    shares = np.array([len(np.unique(when[mask])) / shape[1] for mask, when in found])
    return shares, np.mean([mask.sum() / shape[1] for mask, _ in found])


KINDS = (independent, heavy_tailed, discrete, day_shocks, bad_days, lasting, rarely_said)
MONTHS, SMALL_JOBS, SHORT = (80, 60, 4), (30, 40, 10), (60, 12, 4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("shape", "seeds"), [(MONTHS, 8), (SMALL_JOBS, 12)])
def test_clean_logs_raise_no_more_than_promised(kind, shape, seeds):
    shares, each_day = realised(kind, range(seeds), *shape)
    assert shares.mean() <= 1.2 * SHARE
    assert each_day <= 1.2 * SHARE


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not heavy_tailed])
def test_a_short_history_keeps_the_promise_where_tails_are_light(kind):
    shares, each_day = realised(kind, range(20), *SHORT)
    assert shares.mean() <= 1.2 * SHARE
    assert each_day <= 1.2 * SHARE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", [3, 7, 12])
def test_even_the_shortest_stays_below_what_is_nearly_sure(kind, days):
    shares, _ = realised(kind, range(10), 60, days, 4)
    assert (shares <= most(SHARE, days)).mean() >= 0.9


def test_two_dozen_detectors_promise_no_more_together_than_one():
    shares, each_day = realised(many_detectors, range(3), 60, 40, 3)
    assert shares.mean() <= 1.2 * SHARE
    assert each_day <= 1.2 * SHARE


def test_two_dozen_detectors_hear_the_three_that_are_sure():
    def leaking(dice, *shape):
        said = many_detectors(dice, *shape)
        said[[3, 4, 9], 5, 30:] += 30
        return said

    mask, when = raised(leaking, 0, 60, 40, 3)
    who = np.repeat(np.arange(60), 40)
    assert mask[(who == 5) & (when >= 30)].mean() > 0.8
    assert (mask & (who != 5)).sum() <= SHARE * 40


def test_the_promise_says_on_what_it_rests():
    day = np.tile(np.arange(60), 80)
    told = promise(day, SHARE)
    assert (told.days, told.tests, told.counted, told.short) == (60, 80, True, False)
    assert "60 days of 80 accounts; 90% sure of no more than 18%" in told.said()
    assert not promise(day[day < 5], SHARE).counted


@pytest.mark.parametrize(("days", "short"), [(15, False), (14, True), (1, True)])
def test_up_to_two_weeks_it_says_that_it_is_short(days, short):
    told = promise(np.tile(np.arange(days), 80), SHARE)
    assert told.short is short
    assert ("a short history: read alerts as hints" in told.said()) is short
    assert told.told()["said"] == told.said()


def test_the_surer_the_longer_and_never_surer_than_promised():
    known = [most(SHARE, days) for days in (0, 1, 3, 7, 14, 30, 90, 365, 3650)]
    assert known == sorted(known, reverse=True)
    assert known[:2] == [1.0, 1.0]
    assert SHARE < known[-1] < 1.1 * SHARE
