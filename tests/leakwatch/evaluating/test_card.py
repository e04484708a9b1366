"""The card says what was measured, what is reached, and what escapes."""

import json

import pytest

from leakwatch.evaluating.alarms import Alarms
from leakwatch.evaluating.card import Card, card, pooled
from leakwatch.evaluating.page import written
from leakwatch.evaluating.reach import reach, reached
from leakwatch.evaluating.section import Section, Share, cell, plain

QUIET = Alarms(0, 0, 0, 0, 1, 0, 0)


def sections(*trials):
    return {section.name: section for section in card(trials).sections}


def verdicts(*trials):
    """What is here, and whether it is enough."""
    return {row[0]: (row[2], row[4]) for row in reach(trials, pooled(trials)).rows}


def test_the_worst_scenario_counts(house):
    told = verdicts(house.trial())
    assert told["people found within 0.5 % of accounts a day"] == (0.0, False)
    assert told["and who is told in a ring"] == (1.0, True)


def test_precision_is_beside_the_notebooks(house):
    told = verdicts(house.trial())
    times, fits = told["average precision, times the usual notebook's"]
    assert times == pytest.approx(2.0)
    assert fits is False
    times, fits = told["the same, times a notebook's within jobs"]
    assert times == pytest.approx((1 + 2 / 3) / (1 + 2 / 4))
    assert fits is None


def test_people_of_the_first_day_are_exposed_by_its_end_not_before(house):
    told = verdicts(house.trial())
    assert told["bulk leaks: people exposed before the day of the first finding"] == (0.0, True)
    assert told["bulk leaks: people exposed by the end of that day"] == (40.0, None)
    working, fits = told["slow leaks: working days before the first finding"]
    assert (cell(working), fits) == ("never", False)


@pytest.mark.parametrize(
    ("clean", "fits"),
    [
        ((0, 0, 0, 0, 20, 0, 0), True),
        ((2, 2, 2, 2, 20, 2, 0), True),
        ((3, 3, 3, 3, 20, 3, 0), False),
    ],
)
def test_a_clean_world_has_no_more_alerts_than_promised(house, clean, fits):
    told = verdicts(house.trial(clean=(Alarms(*clean), QUIET)))
    assert told["without leaks: alerts in 20 days"] == (clean[0], fits)
    assert told["without leaks: days with a false alarm"][1] is fits


def test_parts_without_a_clean_world_add_nothing_to_it(house):
    noisy = Alarms(1, 1, 1, 1, 20, 1, 0)
    told = verdicts(house.trial(clean=(noisy, QUIET)), house.trial(clean=None))
    assert told["without leaks: alerts in 20 days"] == (1, True)
    kinds = [row[1] for row in sections(house.trial(clean=None))["alarms"].rows]
    assert kinds == ["with leaks"] * 2


def test_one_miss_among_the_promises_is_a_miss(house):
    [reach, *_] = card([house.trial()]).sections
    assert not reached(reach)
    assert reached(Section("reach", "", "", [], [["a", "≤ 1", 1, True], ["b", "–", 1, None]]))


def test_who_escapes_is_named_with_the_scenario_and_what_else_finds_them(house):
    [row] = sections(house.trial())["escapes"].rows
    assert row[:5] == ["slow_drip", "1", "o/S", "clerk", 3]
    assert row[6:] == ["3 of 4", "ring"]


def test_escapes_are_told_world_by_world(house):
    one = house.trial(ours={"bulk": 0.9, "busy": 0.5, "slow": 0.2, "calm": 0})
    two = house.trial(world="2", ours={"bulk": 0.9, "busy": 0.1, "slow": 0.95, "calm": 0})
    told = sections(one, two)["escapes"].rows
    assert [(row[0], row[1]) for row in told] == [("bulk_lookup", "2"), ("slow_drip", "1")]


def test_worlds_are_pooled_person_by_person(house):
    better = house.trial(world="2", ours={"bulk": 0.1, "busy": 0.2, "slow": 0.9, "calm": 0})
    rows = sections(house.trial(), better)["found by leakwatch"].rows
    assert [row[:3] for row in rows] == [["bulk_lookup", 2, 0.5], ["slow_drip", 2, 0.5],
                                         ["all", 4, 0.5]]  # fmt: skip


def test_how_close_a_miss_was_is_told_by_way(house):
    told = sections(house.trial())
    assert [row[-1] for row in told["found by leakwatch"].rows] == [0, 1, 0.5]
    assert [row[-1] for row in told["found by notebook"].rows] == [2, 2, 2]


def test_first_verdicts_stand_beside_those_of_the_end(house):
    late = house.trial(walked={"bulk": 0.1, "busy": 0.5, "slow": 0.3, "calm": 0.2})
    [row, *_] = sections(late, late)["found by week by week"].rows
    assert row[:3] == ["bulk_lookup", 2, 0.0]
    [within, *_] = sections(late)["reach"].rows
    assert within[2:] == [0.0, 0.0, False]
    leaking, walked, *clean = [row[2:5] for row in sections(late)["alarms"].rows]
    assert (leaking, walked) == (["at the end", 2, 1], ["week by week", 0, 0])
    assert clean == [["at the end", 0, 0], ["week by week", 0, 0]]


def test_the_summary_has_eight_lines_at_most_and_says_who_is_found(house):
    told = card([house.trial(), house.trial(world="2", clean=None)]).summary
    assert len(told) <= 8
    assert told[0].startswith("2 made-up worlds, 8 days of accounts; 4 people leak, in 2 ways")
    assert "finds 50 % of them" in told[1]
    assert "Found worst: slow_drip 0 %" in "".join(told)
    assert not any("nan" in line for line in told)


def test_a_false_alarm_has_the_name_of_its_detector(house):
    clean = Alarms(1, 1, 3, 3, 20, 1, 0, {"slow_drip": (0, 3)})
    rows = sections(house.trial(clean=(clean, QUIET)), house.trial(clean=None))["detectors"].rows
    assert rows == [["no_case", 2, 2, 0], ["slow_drip", 0, 0, 3]]


def test_every_section_is_on_the_page_and_in_json(house):
    told = card([house.trial(), house.trial(world="2")])
    page = written("leakwatch evaluate --seeds 1,2", told)
    assert "    leakwatch evaluate --seeds 1,2\n" in page
    for line in told.summary:
        assert f"- {line}\n" in page
    for section in told.sections:
        assert f"## {section.title}\n" in page
        assert section.rows == [] or len(section.columns) == len(section.rows[0])
        json.dumps(plain(section), allow_nan=False)


def test_a_section_without_rows_says_so():
    assert "None." in written("x", Card([], [Section("a", "A", "", ["b"])]))


@pytest.mark.parametrize(
    ("value", "text"),
    [(Share(0), "0 %"), (Share(1), "100 %"), (Share(0.12345), "12.3 %"), (False, "no")],
)
def test_cells_are_written_for_people(value, text):
    assert cell(value) == text
