from functools import cache

import numpy as np
import pandas as pd
import pytest

from detectors.scripted_access import ScriptedAccess

CLERK, DAYS = "clerk003", 30
#: an honest day in a thousand
SURE = 1e-3


def rhythm(gaps):
    """The facts of a day's gaps (seconds), as `features.rhythm` counts them."""
    whole = np.round(gaps).astype(int)
    times = np.bincount(whole)
    breaks = np.flatnonzero(np.concatenate([[True], gaps > 120, [True]]))
    enough = len(gaps) >= 10
    return {
        "looks": len(gaps) + 1,
        "gap_median": np.median(gaps),
        "gap_mode": float(times.argmax()) if enough else np.nan,
        "gap_mode_share": times.max() / len(gaps) if enough else np.nan,
        "gap_cv": gaps.std() / gaps.mean() if enough else np.nan,
        "longest_run": int(np.diff(breaks).max()),
        "night_looks": 0,
    }


def person(dice, looks=60, median=60.0, spread=1.0):
    """A person's gaps: log-normal, with a pause now and then."""
    gaps = dice.lognormal(np.log(median), spread, looks)
    return np.where(dice.random(looks) < 0.05, gaps + dice.exponential(1200, looks), gaps)


@pytest.fixture(scope="module")
def office():
    @cache
    def made(seed=1, actors=30, role="clerk", gaps=person, bare=0.15):
        dice = np.random.default_rng(seed)
        rows = []
        for who in range(actors):
            pace, looks = dice.lognormal(np.log(50), 0.5), int(dice.integers(30, 120))
            for day in range(DAYS):
                facts = rhythm(gaps(dice, max(int(dice.poisson(looks)), 12), pace))
                rows.append(
                    facts
                    | {
                        "actor": f"{role}{who:03d}",
                        "role": role,
                        "day": pd.Timestamp("2026-03-02") + pd.Timedelta(day, "D"),
                    }
                )
        frame = pd.DataFrame(rows).assign(org="o", source="s", branch="b")
        return frame.assign(unexplained=dice.binomial(frame["looks"], bare))  # fmt: skip

    # most tests begin with the same one, and write into it
    return lambda *given, **named: made(*given, **named).copy()


def judged(town, frame):
    found = ScriptedAccess().findings(town.facts(town.settle(town.neutral(frame))))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one")


def put(frame, gaps, day=20, bare=1.0, night=0):
    where = (frame["actor"] == CLERK) & (frame["day"] == sorted(frame["day"].unique())[day])
    facts = rhythm(gaps)
    facts |= {"unexplained": int(bare * facts["looks"]), "night_looks": night}
    frame.loc[where, list(facts)] = [list(facts.values())]
    return frame


def p_of(town, frame, day=20):
    found = judged(town, frame)
    at = sorted(found["day"].unique())[day]
    return found.loc[(found["actor"] == CLERK) & (found["day"] == at), "p"].item()


@pytest.mark.parametrize("pace", [4, 10, 30, 90])
@pytest.mark.parametrize("spread", [0.5, 0.8, 1.2])
def test_a_person_of_any_pace_is_silent(town, office, pace, spread):
    dice = np.random.default_rng(pace)
    gaps = person(dice, 150, pace, spread)
    assert p_of(town, put(office(), gaps)) > SURE


def test_honest_days_fire_as_rarely_as_they_say(town, office):
    found = pd.concat([judged(town, office(seed, bare=1.0))["p"] for seed in (1, 2, 3)])
    assert (found < SURE).mean() <= SURE
    assert (found < 0.01).mean() <= 0.01


def test_courier_scanning_the_own_parcels_in_a_row_has_the_rhythm_of_all_couriers(town, office):
    def scanning(dice, looks, pace):
        return np.round(np.clip(dice.normal(3, 0.6, looks), 1, None)) + (
            dice.random(looks) < 0.04
        ) * dice.exponential(900, looks)

    couriers = office(7, role="courier", gaps=scanning, bare=1.0)
    found = judged(town, pd.concat([office(), couriers], ignore_index=True))
    assert (found.loc[found["role"] == "courier", "p"] < SURE).mean() < 0.005


def test_a_day_whose_log_has_no_seconds_accuses_nobody(town, office):
    def minutes(dice, looks, pace):
        return 60 * np.round(person(dice, looks, pace) / 60)

    frame, coarse = office(bare=1.0), office(gaps=minutes, bare=1.0)
    late = frame["day"] == sorted(frame["day"].unique())[20]
    frame.loc[late] = coarse.loc[late]
    assert (judged(town, frame)["p"] < SURE).sum() <= 1


def test_a_page_that_opens_twenty_records_at_once_is_no_rhythm(town, office):
    dice = np.random.default_rng(4)
    gaps = np.where(dice.random(150) < 0.85, 0.0, person(dice, 150, 90))
    assert p_of(town, put(office(), gaps)) > SURE


def test_a_macro_that_works_off_own_tickets_counts_little(town, office):
    gaps = np.full(60, 6.0) + np.random.default_rng(2).normal(0, 0.3, 60)
    with_tickets, without = (p_of(town, put(office(), gaps, bare=b)) for b in (0.0, 1.0))
    assert without < 1e-12
    assert with_tickets > without**0.2


def test_a_night_shift_has_no_rhythm_of_a_machine(town, office):
    gaps = person(np.random.default_rng(3), 80, 60)
    assert p_of(town, put(office(), gaps, night=81)) > SURE


@pytest.mark.parametrize("looks", [5, 11, 19])
def test_under_twenty_gaps_a_day_has_no_rhythm(town, office, looks):
    assert p_of(town, put(office(), np.full(looks, 5.0))) == 1


def test_gaps_that_are_null_are_silent(town, office):
    frame = office()
    frame[["gap_mode", "gap_mode_share", "gap_cv", "gap_median"]] = np.nan
    assert (judged(town, frame)["p"] == 1).all()


@pytest.mark.parametrize("actors", [1, 3])
def test_few_people_are_no_yardstick_and_accuse_nobody(town, office, actors):
    assert (judged(town, office(actors=actors))["p"] > SURE).all()


@pytest.mark.parametrize("jitter", [0.0, 0.4, 1.5])
def test_a_loop_with_a_sleep_is_found_on_its_first_day(town, office, jitter):
    dice = np.random.default_rng(6)
    gaps = np.clip(dice.normal(6, jitter, 60), 0.3, None)
    assert p_of(town, put(office(), gaps)) < SURE


def test_a_waiting_time_drawn_between_three_and_eight_seconds_is_found_by_its_evenness(
    town, office
):
    gaps = np.random.default_rng(7).uniform(3, 8, 150)
    assert p_of(town, put(office(), gaps)) < 1e-4


def test_a_loop_hidden_in_the_work_of_a_day_is_found(town, office):
    dice = np.random.default_rng(8)
    gaps = np.concatenate([person(dice, 60, 60), np.full(45, 5.0)])
    assert p_of(town, put(office(), gaps, bare=0.6)) < SURE


def test_hours_without_a_pause_are_found(town, office):
    dice = np.random.default_rng(9)
    gaps = np.clip(dice.lognormal(np.log(40), 0.6, 900), 2, 110)
    assert p_of(town, put(office(), gaps)) < SURE


def test_a_script_in_a_job_of_its_own_is_held_to_the_sources_people(town, office):
    frame = office()
    robot = frame[frame["actor"] == CLERK].assign(actor="robot", role="robot")
    robot = robot.assign(**rhythm(np.full(200, 4.0)), unexplained=201)
    found = judged(town, pd.concat([frame, robot], ignore_index=True))
    assert (found.loc[found["actor"] == "robot", "p"] < 1e-12).all()


def test_by_night_a_loop_is_odder_still(town, office):
    gaps = np.random.default_rng(6).normal(6, 1.0, 60)
    day, night = (p_of(town, put(office(), gaps, night=n)) for n in (0, 61))
    assert night < day


def test_simulated_loops_are_nearly_all_found(town, office):
    hits = []
    for seed in range(12):
        dice = np.random.default_rng(seed)
        wait, jitter = dice.uniform(2, 20), dice.uniform(0.05, 0.25)
        gaps = np.clip(dice.normal(wait, wait * jitter, int(dice.integers(50, 300))), 0.5, None)
        hits.append(p_of(town, put(office(seed), gaps)) < SURE)
    assert np.mean(hits) >= 0.9
