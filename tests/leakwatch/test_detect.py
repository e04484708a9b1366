import json

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from detectors.bulk_lookup import BulkLookup
from detectors.departed_access import DepartedAccess
from detectors.no_case import NoCase
from detectors.off_hours_credit import OffHoursCredit
from leakwatch.detect import detect
from leakwatch.detector import Detector, Facts
from leakwatch.errors import PluginError
from leakwatch.events import TABLES
from leakwatch.excuses import Ground
from leakwatch.findings import FINDINGS, Severity
from leakwatch.settings import Detect

ALL = [BulkLookup(), NoCase(), OffHoursCredit(), DepartedAccess()]
LEAK, LEAVER, MACHINE = "a03", "a05", "a07"
WINDOWED = ("active", "looks", "unexplained", "credit_off_hours")


def arrow(table):
    return ibis.memtable(pa.Table.from_pandas(table, preserve_index=False))


def context(name, *rows):
    columns = TABLES[name]
    table = pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns))
    for column, dtype in columns.items():
        text = dtype == "string"
        table[column] = (
            table[column].astype("string")
            if text
            else pd.to_datetime(table[column], utc="UTC" in dtype)
        )
    return arrow(table).cast(ibis.schema(columns))


def days(actors=40, length=45, seed=0):
    dice = np.random.default_rng(seed)
    rate = dice.lognormal(3.5, 0.3, (actors, 1))
    looks = 1 + dice.negative_binomial(7, 7 / (7 + rate), (actors, length))
    bare = dice.binomial(looks, np.broadcast_to(dice.beta(3, 20, (actors, 1)), looks.shape))
    who, when = (grid.ravel() for grid in np.indices(looks.shape))
    table = pd.DataFrame(
        {
            "actor": [f"a{n:02d}" for n in who], "source": "s", "org": "o", "role": "r",
            "branch": "b", "day": pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D"),
            "looks": looks.ravel(), "unexplained": bare.ravel(),
            "unexplained_foreign": dice.binomial(bare, 0.2).ravel(),
            "credit_off_hours": 0, "credit_off_hours_unexplained": 0, "credit_nights": 0,
            "called": 0, "call_record_unexplained": 0, "location_unexplained": 0,
        }
    )  # fmt: skip
    leak = (table["actor"] == LEAK) & (table["day"] == table["day"].max())
    table.loc[leak, ["looks", "unexplained", "unexplained_foreign"]] += 150
    return table


def run(table, *, detectors=ALL, settings=None, batch=(), **tables):
    for name in ("subjects", "rows", "new_subjects"):
        table[name] = table["looks"]
    table["unexplained_subjects"] = table["unexplained"]
    table["unexplained_share"] = table["unexplained"] / table["looks"]
    windows = table[["actor", "day"]].assign(
        **{f"{name}_{n}": table.get(name, 1) for name in WINDOWED for n in (7, 28, 90)}
    )
    return detect(
        Facts(arrow(table), arrow(windows), tables), list(detectors),
        settings=settings or Detect(),
        ground=Ground(tables, batch_actors=frozenset(batch)),
    )  # fmt: skip


LEFT = {"actor": LEAVER, "status": "离职", "joined": "2020-01-01", "left": "2026-04-10"}


@pytest.fixture(scope="module")
def found():
    return run(days(), cases=context("cases"), staff=context("staff", LEFT))


def test_every_actor_day_is_listed_once_with_score_and_p(found):
    assert len(found.days) == len(found.days[["actor", "day"]].drop_duplicates()) == 40 * 45
    assert found.days["score"].between(0, 1).all()
    assert found.days["p"].between(0, 1).all()


def test_leavers_rank_at_the_very_top_and_the_leak_next(found):
    ranked = found.days.sort_values("score", ascending=False)["actor"]
    gone = int((found.days["actor"].eq(LEAVER) & (found.days["day"] > "2026-04-10")).sum())
    assert set(ranked.head(gone)) == {LEAVER}
    assert ranked.iloc[gone] == LEAK


def test_scores_at_the_top_are_strictly_ordered(found):
    top = found.days["score"].sort_values(ascending=False).head(150)
    assert top.nunique() == 150


def test_findings_have_their_columns_and_sentences_with_numbers(found):
    assert list(found.findings.columns) == list(FINDINGS)
    leak = found.findings.query("actor == @LEAK and detector == 'bulk_lookup'").iloc[0]
    assert "colleagues in the same job that day: median" in leak["because"]
    assert (leak["excuse"], leak["severity"]) == ("", Severity.HIGH)
    assert LEAK not in leak["because"]


def test_ordinary_days_are_not_raised(found):
    others = found.findings.query("actor not in [@LEAK, @LEAVER]")
    assert others["day"].nunique() <= 0.12 * 45


def test_a_detector_without_its_tables_is_not_assessed_never_clean():
    assert run(days()).not_assessed == {"no_case": ("cases",), "departed_access": ("staff",)}


def test_with_the_tables_all_are_assessed(found):
    assert found.not_assessed == {}


def test_a_registered_machine_is_excused_counted_and_ranked_low():
    table = days()
    busy = (table["actor"] == MACHINE) & (table["day"] == table["day"].max())
    table.loc[busy, ["looks", "unexplained"]] += 400
    plain, excused = run(table.copy()), run(table.copy(), batch=[MACHINE])
    row = excused.findings.query("actor == @MACHINE")
    assert set(row["excuse"]) == {"registered_batch_account"}
    assert row["because"].str.contains("excused: a registered batch account").all()
    assert excused.excused == {"registered_batch_account": len(row)}
    assert (row["score"] < 0.1).all()
    rank = [r.days["score"].rank(ascending=False)[busy.to_numpy()[r.days.index]] for r in (plain,)]
    assert len(rank) == 1
    mine = excused.days.query("actor == @MACHINE")["score"]
    assert mine.max() < excused.days["score"].median()
    assert plain.excused == {}
    assert plain.findings.query("actor == @MACHINE")["excuse"].eq("").all()


def test_a_leaver_is_not_excused_by_a_batch_registration():
    result = run(days(), batch=[LEAVER], staff=context("staff", LEFT))
    assert (result.findings.query("detector == 'departed_access'")["excuse"] == "").all()


def test_the_budget_holds_for_rules_too():
    result = run(days(), settings=Detect(alerts_per_day=1), staff=context("staff", LEFT))
    kept = result.findings.drop_duplicates(["actor", "day"])
    assert kept.groupby("day").size().max() == 1
    assert kept.query("day > '2026-04-10'")["actor"].eq(LEAVER).all()


def test_who_has_no_history_is_said_to_have_none():
    table = days()
    fresh = table["actor"].eq(LEAK) & (table["day"] < table["day"].max())
    sentence = run(table[~fresh].reset_index(drop=True)).findings.query("actor == @LEAK")["because"]
    assert "no history: judged by colleagues only" in sentence.iloc[0]


def test_a_machine_takes_nothing_from_what_is_usual_for_people():
    table = days()
    robots = table["actor"].isin([f"a{n}" for n in range(20, 26)])
    table.loc[robots, ["looks", "unexplained"]] += 5000
    given = run(table.copy(), batch=[f"a{n}" for n in range(20, 26)])
    alone = run(table[~robots].reset_index(drop=True))
    mine = given.days.loc[~given.days["machine"]]
    both = mine.merge(alone.days, on=["actor", "day"], suffixes=("", "_alone"))
    assert len(both) == len(alone.days)
    assert both["p"].to_numpy() == pytest.approx(both["p_alone"].to_numpy())
    assert given.promise.tests == alone.promise.tests


def test_the_summary_is_what_a_store_can_keep(found):
    kept = json.loads(json.dumps(found.summary()))
    assert kept["promise"]["said"] == found.promise.said()
    assert kept["excused"] == found.excused
    assert (kept["shifts"], kept["days"]) == ([], 40 * 45)
    assert run(days()).summary()["not_assessed"]["no_case"] == ["cases"]


def test_the_promise_tells_share_and_days(found):
    assert (found.promise.share, found.promise.days) == (0.1, 45)


def test_the_order_of_rows_has_no_impact():
    plain = run(days())
    mixed = run(days().sample(frac=1, random_state=2).reset_index(drop=True))
    pd.testing.assert_frame_equal(plain.findings, mixed.findings)
    assert (plain.days["score"].to_numpy() == mixed.days["score"].to_numpy()).all()


def test_an_empty_log_gives_empty_tables():
    result = run(days().iloc[:0], cases=context("cases"), staff=context("staff"))
    assert (len(result.days), len(result.findings), result.excused) == (0, 0, {})
    assert list(result.findings.columns) == list(FINDINGS)


def test_without_detectors_nothing_is_odd():
    result = run(days(), detectors=[])
    assert (result.days["score"].max(), len(result.findings)) == (0, 0)


class Odd(Detector):
    name, severity, runbook, because = "odd", Severity.LOW, "Ask.", "{looks}"

    def __init__(self, table):
        self.table = table

    def findings(self, facts):
        return self.table


@pytest.mark.parametrize(("rows", "message"), [
    ([("a00", "2026-03-02", 0.5), ("a00", "2026-03-02", 0.6)], "two findings"),
    ([("nobody", "2026-03-02", 0.5)], "that are not"),
    ([("a00", "2026-03-02", 1.5)], "outside"),
])  # fmt: skip
def test_a_detector_that_breaks_its_contract_is_named(rows, message):
    table = pd.DataFrame(rows, columns=["actor", "day", "score"]).assign(p=np.nan)
    table["day"] = pd.to_datetime(table["day"]).astype("datetime64[us]")
    with pytest.raises(PluginError, match=message):
        run(days(), detectors=[Odd(table)])
