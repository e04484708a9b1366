import numpy as np
import pytest
from scipy.stats import betabinom

from leakwatch import rates


def sample(dice, rate=0.1, rho=0.02, size=20_000, trials=60):
    weight = 1 / rho - 1
    share = dice.beta(rate * weight, (1 - rate) * weight, size)
    return dice.binomial(trials, share).astype(float), np.full(size, float(trials))


@pytest.mark.parametrize("rho", [0.005, 0.02, 0.1])
def test_the_dispersion_is_found_again(rho):
    hits, trials = sample(np.random.default_rng(1), rho=rho)
    found = rates.dispersion(hits, trials, np.full(len(hits), 0.1), np.zeros(len(hits), dtype=int))
    assert 0.4 * rho < found[0] < 1.3 * rho


def test_a_few_leaking_accounts_do_not_widen_what_is_allowed():
    hits, trials = sample(np.random.default_rng(2))
    rate, group = np.full(len(hits), 0.1), np.zeros(len(hits), dtype=int)
    clean = rates.dispersion(hits, trials, rate, group)[0]
    hits[:150] = 55
    assert rates.dispersion(hits, trials, rate, group)[0] < 1.5 * clean


@pytest.mark.parametrize(("hits", "trials", "rate", "rho"), [
    (12, 50, 0.1, 0.02), (20, 50, 0.1, 0.02), (30, 200, 0.05, 0.01), (5, 8, 0.2, 0.05),
])  # fmt: skip
def test_the_tail_is_near_the_beta_binomial(hits, trials, rate, rho):
    weight = 1 / rho - 1
    exact = betabinom.sf(hits - 1, trials, rate * weight, (1 - rate) * weight)
    ours = rates.log_p(*(np.array([float(x)]) for x in (hits, trials, rate, rho)))[0]
    assert ours == pytest.approx(np.log(exact), rel=0.15)


def test_no_hits_prove_nothing():
    zero = np.zeros(3)
    assert (
        rates.log_p(zero, np.array([0.0, 1.0, 50.0]), zero + 0.1, zero + 0.01).tolist() == [0] * 3
    )


def test_the_usual_rate_is_the_median_actors():
    actor = np.repeat(np.arange(5), 10)
    hits = np.repeat([1.0, 1.0, 2.0, 3.0, 9.0], 10)
    usual = rates.usual(hits, np.full(50, 10.0), actor, np.zeros(50, dtype=int))
    assert usual == pytest.approx(np.full(50, 20.5 / 101))
