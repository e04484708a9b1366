import pandas as pd
import pytest

from leakwatch import typical
from leakwatch.because import NO_HISTORY, Number, Sentences
from leakwatch.errors import PluginError


@pytest.fixture
def frame():
    days = pd.date_range("2026-03-02", periods=12)
    rows = [
        {"actor": f"a{n}", "org": "o", "role": "r", "branch": "b", "day": day, "looks": 10 * n + 10}
        for n in range(3)
        for day in (days if n else days[-1:])
    ]
    return pd.DataFrame(rows)


def write(frame, template, rows, said=None):
    said = pd.DataFrame(index=rows) if said is None else said
    return Sentences(frame, typical.panel(frame)).write(
        template, frame.index[rows].to_numpy(), said
    )


def test_facts_peers_and_past_are_told(frame):
    assert write(frame, "{looks} {peers.looks} {own.looks}", [12]) == ["20 20 20"]


def test_a_share_prints_as_its_format_says(frame):
    frame["share"] = 0.914
    assert write(frame, "{share:.0%}", [12]) == ["91%"]


def test_who_has_no_history_is_said_to_have_none(frame):
    assert write(frame, "{looks}, own {own.looks}", [0]) == [f"10, own –; {NO_HISTORY}"]


def test_columns_of_the_detector_can_be_named(frame):
    said = pd.DataFrame({"expected": [7.0], "left": pd.to_datetime(["2026-03-01"])})
    assert write(frame, "{expected} {left}", [12], said) == ["7 2026-03-01"]


@pytest.mark.parametrize("template", ["{nothing}", "{peers.nothing}", "{friends.looks}"])
def test_an_unknown_fact_is_the_authors_error(frame, template):
    with pytest.raises(PluginError, match="no fact"):
        write(frame, template, [12])


def test_a_dash_stands_for_what_is_not_known():
    assert f"{Number('nan'):.0%}" == "–"
