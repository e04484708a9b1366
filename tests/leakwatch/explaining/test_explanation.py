"""An alert's explanation: how sure, what may be innocent, and what would have been."""

from datetime import date

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from detectors.bulk_lookup import BulkLookup
from detectors.no_case import NoCase
from leakwatch.counterfactual import Counterfactual
from leakwatch.detect import detect
from leakwatch.detector import Facts
from leakwatch.events import TABLES
from leakwatch.excuses import Ground
from leakwatch.settings import Detect

LEAK, LAST = "a03", date(2026, 4, 5)
BOTH, ONE = [BulkLookup(), NoCase()], [NoCase()]
SETTINGS = Detect()


def arrow(table):
    return ibis.memtable(pa.Table.from_pandas(table, preserve_index=False))


def cases():
    none = {name: pd.Series(dtype="object") for name in TABLES["cases"]}
    return arrow(pd.DataFrame(none)).cast(ibis.schema(TABLES["cases"]))


def facts(called=0, more=120):
    """Forty accounts over 35 days; on the last, one opens many people without a case."""
    dice = np.random.default_rng(5)
    looks = 1 + dice.negative_binomial(7, 7 / 40, (40, 35))
    bare = dice.binomial(looks, 0.1)
    who, when = (grid.ravel() for grid in np.indices(looks.shape))
    day = pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D")
    table = pd.DataFrame(
        {"actor": [f"a{n:02d}" for n in who], "source": "s", "org": "o", "role": "r",
         "branch": "b", "day": day, "looks": looks.ravel(), "unexplained": bare.ravel(),
         "unexplained_foreign": 0, "foreign": 0, "called": 0,
         "call_record_unexplained": 0, "location_unexplained": 0}
    )  # fmt: skip
    leak = (table["actor"] == LEAK) & (table["day"] == str(LAST))
    table.loc[leak, ["looks", "unexplained"]] += more
    table.loc[leak, "called"] = called
    for name in ("subjects", "rows", "new_subjects"):
        table[name] = table["looks"]
    table["unexplained_subjects"] = table["unexplained"]
    table["unexplained_share"] = table["unexplained"] / table["looks"]
    windows = table[["actor", "day"]].assign(
        **{f"{name}_{n}": table[name] for name in ("looks", "unexplained") for n in (7, 28, 90)}
    )
    return Facts(arrow(table), arrow(windows), {"cases": cases()})


@pytest.fixture(scope="module")
def given():
    return facts(called=60)


@pytest.fixture(scope="module")
def run(given):
    return detect(given, BOTH, settings=SETTINGS)


@pytest.fixture(scope="module")
def why(run):
    return run.explained.set_index("actor").at[LEAK, "explained"]


def test_the_day_raised_is_explained_and_its_parts_are_its_score(run, why):
    days = run.days
    score = days.loc[(days["actor"] == LEAK) & (days["day"] == str(LAST)), "score"].item()
    assert why["day"] == str(LAST)
    assert why["score"] == round(score, 6)
    assert sum(one["part"] for one in why["parts"]) == pytest.approx(why["score"], abs=1e-9)
    assert {one["detector"] for one in why["parts"]} == {"bulk_lookup", "no_case"}


def test_how_sure_names_the_history_and_the_colleagues(why):
    assert (why["sure"]["history_days"], why["sure"]["peers"]) == (34, 39)
    assert why["sure"]["compared"] == 40 * 35 - 1
    assert 0 < why["sure"]["p"] < 0.01
    assert "39 colleagues" in why["sure"]["said"]


def test_the_nearest_excuse_says_by_how_much_it_failed(why):
    near = why["benign"]
    assert near["excuse"] == "inbound_call_within_minutes"
    assert near["have"] == 60 < near["needed"] < near["of"]
    assert near["said"].startswith(f"60 of {near['of']} looks without a case followed a call")


def test_without_a_single_call_no_excuse_comes_near():
    found = detect(facts(), ONE, settings=SETTINGS).explained.set_index("actor")
    assert found.at[LEAK, "explained"]["benign"] is None


def told(given, actor=LEAK, day=LAST):
    ground = Ground(given.context)
    found = Counterfactual(given, ONE, SETTINGS, ground).without(actor, day)
    return {one["fact"]: one for one in found}


@pytest.fixture(scope="module")
def without(given):
    return told(given)


def raised(given, **cells):
    """Whether the leak's day is raised when its facts are set to these, in a run of its own."""
    table, windows = given.days.to_pandas(), given.windows.to_pandas()
    leak = (table["actor"] == LEAK) & (table["day"] == str(LAST))
    for name, cell in cells.items():
        for each in (n for n in (f"{name}_{days}" for days in (7, 28, 90)) if n in windows.columns):
            windows.loc[leak, each] -= table.loc[leak, name] - cell
        table.loc[leak, name] = cell
    table["unexplained_share"] = table["unexplained"] / table["looks"].clip(lower=1)
    again = Facts(arrow(table), arrow(windows), given.context)
    found = detect(again, ONE, settings=SETTINGS).findings
    mine = (found["actor"] == LEAK) & (found["day"] == str(LAST)) & (found["excuse"] == "")
    return bool(mine.any())


def test_a_day_with_fewer_people_without_a_case_would_not_have_been_raised(given, without):
    until, had = (without["unexplained_subjects"][name] for name in ("until", "had"))
    called = 60 * until // had
    assert 0 < until < had
    assert not raised(given, unexplained_subjects=until, unexplained=until, called=called)
    far = (until + had) // 2
    assert raised(given, unexplained_subjects=far, unexplained=far, called=60 * far // had)
    assert (
        f"at {until} people opened without a case; there were {had}"
        in (without["unexplained_subjects"]["said"])
    )


def test_what_was_not_there_cannot_have_been_less(without):
    assert "foreign" not in without
    assert "off_hours" not in without


def test_an_ordinary_day_has_nothing_that_would_have_made_a_difference(given):
    assert told(given, "a07", date(2026, 3, 20)) == {}
    assert told(given, "nobody", LAST) == {}
