"""One holder at a time, under a number that only rises; late writers are refused."""

import time
from threading import Event, Thread

import pytest
from sqlalchemy import event

from leakwatch import store
from leakwatch.errors import LeaseLostError, SourceError
from leakwatch.schedule.keeper import Keeper, Watcher, ours
from leakwatch.store import database, leases, trail
from leakwatch.store.trail import Deed


def scramble(url, holder, rounds, told):
    """Takes the lease as often as it stands as it was seen, as several do."""
    with store.open(url) as kept:
        got = [leases.take(kept, "l", holder, leases.look(kept, "l")) for _ in range(rounds)]
    told.put((holder, [held.fence for held in got if held]))


def test_of_many_who_take_at_once_one_gets_each_number(url, kept, at_once):
    found = dict(at_once(scramble, [(url, f"p{n}", 15) for n in range(4)]))
    fences = [fence for held in found.values() for fence in held]
    assert sorted(fences) == list(range(1, len(fences) + 1))
    assert all(held == sorted(held) for held in found.values())
    last = leases.look(kept, "l")
    assert last.fence == len(fences)
    assert last.fence in found[last.holder]


def test_who_saw_it_before_another_beat_gets_nothing(kept):
    assert leases.look(kept, "l") is None
    held = leases.take(kept, "l", "a", None)
    assert leases.take(kept, "l", "b", None) is None
    seen = leases.look(kept, "l")
    assert leases.renew(kept, held)
    assert leases.take(kept, "l", "b", seen) is None
    assert leases.take(kept, "other", "b", None).fence == 1
    taken = leases.take(kept, "l", "b", leases.look(kept, "l"))
    assert (held.fence, taken.fence) == (1, 2)
    assert not leases.renew(kept, held)
    assert not leases.release(kept, held)
    assert leases.look(kept, "l").holder == "b"


def test_let_go_it_is_free_and_the_number_goes_on(kept):
    held = leases.take(kept, "l", "a", None)
    assert leases.release(kept, held)
    assert leases.look(kept, "l").holder == ""
    assert not leases.renew(kept, held)
    assert leases.take(kept, "l", "a", leases.look(kept, "l")).fence == 2


def test_what_a_late_holder_writes_is_refused_and_nothing_of_it_is_kept(kept):
    held = leases.take(kept, "l", "a", None)
    late = kept.fenced(held)
    with late.writing() as session:
        trail.note(session, "a", Deed.JOB_ASKED, "before")
    leases.take(kept, "l", "b", leases.look(kept, "l"))
    said = r"l: another has taken over \(number 2, ours was 1\)"
    with pytest.raises(LeaseLostError, match=said), late.writing() as session:
        trail.note(session, "a", Deed.JOB_ASKED, "after")
    with pytest.raises(LeaseLostError):
        late.allowed()
    kept.allowed()
    with kept.reading() as session:
        assert [row.whom for row in trail.rows(session)] == ["before"]


def test_nobody_takes_it_in_the_middle_of_what_its_holder_writes(kept, url):
    held = leases.take(kept, "l", "a", None)
    seen, taken, inside = leases.look(kept, "l"), [], Event()

    def take():
        with store.open(url) as other:
            inside.wait(10)
            taken.append(leases.take(other, "l", "b", seen))

    thread = Thread(target=take)
    thread.start()
    with kept.fenced(held).writing() as session:
        inside.set()
        trail.note(session, "a", Deed.JOB_ASKED, "first")
        time.sleep(0.3)
        assert taken == []
        trail.note(session, "a", Deed.JOB_ASKED, "second")
    thread.join()
    assert taken[0].fence == 2
    with kept.reading() as session:
        assert len(list(trail.rows(session))) == 2


def test_who_waited_long_for_his_turn_does_not_take_it(kept, url):
    leases.take(kept, "l", "a", None)
    seen, taken = leases.look(kept, "l"), []

    def take():
        with store.open(url) as other:
            taken.append(leases.take(other, "l", "b", seen, within=0.2))

    with kept.writing():
        thread = Thread(target=take)
        thread.start()
        time.sleep(1)
    thread.join()
    assert taken == [None]
    assert leases.take(kept, "l", "b", seen, within=10).fence == 2


def test_a_beat_does_not_wait_for_the_turn_where_rows_are_locked_and_not_files(kept, url):
    held = leases.take(kept, "l", "a", None)
    with store.open(url) as other, kept.writing() as session:
        trail.note(session, "a", Deed.JOB_ASKED, "long")
        if url.startswith("sqlite"):
            # the file has one lock: the beat comes after, and nobody takes the lease meanwhile
            other.engine.dispose()
            event.listen(other.engine, "connect", impatient)
            with pytest.raises(SourceError, match="another program is writing"):
                leases.renew(other, held)
        else:
            assert leases.renew(other, held)
    assert leases.renew(kept, held)


def impatient(connection, _record):
    connection.execute("PRAGMA busy_timeout = 100")


def test_a_keeper_beats_until_its_end_and_says_when_it_has_lost(kept):
    held = leases.take(kept, "l", "a", None)
    with Keeper(kept, held, 0.2) as keeper:
        waited(lambda: leases.look(kept, "l").beat >= 2)
        assert not keeper.lost.is_set()
    assert leases.look(kept, "l").holder == ""
    held = leases.take(kept, "l", "a", leases.look(kept, "l"))
    with Keeper(kept, held, 0.2) as keeper:
        while leases.take(kept, "l", "b", leases.look(kept, "l")) is None:
            pass
        assert keeper.lost.wait(10)
    assert leases.look(kept, "l").holder == "b"


def test_a_keeper_that_dies_has_lost(kept, monkeypatch):
    held = leases.take(kept, "l", "a", None)
    monkeypatch.setattr(leases, "renew", lambda *_: 1 / 0)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    with Keeper(kept, held, 0.1) as keeper:
        assert keeper.lost.wait(10)
    assert leases.look(kept, "l").holder == "a"


def test_a_database_away_for_a_while_is_no_loss(kept, monkeypatch):
    held = leases.take(kept, "l", "a", None)
    renew, away = leases.renew, [SourceError("no answer")] * 3

    def beat(*given):
        if away:
            raise away.pop()
        return renew(*given)

    monkeypatch.setattr(leases, "renew", beat)
    with Keeper(kept, held, 0.1) as keeper:
        waited(lambda: leases.look(kept, "l").beat >= 1)
        assert not keeper.lost.is_set()


def test_a_watcher_takes_what_is_free_and_what_stands_still(kept):
    first, second = Watcher(kept, 0.5, "l"), Watcher(kept, 0.5, "l")
    held = first.take()
    assert ours(held.holder)
    assert second.take() is None
    leases.renew(kept, held)
    time.sleep(0.6)
    # it has beaten since it was last seen
    assert second.take() is None
    time.sleep(0.6)
    assert second.take().fence == 2
    assert not leases.renew(kept, held)
    assert first.take() is None


def test_where_writers_are_frozen_others_wait_and_say_so(kept, url, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.2)
    with (
        store.open(url) as other,
        kept.writing(),
        pytest.raises(SourceError, match="another program is writing"),
    ):
        leases.take(other, "l", "b", None)


def waited(what):
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)
