"""Counts of alerts by month and word, and how soon they were answered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leakwatch import store
from leakwatch.store import statistics
from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.statistics import Count, Judged

#: two months in a zone eight hours ahead
MONTHS = [datetime(2026, month, day, 16, tzinfo=UTC) for month, day in ((1, 31), (2, 28), (3, 31))]
HOUR = timedelta(hours=1)


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        yield opened


def alert(number, opened, status="open", org="carrier", detectors="bulk_lookup", subjects=10):
    return Alert(
        id=f"A{number}", number=number, actor=f"{number:032}", org=org, opened=opened,
        first=date(2026, 2, 1), last=date(2026, 2, 1), severity=2, p=0.1, score=0.5,
        detectors=detectors, because="because", subjects=subjects, records=12, status=status,
    )  # fmt: skip


def say(number, at, verdict, who="lin"):
    return Decision(alert_id=f"A{number}", at=at, who=who, verdict=verdict, reason="why")


def keep(opened, *rows):
    with opened.writing() as session:
        for row in sorted(rows, key=lambda row: isinstance(row, Decision)):
            session.add(row)
            session.flush()


def asked(opened, ask, *given):
    with opened.reading() as session:
        return ask(session, *given)


def test_an_alert_counts_in_the_month_of_the_houses_own_clock(opened):
    first, second, end = MONTHS
    keep(opened, *(alert(n, at) for n, at in enumerate([
        first - HOUR, first, second - HOUR, second, end - HOUR, end,
    ], 1)))  # fmt: skip
    assert asked(opened, statistics.counted, "org", MONTHS) == [
        Count(0, "carrier", "open", 2, 20), Count(1, "carrier", "open", 2, 20)
    ]  # fmt: skip


def test_an_alert_of_several_detectors_counts_for_each(opened):
    at = MONTHS[0]
    keep(opened, alert(1, at, detectors="bulk_lookup;no_case", subjects=3),
         alert(2, at, detectors="no_case", subjects=4))  # fmt: skip
    assert asked(opened, statistics.counted, "detectors", MONTHS) == [
        Count(0, "bulk_lookup", "open", 1, 3), Count(0, "no_case", "open", 2, 7)
    ]  # fmt: skip


def test_only_a_persons_standing_word_makes_an_alert_true_or_false(opened):
    at = MONTHS[0]
    keep(
        opened,
        alert(1, at, "dismissed"), say(1, at, "confirmed"), say(1, at + HOUR, "dismissed"),
        alert(2, at, "confirmed"), say(2, at, "dismissed"), say(2, at + HOUR, "confirmed"),
        alert(3, at, "closed"), say(3, at, "confirmed"), say(3, at + HOUR, "closed", "sue"),
        alert(4, at, "closed"), say(4, at, "closed", "run"),
        alert(5, at), say(5, at, "dismissed"),
        alert(6, at, "dismissed", org="lender"), say(6, at, "dismissed", "run"),
        alert(7, at, "dismissed", org="lender"), say(7, at, "dismissed"), say(7, at, "dismissed"),
    )  # fmt: skip
    assert asked(opened, statistics.judged, "org", MONTHS) == [
        Judged("carrier", 2, 1), Judged("lender", 0, 1)
    ]  # fmt: skip


def test_how_long_an_alert_waited_is_told_of_what_people_answered(opened):
    at = MONTHS[0]
    keep(
        opened,
        alert(1, at, "closed"), say(1, at + HOUR, "confirmed"), say(1, at + 5 * HOUR, "closed"),
        alert(2, at, "confirmed"), say(2, at + 2 * HOUR, "confirmed"),
        alert(3, at, "closed"), say(3, at + HOUR, "closed", "run"),
        alert(4, at), say(4, at + HOUR, "dismissed"),
        alert(5, at - HOUR, "dismissed"), say(5, at, "dismissed"),
    )  # fmt: skip
    first, closed = asked(opened, statistics.answered, at)
    assert sorted(first) == [HOUR, 2 * HOUR]
    assert closed == [5 * HOUR]


def test_an_empty_store_counts_nothing(opened):
    assert asked(opened, statistics.counted, "org", MONTHS) == []
    assert asked(opened, statistics.judged, "org", MONTHS) == []
    assert asked(opened, statistics.answered, MONTHS[0]) == ([], [])
