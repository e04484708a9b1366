"""People exposed against the thresholds: both results, ranges, and what was left out."""

import json

import pytest

from leakwatch.language import language
from leakwatch.reckoning import Exposure, reckoned


def told(one, name="en"):
    return reckoned(one, language(name))


def test_full_and_if_sold_stand_side_by_side_and_below_is_no_acquittal():
    said = "\n".join(told(Exposure({"credit": 30}, {"credit": 30}))["said"])
    assert (
        "法释〔2017〕10号, by the full thresholds: below the thresholds by number, which does not "
        "mean no offence; if it is proved that it was sold or provided: serious (item 八, 三)"
    ) in said
    assert "grounds without a number" in said


def test_in_chinese_below_is_not_the_same_as_no_offence():
    said = told(Exposure({"credit": 30}, {"credit": 30}), "zh")["thresholds"]
    assert said == (
        "法释〔2017〕10号，按全额标准：未达数量标准（不等于不构成）；"
        "若查证已出售或提供：达到情节严重的数量标准（第八、三项）"
    )


def test_nobody_exposed_is_still_no_acquittal():
    one = told(Exposure())
    assert (one["least"], one["most"], one["people"]) == (0, 0, {})
    assert "does not mean no offence" in one["thresholds"]


def test_a_range_gives_both_ends():
    one = told(Exposure({"credit": 40}, {"credit": 60}))
    assert one["people"] == {"credit": [40, 60]}
    assert [each["grade"] for each in one["law"][0]["full"]] == ["below", "serious"]
    assert "no offence to serious (item 三); if" in one["thresholds"]
    assert one["said"][0].startswith("40–60 people exposed")


def test_whom_sure_looks_show_in_a_lower_class_is_one_person_in_both():
    one = told(Exposure({"identity": 1}, {"credit": 1}))
    assert (one["least"], one["most"]) == (1, 1)
    assert one["people"] == {"credit": [0, 1], "identity": [0, 1]}


def test_a_disputed_class_gives_every_reading():
    one = told(Exposure({"courier_waybill": 600}, {"courier_waybill": 600}))
    assert [each["assumed"] for each in one["law"]] == [
        {"courier_waybill": 3}, {"courier_waybill": 2},
    ]  # fmt: skip
    assert [each["full"][0]["grade"] for each in one["law"]] == ["below", "serious"]
    assert "(disputed: courier_waybill as tier 2)" in one["thresholds"]


@pytest.mark.parametrize("side", ["least", "most"])
def test_a_disputed_class_on_one_side_only_is_read_alike_on_both(side):
    sides = {"least": {"identity": 5}, "most": {"identity": 5}} | {side: {"insurance_policy": 5}}
    assert len(told(Exposure(**sides))["law"]) == 3


def test_what_was_left_out_is_said_with_its_reason_and_nothing_where_nothing_was():
    one = told(Exposure({}, {"health": 7}, unnamed=7, dropped={"failed": 3, "masked": 0}))
    assert "left out: 3 looks failed" in one["said"]
    assert any(said.startswith("7 rows of lists and exports name nobody") for said in one["said"])
    assert not any("left out" in said for said in told(Exposure({}, {"health": 7}))["said"])


def test_it_is_kept_as_json_the_same_each_time():
    one = Exposure({"credit": 1, "health": 2}, {"health": 2, "credit": 1}, 3, {"masked": 1})
    assert json.loads(json.dumps(told(one))) == told(one)
