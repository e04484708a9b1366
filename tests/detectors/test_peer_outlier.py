import numpy as np
import pytest

from detectors.peer_outlier import PeerOutlier

CLERK, STAR, DAY = "clerk003", "clerk007", 30


@pytest.fixture
def office(town):
    def make(seed=5, actors=40, days=40):
        frame = town.office(actors=actors, days=days)
        dice = np.random.default_rng(seed)
        for name, share in (("misses", 0.03), ("call_record", 0.05), ("off_hours", 0.04),
                            ("far", 0.15), ("repeats", 0.1)):  # fmt: skip
            frame[name] = dice.binomial(frame["looks"], share)
        return frame

    return make


def on(frame, actor, *days):
    return (frame["actor"] == actor) & frame["day"].isin(np.sort(frame["day"].unique())[list(days)])


def ranked(town, frame):
    found = PeerOutlier().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one").sort_values(
        "score", ascending=False, ignore_index=True
    )


def mix(frame, where, much=8):
    """A little of everything: no fact alone is out of reach."""
    names = ["looks", "unexplained", "unexplained_foreign", "misses", "call_record", "far"]
    frame.loc[where, names] += much


def test_a_heavy_user_of_every_day_is_no_odder_than_others(town, office):
    frame = office()
    heavy = frame["actor"] == STAR
    frame.loc[heavy, ["looks", "unexplained", "misses", "call_record", "far"]] *= 4
    assert (ranked(town, frame).head(40)["actor"] == STAR).sum() <= 8


def test_a_day_on_which_all_do_more_accuses_nobody(town, office):
    frame = office()
    mix(frame, frame["day"] == np.sort(frame["day"].unique())[20])
    mix(frame, on(frame, CLERK, DAY), 12)
    found = ranked(town, frame)
    assert found["actor"].iloc[0] == CLERK
    assert (found["day"] == np.sort(frame["day"].unique())[20]).head(20).sum() <= 4


def test_a_busy_day_served_by_tickets_ranks_below_a_mixed_one(town, office):
    frame = office()
    frame.loc[on(frame, STAR, DAY), "looks"] += 100
    mix(frame, on(frame, CLERK, DAY), 12)
    assert ranked(town, frame)["actor"].iloc[0] == CLERK


def test_a_quiet_day_is_never_odd(town, office):
    frame = office()
    counts = frame.select_dtypes("int64").columns
    frame.loc[on(frame, CLERK, DAY), counts] = 0
    frame.loc[on(frame, CLERK, DAY), "looks"] = 1
    found = ranked(town, frame)
    assert found.loc[on(found, CLERK, DAY), "score"].item() == 0


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (3, 5), (12, 3)])
def test_few_people_and_short_logs_are_scored_without_an_error(town, office, actors, days):
    assert ranked(town, office(actors=actors, days=days))["score"].between(0, 1).all()


def test_the_order_of_rows_does_not_matter(town, office):
    frame = office()
    first, second = (ranked(town, rows).set_index(["actor", "day"])["score"].sort_index()
                     for rows in (frame, frame.sample(frac=1, random_state=3)))  # fmt: skip
    assert first.equals(second)


def test_a_little_of_everything_ranks_first_and_says_in_how_many_facts(town, office):
    frame = office()
    mix(frame, on(frame, CLERK, DAY), 15)
    top = ranked(town, frame).iloc[0]
    assert top["actor"] == CLERK
    assert top["above"] >= 3


def test_simulated_mixed_days_are_nearly_all_in_the_first_per_cent(town, office):
    places = []
    for seed in range(6):
        frame = office(seed)
        who = f"clerk{5 * seed + 2:03d}"
        mix(frame, on(frame, who, *range(28, 33)), 10)
        found = ranked(town, frame)
        places.append(np.flatnonzero(found["actor"] == who)[0] < 0.01 * len(found))
    assert np.mean(places) >= 0.8
