"""The card's rows about rings and samples, and what of them is to reach."""

import dataclasses

import pandas as pd
import pytest

from leakwatch.evaluating import gangs as telling
from leakwatch.evaluating.reach import reach
from leakwatch.evaluating.rings import ringed
from leakwatch.evaluating.section import plain
from leakwatch.evaluating.traced import sources

COLUMNS = ["rank", "actor", "org", "covered", "of", "expected", "p", "share"]
ALL = {"f": dict.fromkeys("abcd", "source"), "g": {**dict.fromkeys("efgh", "source"),
                                                   "i": "approver"}}  # fmt: skip
OUTSIDE = {"f": {"phone": "broker", "card": "buyer"}}


@pytest.fixture
def trial(house, exported, gangs):
    """A trial with these found rings and traces."""

    def made(inside, outside=None, traces=None):
        one = house.trial()
        measures = dataclasses.replace(
            one.measures, rings=ringed(exported(inside, outside), gangs),
            traced=sources(traces or {}, gangs),
        )  # fmt: skip
        return dataclasses.replace(one, measures=measures)

    return made


def told(one):
    return {section.name: section for section in telling.sections([one])}


def verdicts(one):
    found = pd.concat([one.measures.found.merge(one.measures.leaks, on="leak").assign(world="1")])
    return {row[0]: (row[2], row[4]) for row in reach([one], found).rows}


def trace(*actors):
    rows = [[place + 1, who, "o", 9, 10, 0.1, 1e-9, 0.4] for place, who in enumerate(actors)]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_rings_found_whole_reach_everything(trial):
    rows = verdicts(trial(ALL, OUTSIDE))
    assert rows["rings: accounts told inside that belong there"] == (1.0, True)
    assert rows["rings: accounts inside that are told"] == (1.0, True)
    assert rows["rings: outsiders that are told"] == (1.0, True)
    assert rows["rings: honest accounts told inside"] == (0, True)


def test_one_decoy_and_one_outsider_missed_are_a_miss(trial):
    rows = verdicts(trial({**ALL, "h": {"calm": "source"}}, {"f": {"phone": "broker"}}))
    assert rows["rings: outsiders that are told"] == (0.5, False)
    assert rows["rings: honest accounts told inside"] == (1, False)
    assert rows["rings: accounts inside that are told"] == (1.0, True)


def test_no_ring_at_all_misses_all_accounts_and_tells_no_honest_one(trial):
    rows = verdicts(trial({}))
    assert rows["rings: accounts inside that are told"] == (0.0, False)
    assert rows["rings: accounts told inside that belong there"] == (0.0, False)
    assert rows["rings: honest accounts told inside"] == (0, True)


def test_a_world_without_planted_rings_or_samples_promises_nothing_about_them(house):
    assert not any(name.startswith(("rings", "samples")) for name in verdicts(house.trial()))


@pytest.mark.parametrize(
    ("order", "share", "fits"), [("bca", 1.0, True), ("cba", 1.0, True), ("bxc", 0.5, False)]
)
def test_sources_come_first_in_any_order(trial, order, share, fits):
    rows = verdicts(trial({}, traces={"samples/several.csv": trace(*order)}))
    assert rows["samples: sources ranked before everybody else"] == (share, fits)


def test_nobodys_sample_names_nobody(trial):
    for actors, named in (((), 0), (("x", "y"), 2)):
        rows = verdicts(trial({}, traces={"samples/nobody.csv": trace(*actors)}))
        assert rows["samples of nobody's: accounts named"] == (named, named == 0)


def test_the_sources_of_a_rings_sample_are_told_but_promised_nothing(trial):
    one = trial({}, traces={"samples/ring.csv": trace("x", "y", "e")})
    assert verdicts(one)["samples: sources ranked before everybody else"] == (None, None)
    rows = [row[1:5] for row in told(one)["samples"].rows]
    assert rows == [["ring", "o/E", 0.8, 3], ["ring", "o/F", 0.7, None]]


def test_the_rows_of_rings_are_as_measured(trial):
    one = trial({**ALL, "h": {"calm": "source"}}, OUTSIDE)
    rows = told(one)["rings"].rows
    assert rows[0] == ["1", "ring-1", 4, 30, 1.0, 1.0, 1, None, 2, 1.0, 1.0]
    assert rows[1] == ["1", "ring-2", 5, 20, 1.0, 1.0, 1, None, 0, None, 1.0]
    assert told(one)["found rings"].rows == [["1", 3, 0, 1, 1, 1]]
    assert [row[:3] for row in told(one)["honest in rings"].rows] == [
        ["heavy user", 2, 1], ["team", 1, 1],
    ]  # fmt: skip


def test_every_part_is_fit_for_json(trial):
    one = trial({}, traces={"samples/nobody.csv": trace(), "samples/slow.csv": trace()})
    for section in told(one).values():
        assert all(len(row) == len(section.columns) for row in section.rows)
        assert plain(section)["title"] == section.title
