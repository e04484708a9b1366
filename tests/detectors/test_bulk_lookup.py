import numpy as np
import pytest

from detectors.bulk_lookup import BulkLookup

CLERK, STAR, DAY = "clerk003", "clerk007", 30


@pytest.fixture
def office(town):
    return town.office(actors=30, days=40)


def scores(town, frame):
    found = BulkLookup().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one").sort_values(
        "score", ascending=False, ignore_index=True
    )


def on(frame, actor, *days):
    dates = np.sort(frame["day"].unique())[list(days)]
    return (frame["actor"] == actor) & frame["day"].isin(dates)


def add(frame, where, looks, bare=None, foreign=0.5):
    frame.loc[where, "looks"] += looks
    frame.loc[where, "unexplained"] += looks if bare is None else bare
    frame.loc[where, "unexplained_foreign"] += int((looks if bare is None else bare) * foreign)


@pytest.mark.parametrize("looks", [80, 150, 400])
def test_a_list_worked_off_in_a_day_ranks_first(town, office, looks):
    add(office, on(office, CLERK, DAY), looks)
    top = scores(town, office).iloc[0]
    assert (top["actor"], top["looks"] >= looks) == (CLERK, True)


def test_more_is_odder_without_end(town, office):
    found = []
    for looks in (100, 200, 400, 4000):
        frame = office.copy()
        add(frame, on(frame, CLERK, DAY), looks)
        found.append(scores(town, frame)["score"].iloc[0])
    assert found == sorted(found)
    assert len(set(found)) == 4
    assert found[-1] < 1


def test_a_busy_day_served_by_tickets_ranks_below_a_list(town, office):
    add(office, on(office, STAR, DAY), 200, bare=6)
    add(office, on(office, CLERK, DAY), 120)
    assert scores(town, office)["actor"].iloc[0] == CLERK


@pytest.mark.parametrize("columns", [["looks"], ["looks", "unexplained"]])
def test_an_honest_heavy_user_ranks_below_a_list(town, office, columns):
    office.loc[office["actor"] == STAR, columns] *= 4
    add(office, on(office, CLERK, DAY), 100)
    assert scores(town, office)["actor"].iloc[0] == CLERK


def test_a_heavy_user_with_tickets_is_no_odder_than_others(town, office):
    office.loc[office["actor"] == STAR, "looks"] *= 4
    assert (scores(town, office).head(30)["actor"] == STAR).sum() <= 4


def test_a_day_on_which_the_whole_team_doubles_accuses_nobody(town, office):
    office.loc[office["day"] == np.sort(office["day"].unique())[DAY], ["looks", "unexplained"]] *= 3
    add(office, on(office, CLERK, 20), 100)
    ranked = scores(town, office)
    assert ranked["actor"].iloc[0] == CLERK
    peak = ranked["day"] == np.sort(office["day"].unique())[DAY]
    assert peak.head(12).sum() <= 3


def test_a_quiet_day_of_the_team_accuses_nobody_either(town, office):
    quiet = office["day"] == np.sort(office["day"].unique())[DAY]
    office.loc[quiet & (office["actor"] != STAR), ["looks", "unexplained"]] //= 3
    office["looks"] = office["looks"].clip(lower=1)
    ranked = scores(town, office)
    assert not on(ranked, STAR, DAY).head(20).any()


def test_forty_more_a_day_rise_through_the_windows(town, office):
    days = range(22, 36)
    add(office, on(office, CLERK, *days), 30)
    ranked = scores(town, office)
    first = np.flatnonzero(on(ranked, CLERK, *days))
    assert np.median(first) < 0.03 * len(ranked)
    assert first[0] == 0


def test_low_counts_are_never_odd(town, office):
    few = on(office, CLERK, DAY)
    office.loc[few, ["looks", "unexplained", "unexplained_foreign"]] = [1, 0, 0]
    ranked = scores(town, office)
    assert ranked.loc[on(ranked, CLERK, DAY), "score"].item() == 0


def test_under_twenty_rows_still_get_a_score(town):
    frame = town.office(actors=3, days=5)
    assert scores(town, frame)["score"].between(0, 1).all()


def test_the_order_of_rows_does_not_matter(town, office):
    plain = scores(town, office)
    mixed = scores(town, office.sample(frac=1, random_state=3))
    assert plain.set_index(["actor", "day"])["score"].equals(
        mixed.set_index(["actor", "day"])["score"].reindex(plain.set_index(["actor", "day"]).index)
    )


def test_the_top_has_no_ties(town, office):
    top = scores(town, office)["score"].head(100)
    assert top.nunique() == 100
