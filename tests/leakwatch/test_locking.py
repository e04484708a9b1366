"""A file that one has to himself, and how long others wait for it."""

import time
from threading import Timer

from leakwatch import locking


def test_who_waits_long_enough_gets_it_and_who_does_not_is_told(tmp_path):
    place = tmp_path / "lock"
    first, second = place.open("w"), place.open("w")
    with second:
        assert locking.taken(first, 0)
        began = time.monotonic()
        assert not locking.taken(second, 0)
        assert time.monotonic() - began < 0.1
        assert not locking.taken(second, 0.3)
        assert time.monotonic() - began >= 0.3
        Timer(0.3, first.close).start()
        assert locking.taken(second, 20)
        assert first.closed
