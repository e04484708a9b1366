import numpy as np
import pytest

from leakwatch.tail import log_cauchy, tail

LAWS = {
    "exponential": lambda dice, n: dice.exponential(1, n),
    "heavy": lambda dice, n: dice.pareto(4, n),
    "normal": lambda dice, n: np.abs(dice.normal(0, 1, n)),
}


@pytest.mark.parametrize("law", LAWS)
def test_p_of_fresh_values_is_small_as_rarely_as_it_says(law):
    dice = np.random.default_rng(3)
    fitted = tail(LAWS[law](dice, 20_000))
    p = np.exp(fitted.log_p(LAWS[law](dice, 400_000)))
    for level in (0.1, 0.01, 0.001, 0.0003):
        assert (p <= level).mean() <= 1.4 * level
    assert (p <= 0.01).mean() >= 0.005


def test_a_few_per_cent_of_planted_extremes_do_not_stretch_the_law():
    dice = np.random.default_rng(4)
    clean = dice.exponential(1, 10_000)
    planted = np.concatenate([clean, np.full(60, 40.0)])
    at = np.array([40.0])
    assert np.log(60 / 10_061) > np.log(1e-4) > tail(planted).log_p(at)[0]
    assert tail(clean).log_p(at)[0] < tail(planted).log_p(at)[0]


def test_larger_is_rarer_without_ties_far_out():
    logs = tail(np.random.default_rng(5).exponential(1, 1000)).log_p(np.linspace(4, 400, 100))
    assert (np.diff(logs) < 0).all()
    assert np.isfinite(logs).all()


def test_what_more_than_one_actor_in_twenty_reaches_is_counted():
    dice = np.random.default_rng(6)
    values, actor = dice.exponential(1, 10_000), np.repeat(np.arange(100), 100)
    values[::500] = 30.0
    assert tail(values, actor).log_p(np.array([30.0]))[0] >= np.log(10 / 10_001)
    assert tail(values).log_p(np.array([30.0]))[0] < np.log(1e-5)


@pytest.mark.parametrize("reference", [[], [0.0], [0.0] * 50, [0.0] * 50 + [1.0], list(range(12))])
def test_short_and_flat_references_still_answer(reference):
    logs = tail(np.array(reference, dtype=float)).log_p(np.array([0.0, 1.0, 5.0]))
    assert np.isfinite(logs).all()
    assert (np.diff(logs) <= 0).all()


def test_a_rare_fact_is_judged_among_the_days_that_have_it():
    dice = np.random.default_rng(7)
    reference = np.zeros(10_000)
    reference[:200] = dice.exponential(1, 200)
    fitted = tail(reference)
    assert fitted.log_p(np.array([0.0]))[0] == pytest.approx(0, abs=1e-3)
    assert np.log(1e-5) < fitted.log_p(np.array([3.0]))[0] < np.log(0.004)


def test_cauchy_keeps_its_level_when_all_say_the_same():
    p = np.array([1e-8, 1e-4, 0.01])
    assert np.exp(log_cauchy(np.log(np.stack([p, p, p], axis=1)))) == pytest.approx(p, rel=1e-3)


def test_cauchy_of_one_small_p_is_about_bonferroni():
    assert np.exp(log_cauchy(np.log([[1e-9, 0.5, 0.5, 0.5]])))[0] == pytest.approx(4e-9, rel=1e-3)


def test_cauchy_of_silence_is_silence():
    assert log_cauchy(np.zeros((2, 3))).tolist() == [0.0, 0.0]
