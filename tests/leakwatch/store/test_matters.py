"""Matters: what belongs to them, what they hold, and who let it go."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from leakwatch import store
from leakwatch.store import matters, reveals, trail
from leakwatch.store.alerts import Alert
from leakwatch.store.rings import Ring, RingMember

NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 9)


@pytest.fixture
def kept(url):
    with store.open(url) as opened:
        with opened.writing() as session:
            session.add(Alert(
                id="A1", number=1, actor="x", org="o", opened=NOW, first=FIRST, last=LAST,
                severity=3, p=0.1, score=0.5, detectors="", because="", subjects=1, records=1,
                status="open",
            ))  # fmt: skip
            session.add(Ring(id="R1", p=0.1, first_seen=NOW, last_seen=NOW, standing=True))
            session.flush()
            for member, kind, side in (
                ("x", "actor", "inside"), ("y", "staff", "inside"), ("d", "device", "inside"),
                ("z", "staff", "outside"), ("t", "phone", "outside"), ("w", "account", "outside"),
            ):  # fmt: skip
                session.add(RingMember(ring="R1", member=member, kind=kind, side=side,
                                       role="other", because=""))  # fmt: skip
        yield opened


def held(kept):
    with kept.reading() as session:
        return [(one.matter, one.actor, one.first, one.last) for one in matters.standing(session)]


def opened(session, title="leak"):
    return matters.open_matter(session, title, "lin", now=NOW)


def entries(kept):
    with kept.reading() as session:
        return [(one.what, one.whom, json.loads(one.details)) for one in trail.rows(session)]


def test_nothing_is_held_at_first(kept):
    assert held(kept) == []


def test_matters_are_numbered_in_turn(kept):
    with kept.writing() as session:
        assert [opened(session).id for _ in range(3)] == ["M1", "M2", "M3"]


def test_an_alert_is_held_with_the_days_around_it(kept):
    with kept.writing() as session:
        matters.hold(session, opened(session), "A1", "lin", "order")
    around = timedelta(days=28)
    assert held(kept) == [("M1", "x", FIRST - around, LAST + around)]
    [_, (what, whom, details)] = entries(kept)
    assert (what, whom) == ("held", "M1")
    assert (details["item"], details["reason"]) == ("A1", "order")


def test_a_ring_is_held_with_all_days_of_its_accounts_and_nothing_of_others(kept):
    with kept.writing() as session:
        matters.hold(session, opened(session), "R1", "lin", "order")
    ever = (date.min, date.max)
    # a leaver had an account; whose account is of WeChat or a bank has none
    assert held(kept) == [("M1", name, *ever) for name in "xyz"]


def test_the_same_again_holds_nothing_more_and_is_not_noted(kept):
    with kept.writing() as session:
        matter = opened(session)
        assert len(matters.hold(session, matter, "A1", "lin", "order")) == 1
        assert matters.hold(session, matter, "A1", "lin", "order") == []
    assert [what for what, *_ in entries(kept)] == ["matter_opened", "held"]


def test_what_two_matters_hold_stays_until_both_let_go(kept):
    with kept.writing() as session:
        for matter in (opened(session), opened(session)):
            matters.hold(session, matter, "A1", "lin", "order")
    with kept.writing() as session:
        first = matters.numbered(session, "M1")
        assert matters.release(session, first, "wu", "over") == 1
        assert matters.release(session, first, "wu", "over") == 0
    assert [matter for matter, *_ in held(kept)] == ["M2"]
    assert entries(kept)[-1] == ("released", "M1", {"reason": "over", "holds": 1})


def test_an_item_is_put_in_once(kept):
    with kept.writing() as session:
        matter = opened(session)
        assert [matters.add_item(session, matter, one, "lin") for one in ("A1", "R1", "A1")] == [
            "alert", "ring", "alert",
        ]  # fmt: skip
    with kept.reading() as session:
        assert len([*session.scalars(store.matters.select(matters.MatterItem))]) == 2


@pytest.mark.parametrize("item", ["A2", "R9", "", "x"])
def test_what_is_no_alert_and_no_ring_is_refused_and_nothing_kept(kept, item):
    with pytest.raises(LookupError, match="no alert and no ring"), kept.writing() as session:
        matters.hold(session, opened(session), item, "lin", "order")
    assert (held(kept), entries(kept)) == ([], [])


@pytest.mark.parametrize("name", ["M2", "", "A1"])
def test_there_is_no_matter_of_another_name(kept, name):
    with kept.writing() as session:
        opened(session)
        with pytest.raises(LookupError, match="no open matter"):
            matters.numbered(session, name)


def test_a_closed_matter_takes_nothing_more(kept):
    with kept.writing() as session:
        opened(session).status = "closed"
        session.flush()
        with pytest.raises(LookupError, match="no open matter M1"):
            matters.numbered(session, "M1")


def test_nobody_reveals_for_a_matter_he_is_in_by_an_alert_or_a_ring(kept):
    with kept.writing() as session:
        for item in ("A1", "R1"):
            matters.add_item(session, opened(session), item, "lin", now=NOW)
        opened(session)
        for actor, names in {"x": ["M3"], "y": ["M3", "M1"], None: ["M3", "M2", "M1"]}.items():
            assert [one.id for one in reveals.matters(session, actor)] == names
