"""Rings: kept, found again under their name, fallen apart, told to alerts."""

import json
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select

from leakwatch import store
from leakwatch.alerts import decide, raise_alerts, table
from leakwatch.export import export
from leakwatch.store.changes import changes_table
from leakwatch.store.rings import COLUMNS, Ring, earlier, rings_table, save_rings
from leakwatch.store.ties import COLUMNS as TIES
from leakwatch.store.ties import ties_table

AT = datetime(2026, 3, 7, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = pd.DataFrame(columns=TIES)


def ring(name, *members, p=0.001, kind="actor", because="share 31 people, expected 0.4"):
    return [(name, p, member, kind, "inside", "source", because, 0.004) for member in members]


def frame(*rings):
    return pd.DataFrame([row for rows in rings for row in rows], columns=COLUMNS)


def keep(opened, members, joined=NOTHING, *, now):
    save_rings(opened, members, joined, now=now)


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        yield opened


def alert_for(opened, *actors):
    day = date(2026, 3, 2)
    findings = pd.DataFrame(
        {"actor": actors, "day": day, "detector": "no_case", "score": 1.0, "p": 0.01,
         "because": "no ticket", "severity": 3, "excuse": None}
    )  # fmt: skip
    days = pd.DataFrame({"actor": actors, "org": "carrier", "day": day})
    raise_alerts(opened, findings, days, lambda asked: asked.assign(subjects=1, records=1))


def ring_of(opened):
    alerts = table(opened)
    return dict(zip(alerts["actor"], alerts["ring"].fillna("none"), strict=True))


def test_rings_come_back_as_they_were_kept(opened):
    outside = [("R1", 0.001, "branch 7", "place", "outside", "broker", "where the sources met",
                0.004)]  # fmt: skip
    keep(opened, frame(ring("R1", "a", "b"), outside), now=AT)
    expected = frame(ring("R1", "a", "b"), outside).astype(rings_table(opened).dtypes)
    pd.testing.assert_frame_equal(rings_table(opened), expected)


def test_the_order_of_rows_has_no_impact(opened):
    rows = frame(ring("R2", "c", "d", p=0.02), ring("R1", "a", "b"))
    keep(opened, rows, now=AT)
    one = rings_table(opened)
    keep(opened, rows[::-1], now=AT)
    pd.testing.assert_frame_equal(rings_table(opened), one)
    assert list(one["ring"]) == ["R1", "R1", "R2", "R2"]


def test_a_store_without_rings_gives_an_empty_table_with_the_same_types(opened):
    empty = rings_table(opened)
    assert (list(empty), len(empty), earlier(opened)) == (COLUMNS, 0, {})
    keep(opened, frame(ring("R1", "a")), now=AT)
    assert (rings_table(opened).dtypes == empty.dtypes).all()


def test_a_ring_found_again_keeps_the_day_it_was_first_seen(opened):
    keep(opened, frame(ring("R1", "a", "b")), now=AT)
    keep(opened, frame(ring("R1", "b", "c", p=0.5)), now=AT + DAY)
    with opened.reading() as session:
        kept = session.scalars(select(Ring)).one()
    assert (kept.first_seen, kept.last_seen, kept.p) == (AT, AT + DAY, 0.5)
    assert list(rings_table(opened)["member"]) == ["b", "c"]
    assert earlier(opened) == {"R1": frozenset("bc")}


def test_saving_the_same_rings_twice_changes_nothing_that_is_shown(opened):
    rows = frame(ring("R1", "a", "b"), ring("R2", "c"))
    keep(opened, rows, now=AT)
    before = rings_table(opened), earlier(opened)
    keep(opened, rows, now=AT + DAY)
    pd.testing.assert_frame_equal(rings_table(opened), before[0])
    assert earlier(opened) == before[1]


def test_a_ring_not_found_again_is_not_shown_but_keeps_its_name(opened):
    keep(opened, frame(ring("R1", "a", "b"), ring("R2", "c")), now=AT)
    keep(opened, frame(ring("R2", "c")), now=AT + DAY)
    assert set(rings_table(opened)["ring"]) == {"R2"}
    assert earlier(opened) == {"R1": frozenset("ab"), "R2": frozenset("c")}


def test_a_search_that_finds_nothing_leaves_no_ring_standing(opened):
    keep(opened, frame(ring("R1", "a")), now=AT)
    keep(opened, frame(), now=AT + DAY)
    assert len(rings_table(opened)) == 0
    keep(opened, frame(ring("R1", "a")), now=AT + DAY)
    assert list(rings_table(opened)["member"]) == ["a"]


def test_open_alerts_are_told_the_ring_of_their_actor(opened):
    alert_for(opened, "a", "z")
    keep(opened, frame(ring("R1", "a", "b")), now=AT)
    assert ring_of(opened) == {"a": "R1", "z": "none"}


def test_an_alert_whose_actor_left_the_ring_is_told_so(opened):
    alert_for(opened, "a", "b")
    keep(opened, frame(ring("R1", "a", "b")), now=AT)
    keep(opened, frame(ring("R1", "b", "c")), now=AT + DAY)
    assert ring_of(opened) == {"a": "none", "b": "R1"}


def test_an_alert_is_told_its_least_likely_ring(opened):
    alert_for(opened, "a")
    keep(opened, frame(ring("R1", "a", p=0.03), ring("R2", "a", p=0.01)), now=AT)
    assert ring_of(opened) == {"a": "R2"}


def test_a_decided_alert_keeps_the_ring_it_was_decided_with(opened):
    alert_for(opened, "a")
    keep(opened, frame(ring("R1", "a")), now=AT)
    decide(opened, "A1", "confirmed", who="lin", reason="admitted")
    keep(opened, frame(ring("R2", "a")), now=AT + DAY)
    assert ring_of(opened) == {"a": "R1"}


def told(opened):
    rows = changes_table(opened).itertuples()
    return [(row.ring, row.what, None if pd.isna(row.member) else row.member) for row in rows]


def test_what_becomes_of_a_ring_is_noted_once(opened):
    rows = frame(ring("R1", "a", "b"), ring("R2", "c"))
    keep(opened, rows, now=AT)
    keep(opened, rows, now=AT)
    assert told(opened) == [("R1", "found", None), ("R2", "found", None)]


def test_a_member_that_joins_and_one_that_left_are_changes_of_the_ring(opened):
    keep(opened, frame(ring("R1", "a", "b")), now=AT)
    keep(opened, frame(ring("R1", "b", "c", "d")), now=AT + DAY)
    assert told(opened)[1:] == [("R1", "joined", "c"), ("R1", "joined", "d"), ("R1", "left", "a")]
    assert list(changes_table(opened)["at"][1:].unique()) == [AT + DAY]


def test_a_ring_that_falls_apart_and_comes_back_is_told_so(opened):
    keep(opened, frame(ring("R1", "a", "b")), now=AT)
    keep(opened, frame(), now=AT + DAY)
    keep(opened, frame(), now=AT + DAY)
    keep(opened, frame(ring("R1", "a", "b", "c")), now=AT + 2 * DAY)
    assert told(opened)[1:] == [("R1", "apart", None), ("R1", "again", None), ("R1", "joined", "c")]


def joined(*rows):
    return pd.DataFrame(rows, columns=TIES)


def test_what_joins_members_comes_back_with_and_without_numbers(opened):
    link = ("R1", "a", "x", "link", "calls 3 ×", None, None, None)
    bond = ("R1", "a", "b", "people", "opened the same people", 31, 0.4, 1e-12)
    keep(opened, frame(ring("R1", "a", "b")), joined(link, bond), now=AT)
    expected = joined(bond, link).astype(ties_table(opened).dtypes)
    pd.testing.assert_frame_equal(ties_table(opened), expected)


def test_ties_of_the_search_before_go(opened):
    keep(opened, frame(ring("R1", "a", "b")),
               joined(("R1", "a", "b", "list", "in order", 9, 1, 0.001)), now=AT)  # fmt: skip
    keep(opened, frame(), joined(), now=AT + DAY)
    assert len(ties_table(opened)) == 0


def test_what_became_of_rings_is_a_file_too(opened, tmp_path):
    keep(opened, frame(ring("R1", "a", "b")), now=AT)
    keep(opened, frame(ring("R1", "b", "c")), now=AT + DAY)
    assert export("changes", tmp_path / "changes.jsonl", None, opened, who="shell:x") == 3
    rows = [json.loads(line) for line in (tmp_path / "changes.jsonl").read_text().splitlines()]
    assert [(row["ring"], row["what"], row["member"]) for row in rows] == [
        ("R1", "found", None), ("R1", "joined", "c"), ("R1", "left", "a"),
    ]  # fmt: skip
