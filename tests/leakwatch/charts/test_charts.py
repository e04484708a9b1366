"""Charts: deterministic, escaped, and true to their numbers."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.charts.exposure import Level, Met, exposure
from leakwatch.charts.heatmap import SHADES, heatmap, shade
from leakwatch.charts.looks import Looks, looks
from leakwatch.charts.recent import DAYS, recent
from leakwatch.charts.spark import spark
from leakwatch.charts.svg import ticks
from leakwatch.charts.waterfall import NAME, NUMBER, WIDTH, Part, waterfall

DAY = date(2026, 3, 9)
NASTY = '"><script>alert(1)</script>'
SVG = "{http://www.w3.org/2000/svg}"


def days(many):
    return [DAY + timedelta(days=n) for n in range(many)]


def found(drawing, name, css=""):
    """The elements of a drawing, which is well-formed or raises."""
    return [one for one in ElementTree.fromstring(drawing).iter(f"{SVG}{name}")
            if css in one.get("class", "").split() or not css]  # fmt: skip


@pytest.mark.parametrize("drawing", [
    waterfall(NASTY, NASTY, [Part(NASTY, 0.5, 0.1)]),
    looks(NASTY, [Looks(DAY, 3, 1.5)]),
    heatmap(NASTY, [DAY], [DAY], [(NASTY, {(DAY, 3): 2.0})]),
    exposure(NASTY, [Met(DAY, 3, 3, 3)], [Level(4, NASTY, False)]),
    spark(NASTY, [1, 2]),
])  # fmt: skip
def test_no_word_becomes_an_element(drawing):
    assert "<script" not in drawing
    assert ElementTree.fromstring(drawing).get("aria-label") == NASTY


@pytest.mark.parametrize("drawing", [
    waterfall("a", "b", []), looks("a", []), heatmap("a", [], [], [("b", {})]),
    exposure("a", [], []), spark("a", []),
])  # fmt: skip
def test_nothing_to_draw_is_drawn_as_nothing(drawing):
    assert not found(drawing, "rect", "heat") + found(drawing, "rect", "flagged")


def test_a_line_of_days_has_a_bar_for_each_day_of_its_weeks_and_none_of_others():
    last = DAY + timedelta(days=DAYS - 1)
    scores = {DAY - timedelta(days=1): 1.0, DAY: 1.0, last: 0.5, last + timedelta(days=1): 1.0}
    [_, bars] = found(recent(NASTY, scores, last), "path")
    assert bars.get("d") == "M1.5 16v-16M82.5 16v-8"
    assert len(found(recent(NASTY, {}, last), "path")) == 1
    assert found(recent(NASTY, {DAY: 0.0}, last), "path", "scores")


def test_no_drawing_carries_a_style_or_a_script():
    drawn = waterfall("a", "b", [Part("c", 0.5, 0.1)]) + looks("a", [Looks(DAY, 3, 1.5)])
    assert "style=" not in drawn
    assert " on" not in drawn


@given(st.lists(st.floats(0.0001, 1), min_size=1, max_size=11))
def test_each_part_begins_where_the_one_before_ended_and_the_score_is_as_long_as_all(parts):
    drawn = waterfall("a", "b", [Part("c", part, 0.0) for part in parts])
    *bars, whole = [(float(bar.get("x")), float(bar.get("width")))
                    for bar in found(drawn, "rect", "bar")]  # fmt: skip
    scale = (WIDTH - NAME - NUMBER) / sum(parts)
    at = NAME
    for (left, wide), part in zip(bars, parts, strict=True):
        assert left == pytest.approx(at, abs=0.02)
        assert wide == pytest.approx(max(part * scale, 1), abs=0.02)
        at += part * scale
    assert whole == (NAME, pytest.approx(sum(parts) * scale, abs=0.02))


def test_only_flagged_days_are_marked():
    drawn = looks("a", [Looks(DAY, 3, 1.0), Looks(DAY + timedelta(1), 9, 1.0, flagged=True)])
    assert [bar[0].text for bar in found(drawn, "rect", "flagged")] == ["2026-03-10: 9 · 1"]
    assert [bar[0].text for bar in found(drawn, "rect", "plain")] == ["2026-03-09: 3 · 1"]


def test_days_without_colleagues_at_work_are_no_point_of_their_line():
    drawn = looks("a", [Looks(day, 1, None if n == 1 else 1.0) for n, day in enumerate(days(3))])
    [line] = found(drawn, "polyline")
    assert len(line.get("points").split()) == 2


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_looks_are_never_a_lighter_shade(one, other):
    low, high = sorted((one, other))
    assert 1 <= shade(low, 1e6) <= shade(high, 1e6) <= SHADES


def test_both_panels_have_one_scale():
    drawn = heatmap("a", [DAY], [], [("own", {(DAY, 9): 100.0}), ("peers", {(DAY, 9): 1.0})])
    own, peers = found(drawn, "rect", "heat")
    assert (own.get("class"), peers.get("class")) == ("heat h6", "heat h1")


def test_an_hour_without_looks_has_no_cell():
    assert not found(heatmap("a", [DAY], [], [("own", {(DAY, 9): 0.0})]), "rect", "heat")


def test_a_flagged_day_out_of_sight_is_not_marked():
    assert not found(heatmap("a", [DAY], [date(2025, 1, 1)], [("own", {})]), "rect", "flag")


@pytest.mark.parametrize(("threshold", "drawn"), [(50, True), (250, True), (251, False)])
def test_a_threshold_far_above_the_people_is_no_line(threshold, drawn):
    chart = exposure("a", [Met(DAY, 100, 100, 100)], [Level(threshold, "t", False)])
    assert bool(found(chart, "line", "level")) == drawn


def test_what_is_below_a_threshold_is_drawn_below_its_line():
    chart = exposure("a", [Met(DAY, 49, 49, 49)], [Level(50, "tier 1: 50", False)])
    [line], [area] = found(chart, "line", "level"), found(chart, "rect", "area")
    assert float(area.get("y")) > float(line.get("y1"))


@given(st.integers(0, 10**9))
def test_an_axis_has_a_handful_of_round_marks_that_reach_the_most(most):
    marks = ticks(most)
    assert marks[0] == 0
    assert marks[-1] >= most
    assert 2 <= len(marks) <= 6
    assert marks[-1] - marks[-2] == marks[1]


def test_the_same_numbers_give_the_same_bytes():
    told = [Looks(day, n, n / 3) for n, day in enumerate(days(9))]
    assert looks("a", told) == looks("a", list(told))
