import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import typical


def frame(actors=12, days=20, org="o", role="r", seed=0):
    who, when = (grid.ravel() for grid in np.indices((actors, days)))
    return pd.DataFrame(
        {
            "actor": [f"{org}{role}{number:02d}" for number in who],
            "org": org, "role": role, "branch": "b",
            "day": pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D"),
            "looks": np.random.default_rng(seed).poisson(30, len(who)),
        }
    )  # fmt: skip


def groups(*tables):
    table = pd.concat(tables)
    key = (table["org"] + table["role"]).to_numpy()
    return pd.Series(typical.peers(table)).groupby(key).agg(lambda group: group.unique().item())


def test_jobs_of_ten_actors_are_groups_and_small_jobs_of_an_organisation_stand_together():
    found = groups(*(frame(n, role=role) for role, n in {"a": 12, "b": 4, "c": 10, "d": 6}.items()))
    assert found["ob"] == found["od"]
    assert found.nunique() == 3


def test_the_few_who_are_left_stand_together_over_organisations():
    found = groups(frame(12, role="a"), frame(4, role="b"), frame(3, org="p"))
    assert found["ob"] == found["pr"] != found["oa"]


def test_machines_are_nobodys_colleagues():
    people, robots = frame(12), frame(3, role="robot")
    table = pd.concat([people, robots, frame(9, role="b"), frame(2, org="p", role="robot")])
    machine = table["role"].eq("robot").to_numpy()
    plain = typical.peers(table[~machine])
    found = typical.peers(table.assign(machine=machine))
    assert (pd.factorize(found[~machine])[0] == pd.factorize(plain)[0]).all()
    assert not set(found[machine]) & set(found[~machine])
    assert table[machine].groupby(found[machine])["org"].nunique().tolist() == [1, 1]


def test_the_same_job_elsewhere_is_another_group():
    assert groups(frame(12, org="o"), frame(12, org="p")).nunique() == 2


def test_a_job_without_a_name_is_a_job():
    table = pd.concat([frame(12, role="a"), frame(12, role="b")])
    table["role"] = table["role"].where(table["role"] == "a", None)
    assert len(set(typical.peers(table))) == 2


FEW = st.lists(st.tuples(*[st.integers(0, 4)] * 3), max_size=25)


@given(FEW)
def test_the_least_of_the_others_is_as_a_slow_count_says(rows):
    value, branch, day = (np.array([row[n] for row in rows], dtype=float) for n in range(3))
    spots = list(zip(branch, day, strict=True))
    others = [[value[other] for other in range(len(rows)) if other != one and spots[other] == spot]
              for one, spot in enumerate(spots)]  # fmt: skip
    slow = [min(few) if len(few) > 1 else np.nan for few in others]
    np.testing.assert_array_equal(typical._least_of_others(value, branch, day), slow)


def brute(table, values, row):
    mine = table.sort_values("day").query("actor == @table.actor[@row]")
    place = list(mine.index).index(row)
    before = list(mine.index[max(place - typical.PAST, 0) : place])
    if place < typical.HISTORY:
        before += list(mine.index[place + 1 : typical.HISTORY + 1])
    return (np.median(values[before]), len(before)) if before else (np.nan, 0)


def test_the_past_is_as_a_slow_count_says():
    table = frame(3, 60).sample(frac=0.8, random_state=2).reset_index(drop=True)
    at = typical.panel(table)
    values = table["looks"].to_numpy(dtype=float)
    median, _, known = typical.past(at.take(table["looks"]), at)
    for row in range(0, len(table), 7):
        slow = brute(table, values, row)
        assert (at.back(median)[row], at.back(known)[row]) == pytest.approx(slow, nan_ok=True)


def test_an_actor_of_one_day_has_no_past():
    table = frame(2, 1)
    at = typical.panel(table)
    median, _, known = typical.past(at.take(table["looks"]), at)
    assert np.isnan(median).all()
    assert (known == 0).all()


@pytest.mark.parametrize("days", [1, 7, 28])
def test_sums_of_windows_are_as_pandas_says(days):
    table = frame(3, 50).sample(frac=0.6, random_state=1).reset_index(drop=True)
    at = typical.panel(table)
    slow = table.sort_values(["actor", "day"]).set_index("day").groupby("actor")["looks"]
    sums, total = slow.rolling(f"{days}D").sum(), slow.cumsum()
    assert at.sums(at.take(table["looks"]), days) == pytest.approx(sums.to_numpy())
    assert at.earlier(at.take(table["looks"]), days) == pytest.approx(
        total.to_numpy() - sums.to_numpy()
    )


def test_what_lifts_all_colleagues_is_taken_off():
    table = frame(20, 30)
    peak = table["day"] == table["day"].max()
    table.loc[peak, "looks"] *= 3
    at = typical.panel(table)
    seen = typical.unlike(at.take(table["looks"]), at)
    assert abs(np.median(at.back(seen.own)[peak])) < 0.5


def test_a_rise_of_one_actor_is_seen_from_both_sides_and_adds_up():
    table = frame(20, 40)
    leak = (table["actor"] == "or03") & (table["day"] > pd.Timestamp("2026-04-01"))
    table.loc[leak, "looks"] += 40
    at = typical.panel(table)
    seen = typical.unlike(at.take(table["looks"]), at)
    last = leak & (table["day"] == table["day"].max())
    own, peers, week = (at.back(side)[last].item() for side in (seen.own, seen.peers, seen.week))
    assert min(own, peers) > 2
    assert week > own


def together_at(branch, alike):
    """Sixteen accounts of a job, four of them at a branch, of whom so many export on day 15."""
    table = frame(16, 20).assign(exported=0)
    small = table["actor"].isin(sorted(table["actor"].unique())[:4])
    table.loc[small, "branch"] = branch
    some = small & table["actor"].isin(sorted(table["actor"].unique())[:alike])
    table.loc[some & (table["day"] == table["day"].min() + pd.Timedelta(days=15)), "exported"] = 900
    at = typical.panel(table)
    return at.back(typical.beyond_peers(at.take(table["exported"]), at)).max()


def test_what_all_of_a_small_branch_do_that_day_is_no_ones_doing():
    assert together_at("small", 4) < 1 < 5 < together_at("small", 1)
    assert together_at("small", 2) > 5
    assert together_at("b", 4) > 5
