import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.detector import Facts
from leakwatch.findings import Severity
from leakwatch.outlier import Outlier


class Loud(Outlier):
    name = "loud"
    severity = Severity.LOW
    runbook = "Ask."
    because = "{looks} looks"
    facts = ("looks", "misses")


def frame(actors=20, days=30, seed=0):
    dice = np.random.default_rng(seed)
    who, when = (grid.ravel() for grid in np.indices((actors, days)))
    rate = dice.lognormal(3, 0.4, actors)[who]
    return pd.DataFrame(
        {
            "actor": [f"a{n:02d}" for n in who], "org": "o", "role": "r", "branch": "b",
            "day": pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D"),
            "looks": dice.negative_binomial(6, 6 / (6 + rate)), "misses": dice.poisson(1, len(who)),
        }
    )  # fmt: skip


def scores(table, detector=None):
    days = ibis.memtable(pa.Table.from_pandas(table, preserve_index=False))
    facts = Facts(days, days.select("actor", "day"))
    found = (detector or Loud()).findings(facts)
    return table.merge(found, on=["actor", "day"], validate="one_to_one")["score"].to_numpy()


@pytest.mark.parametrize("fact", ["looks", "misses"])
def test_far_above_on_one_fact_outranks_every_ordinary_day(fact):
    table = frame()
    table.loc[100, fact] = 5000
    assert scores(table).argmax() == 100


def test_a_score_rises_with_each_fact():
    found = []
    for looks in (50, 100, 200, 400, 100_000):
        table = frame()
        table.loc[100, ["looks", "misses"]] = looks
        found.append(scores(table)[100])
    assert (np.diff(found) > 0).all()
    assert found[-1] < 1


def test_below_the_typical_is_not_odd():
    table = frame()
    table.loc[100, ["looks", "misses"]] = 0
    assert scores(table)[100] == 0


def test_the_order_of_rows_has_no_impact():
    table = frame()
    mixed = table.sample(frac=1, random_state=1)
    assert (scores(mixed)[np.argsort(mixed.index)] == scores(table)).all()


def test_the_same_in_gives_the_same_out():
    assert (scores(frame()) == scores(frame())).all()


def test_planted_extremes_do_not_teach_the_models_what_is_normal():
    table = frame()
    leak = (table["actor"] == "a03") & (table.index % 3 == 0)
    table.loc[leak, ["looks", "misses"]] += 400
    found = scores(table)
    assert found[leak].min() > np.sort(found[~leak])[-3]


@pytest.mark.parametrize("rows", [1, 5, 19])
def test_few_rows_do_not_crash(rows):
    found = scores(frame().iloc[:rows])
    assert ((found >= 0) & (found < 1)).all()


def test_no_rows_give_no_findings():
    assert len(scores(frame().iloc[:0])) == 0


def test_a_fact_that_never_varies_is_silent():
    table = frame().assign(looks=7, misses=0)
    assert scores(table).max() == 0


def test_null_counts_as_nothing():
    table = frame()
    table["misses"] = table["misses"].astype("Int64").where(table.index != 100)
    assert np.isfinite(scores(table)).all()


def test_models_of_ones_own_are_used():
    class Alarm:
        def fit(self, rows):
            self.seen = rows.shape

        def decision_function(self, rows):
            return rows.sum(axis=1)

    class Own(Loud):
        def models(self):
            return [Alarm()]

    assert (scores(frame(), Own()) != scores(frame())).any()


def test_days_that_are_not_asked_for_score_nothing_and_teach_as_much():
    class Sundays(Loud):
        def asked(self, frame):
            return frame["day"].dt.day_of_week == 6

    table = frame()
    table.loc[100, "looks"] = 5000
    asked, found = table["day"].dt.day_of_week == 6, scores(table, Sundays())
    assert (found[asked] == scores(table)[asked]).all()
    assert found[asked].max() > 0 == found[~asked].max()


def test_days_on_which_nothing_is_high_are_judged_once():
    class Counting:
        def fit(self, rows):
            pass

        def decision_function(self, rows):
            self.silent = int((rows == 0).all(axis=1).sum())
            return rows.sum(axis=1)

    model = Counting()

    class Own(Loud):
        def models(self):
            return [model]

    table = frame()
    table.loc[table.index % 2 == 0, ["looks", "misses"]] = 0
    silent = scores(table, Own()) == 0
    assert silent.mean() >= 0.5
    assert model.silent == 1
