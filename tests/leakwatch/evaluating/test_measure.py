"""A run is measured as a hand would, ours and the rivals' alike."""

import pandas as pd
import pytest

from leakwatch.evaluating.measure import ALERT, ALONE, ANEW, NOTEBOOK, OURS, RING, WARNINGS


def met(measures, way, within):
    rows = measures.found[(measures.found["way"] == way) & (measures.found["within"] == within)]
    return set(rows.loc[rows["found"].notna(), "account"])


def test_every_leak_has_a_row_for_every_way_of_being_found(house):
    rows = house.measures().found.groupby(["way", "within"]).size()
    assert len(rows) == 6 + 2 + 6 + 1 + 3 * 6
    assert set(rows) == {2}


def test_who_is_first_of_the_day_is_within_the_smallest_budget(house):
    measures = house.measures()
    assert met(measures, OURS, "0.1 %") == met(measures, OURS, ANEW) == {"B"}
    assert met(measures, NOTEBOOK, "0.5 %") == met(measures, WARNINGS, "5 %") == set()


def test_alone_other_leaking_accounts_take_no_place_and_honest_ones_do(house):
    scores = {"bulk": 0.9, "slow": 0.8, "busy": 0.5, "calm": 0}
    assert met(house.measures(ours=scores), OURS, "0.5 %") == {"B"}
    assert met(house.measures(ours=scores), OURS, ALONE) == {"B", "S"}
    assert met(house.measures(ours=scores | {"busy": 0.85}), OURS, ALONE) == {"B"}


def test_an_alert_and_a_ring_find_whatever_the_place(house):
    measures = house.measures(alerts=("slow",), ringed=("bulk",))
    assert met(measures, OURS, ALERT) == {"S"}
    assert met(measures, OURS, RING) == {"B"}


def test_nobody_raised_and_no_ring_find_nobody(house):
    measures = house.measures(alerts=(), ringed=())
    assert met(measures, OURS, ALERT) == met(measures, OURS, RING) == set()
    assert measures.alarms.alerts == 0


def test_precision_is_that_of_the_places(house):
    precision = house.measures().precision
    assert precision[OURS] == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert precision[NOTEBOOK] == pytest.approx((1 / 3 + 2 / 4) / 2)
    # the three the warnings are silent of come together
    assert precision[WARNINGS] == pytest.approx(2 / 4)
    assert precision["chance"] == 0.5


def test_the_best_place_is_told_for_those_who_escape(house):
    leaks = house.measures().leaks.set_index("leak")
    assert leaks["place"].tolist() == [1, 3]
    assert leaks["active"].tolist() == [4, 4]
    assert leaks["a_day"].tolist() == [40, 3]


def test_a_leak_day_that_was_never_judged_has_no_place(house):
    measures = house.measures(ours={"bulk": 0.9, "busy": 0.5, "calm": 0})
    assert pd.isna(measures.leaks.set_index("leak").loc[1, "place"])
    assert met(measures, OURS, "5 %") == {"B"}
    assert measures.precision[OURS] == pytest.approx(1 / 2)


def test_the_decoy_with_an_alert_is_the_false_alarm(house):
    measures = house.measures()
    assert (measures.alarms.alerts, measures.alarms.false) == (2, 1)
    assert measures.decoys["whose"].tolist() == ["o/H"]
