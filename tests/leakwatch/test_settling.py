"""What was said of a day stays, once it was judged with its grace behind it."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from leakwatch import pipeline, settings, settling, tokens
from leakwatch.detect import Detected
from leakwatch.findings import FEED
from leakwatch.promised import promise
from leakwatch.store import runs

FIRST = date(2026, 3, 2)
SETTINGS = '[sources.crm]\nconnector = "telecom_crm"\npath = "*.csv"\norg = "c"\n'
HEADER = "工号,营业厅编码,操作时间,业务类型,查询号码\n"


def day(number):
    return FIRST + timedelta(days=number)


def facts(*numbers, mark="a"):
    return {str(day(number)): mark for number in numbers}


@pytest.mark.parametrize(("now", "last", "expected"), [
    (facts(*range(30)), {}, ()),
    (facts(*range(30)), facts(29), ()),
    (facts(*range(15)), facts(*range(14)), ()),
    (facts(*range(30)), facts(0), ()),
    (facts(*range(30)) | facts(0, mark="b"), facts(*range(16)), (1,)),
    (facts(*range(30)), facts(*range(15)), (0,)),
    (facts(*range(16)), facts(*range(16)), (0, 1)),
    (facts(1, *range(5, 20)), facts(0, 1, 16), (1,)),
])  # fmt: skip
def test_a_day_settles_when_it_was_judged_with_two_weeks_after_it(now, last, expected):
    found = settling.settled(now, {settling.FACTS: last} if last else {})
    assert found == {day(number) for number in expected}


def test_scores_of_settled_days_stay_and_new_actors_on_them_have_theirs():
    now = pd.DataFrame({
        "actor": ["a", "b", "a"], "day": pd.to_datetime([day(0), day(0), day(9)]),
        "score": [0.1, 0.2, 0.3], "p": [0.5, 0.6, 0.7], "looks": 1,
    })  # fmt: skip
    before = now.iloc[[0, 2]].assign(score=0.9, p=0.01)[["actor", "day", "score", "p"]]
    kept = settling.scored(now, before, [day(0)])
    assert kept["score"].tolist() == [0.9, 0.2, 0.3]
    assert kept["p"].tolist() == [0.01, 0.6, 0.7]
    assert kept["looks"].tolist() == [1, 1, 1]


def test_on_settled_days_rules_and_feeds_alone_say_something_new(found):
    days = [day(0), day(1)]
    left = settling.standing(found, days, {"departed_access"})
    assert left.findings[["actor", "detector"]].to_numpy().tolist() == [
        ["a", "departed_access"], ["feed:crm", "feed_gap"], ["a", "bulk_lookup"],
    ]  # fmt: skip
    assert left.judged["actor"].tolist() == ["a", "feed:crm"]
    assert settling.standing(found, [], set()) is found


@pytest.fixture
def found():
    rows = [("a", 0, "bulk_lookup"), ("a", 0, "departed_access"), ("feed:crm", 0, "feed_gap"),
            ("a", 9, "bulk_lookup")]  # fmt: skip
    findings = pd.DataFrame(
        [(actor, pd.Timestamp(day(number)), detector) for actor, number, detector in rows],
        columns=["actor", "day", "detector"],
    )
    days = pd.DataFrame({"actor": "a", "org": "o", "day": pd.to_datetime([day(0), day(9)])})
    feeds = days.head(1).assign(actor="feed:crm")
    return Detected(days, findings, {}, {}, promise(np.arange(2), 0.1), feeds, (), days.head(0))


@pytest.fixture
def house(tmp_path):
    (tmp_path / "leakwatch.toml").write_text(SETTINGS, encoding="utf-8")
    tokens.new(tmp_path / "leakwatch.key")
    with pipeline.opened(settings.read(tmp_path / "leakwatch.toml")) as opened:
        yield opened


def log(folder, name, *numbers, who="A1"):
    lines = [f"{who},B,{day(number)} 09:00:0{n},机主信息查询,1000000000{n}\n"
             for number in numbers for n in range(3)]  # fmt: skip
    (folder / name).write_text(HEADER + "".join(lines), encoding="utf-8")


def summary(house):
    return runs.last_done(house.store, "detect").summary[settling.FACTS]


def test_a_further_day_leaves_old_days_and_a_late_row_does_not(house, tmp_path, monkeypatch):
    judged = []
    plain = settling.standing

    def listening(found, days, rules):
        made = plain(found, days, rules)
        people = made.judged[~made.judged["actor"].str.startswith(FEED)]
        judged.append({one.date() for one in pd.to_datetime(people["day"])})
        return made

    monkeypatch.setattr(settling, "standing", listening)
    log(tmp_path, "a.csv", *range(20))
    pipeline.run(house)
    assert min(judged.pop()) == day(0)
    assert list(summary(house)) == [str(day(number)) for number in range(20)]
    log(tmp_path, "b.csv", 20)
    pipeline.run(house)
    assert min(judged.pop()) == day(6)
    log(tmp_path, "late.csv", 2, who="A2")
    pipeline.run(house)
    assert {one for one in judged.pop() if one < day(7)} == {day(2)}
    pipeline.run(house)
    assert not judged
