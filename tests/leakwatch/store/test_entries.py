"""Entries of the trail as people look for them."""

from datetime import UTC, datetime, timedelta

import pytest

from leakwatch import store
from leakwatch.store import checking, entries, trail
from leakwatch.store.chain import Head, How
from leakwatch.store.entries import Sought
from leakwatch.store.trail import Deed

AT = datetime(2026, 3, 7, 16, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def opened(url):
    with store.open(url) as opened, opened.writing() as session:
        for number in range(6):
            trail.note(session, ("lin", "wu")[number % 2], (Deed.VIEWED, Deed.DECIDED)[number // 3],
                       f"A{number}", now=AT + number * DAY / 2)  # fmt: skip
    with store.open(url) as opened:
        yield opened


def numbers(opened, **sought):
    with opened.reading() as session:
        return [row.number for row in entries.page(session, Sought(**sought), 4)]


@pytest.mark.parametrize(("sought", "found"), [
    ({}, [6, 5, 4, 3]),
    ({"before": 3}, [2, 1]),
    ({"before": 1}, []),
    ({"who": "lin"}, [5, 3, 1]),
    ({"who": "li"}, []),
    ({"who": "lin' OR 1=1 --"}, []),
    ({"what": "decided"}, [6, 5, 4]),
    ({"whom": "A2"}, [3]),
    ({"who": "wu", "what": "viewed"}, [2]),
    ({"since": AT + DAY, "until": AT + 2 * DAY}, [4, 3]),
    ({"since": AT + DAY * 9}, []),
    ({"until": AT}, []),
])  # fmt: skip
def test_only_what_is_sought_is_found_the_newest_first(opened, sought, found):
    assert numbers(opened, **sought) == found


def test_a_trail_nobody_touched_is_whole_and_one_that_knows_less_than_a_head_is_cut(opened):
    found = checking.checked(opened)
    assert (found.entries, found.flaws) == (6, [])
    assert checking.checked(opened, {"paper": found.head}).flaws == []
    [flaw] = checking.checked(opened, {"paper": Head(7, "0" * 64)}).flaws
    assert flaw.how == How.TRUNCATED
