import threading
import time

import pytest

from leakwatch.errors import SourceError
from leakwatch.ingest.handover import AHEAD, Handover


def test_everything_made_is_taken_in_order():
    rows = Handover(iter(range(50)))
    assert list(rows) == list(range(50))
    rows.settle()


def test_taking_again_gives_nothing_more():
    rows = Handover(iter([1]))
    assert list(rows) == [1]
    assert list(rows) == []
    rows.settle()


def test_the_makers_own_error_reaches_who_settles():
    def broken():
        yield 1
        raise SourceError("cut short")

    rows = Handover(broken())
    with pytest.raises(RuntimeError, match="the rows ended early"):
        list(rows)
    with pytest.raises(SourceError, match="cut short"):
        rows.settle()


def test_the_maker_is_never_far_ahead():
    made = []

    def making():
        for number in range(50):
            made.append(number)
            yield number

    rows = Handover(making())
    time.sleep(0.1)
    assert len(made) <= AHEAD + 2
    rows.settle()


def test_settling_early_ends_the_maker():
    before = threading.active_count()
    rows = Handover(iter(range(10**9)))
    assert next(iter(rows)) == 0
    rows.settle()
    assert threading.active_count() == before


def test_what_nobody_wants_is_made_all_the_same():
    made = []
    rows = Handover(made.append(number) or number for number in range(20))
    rows.exhaust()
    rows.settle()
    assert made == list(range(20))
