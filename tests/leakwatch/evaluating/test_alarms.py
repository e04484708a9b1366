"""False alarms are counted on honest accounts, and on nobody else."""

import pandas as pd

from leakwatch.evaluating.alarms import alarms, decoys
from leakwatch.evaluating.cast import LEAKS, Cast

MONDAY, TUESDAY = pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")
CAST = Cast(
    leaks=pd.DataFrame([[0, "bulk", "o", "L", "leaker", "", 5, MONDAY, MONDAY]], columns=LEAKS),
    days=pd.DataFrame([[0, "leaker", MONDAY, 5]], columns=["leak", "actor", "day", "people"]),
    decoys=pd.DataFrame(
        [["busy", "o/B", "heavy user"], ["calm", "o/C", "heavy user"], ["busy", "o/B", "night"]],
        columns=["actor", "account", "what"],
    ),
    partners=frozenset({"partner"}),
)
NOBODY = pd.DataFrame({"actor": pd.Series(dtype="str"), "day": pd.Series(dtype="datetime64[us]"),
                       "detector": pd.Series(dtype="str")})  # fmt: skip


def raised(*rows):
    return pd.DataFrame(rows, columns=["actor", "day"]).assign(detector="no_case")


def test_nothing_raised_is_no_false_alarm():
    seen = alarms(NOBODY, NOBODY, 30, CAST)
    assert (seen.alerts, seen.false, seen.share, seen.false_dates, seen.dates) == (0, 0, 0, 0, 30)


def test_leaking_accounts_partners_and_sources_are_no_false_alarms():
    rows = raised(("leaker", MONDAY), ("leaker", TUESDAY), ("partner", MONDAY), ("feed:a", MONDAY))
    seen = alarms(rows.drop_duplicates("actor"), rows, 2, CAST)
    assert (seen.alerts, seen.false, seen.days, seen.false_days) == (2, 0, 3, 0)
    assert seen.sources == 1


def test_honest_accounts_are():
    rows = raised(
        ("leaker", MONDAY), ("busy", MONDAY), ("busy", MONDAY), ("busy", TUESDAY), ("x", TUESDAY)
    )
    seen = alarms(rows.drop_duplicates("actor"), rows, 2, CAST)
    assert (seen.alerts, seen.false) == (3, 2)
    assert (seen.days, seen.false_days, seen.false_dates) == (4, 3, 2)
    assert seen.share == 2 / 3


def test_each_detector_has_its_own_days_right_and_wrong():
    rows = raised(("leaker", MONDAY), ("busy", MONDAY), ("partner", MONDAY), ("feed:a", MONDAY))
    both = pd.concat([rows, rows[:1].assign(detector="slow_drip")])
    seen = alarms(rows.drop_duplicates("actor"), both, 1, CAST)
    assert seen.by == {"no_case": (1, 1), "slow_drip": (1, 0)}
    assert (seen.days, seen.false_days) == (3, 1)


def test_a_decoy_is_listed_under_each_thing_it_looks_like():
    told = decoys(CAST, raised(("busy", MONDAY))).set_index("what")
    assert told.loc["heavy user"].to_dict() == {"accounts": 2, "raised": 1, "whose": "o/B"}
    assert told.loc["night"].to_dict() == {"accounts": 1, "raised": 1, "whose": "o/B"}


def test_decoys_that_stay_quiet_are_listed_too():
    told = decoys(CAST, NOBODY).set_index("what")
    assert told["raised"].tolist() == [0, 0]
    assert told["whose"].tolist() == ["", ""]
