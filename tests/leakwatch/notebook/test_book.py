"""The door: opened once, closed at the end, in nobody's way."""

import gc

import pytest

import leakwatch
from leakwatch import notebook, pipeline, settings
from leakwatch.alerts import decide
from leakwatch.errors import ConfigError
from leakwatch.store import trail, users
from leakwatch.store.trail import Deed


def test_it_opens_by_either_name_and_says_who_reads(judged):
    with leakwatch.open(judged / "leakwatch.toml") as lw:
        assert isinstance(lw, notebook.Notebook)
        assert repr(lw) == f"leakwatch: Carrier, read by {trail.shell()}"
    with notebook.open(judged / "leakwatch.toml", user="Ines") as lw:
        assert lw.who == "ines"


@pytest.mark.parametrize("user", ["nobody", "gone"])
def test_a_user_there_is_not_any_more_opens_nothing(own, user):
    with leakwatch.open(own / "leakwatch.toml") as lw:
        users.add(lw.house.store, "gone", "analyst", by="shell")
        with lw.house.store.writing() as session:
            users.removed(session, "gone", by="shell")
    with pytest.raises(ConfigError, match=user):
        leakwatch.open(own / "leakwatch.toml", user=user)


def test_while_it_is_open_a_run_takes_the_lake_and_writes_the_store(own):
    with leakwatch.open(own / "leakwatch.toml") as lw:
        assert lw.events().count().to_pandas() > 0
        with pipeline.opened(settings.read(own / "leakwatch.toml")) as house:
            with house.lake.locked(), house.store.writing() as session:
                trail.note(session, "clock", Deed.VIEWED, "x")
            assert pipeline.run(house).detected is None
            decide(house.store, "A1", "dismissed", who="sue", reason="a duty")
        assert list(lw.alerts()["status"]) == ["dismissed"]


def test_what_is_forgotten_is_closed(own):
    lw = leakwatch.open(own / "leakwatch.toml")
    closing = lw.close
    assert closing.alive
    del lw
    gc.collect()
    assert not closing.alive


def test_alerts_findings_and_rings_are_tables(lw, account):
    assert list(lw.alerts()["actor"]) == [account("G001")]
    assert sorted(lw.findings()["excuse"]) == ["", "", "last_shift"]
    assert len(lw.rings()) == 5


def test_a_ring_there_never_was_is_told_by_name(lw):
    with pytest.raises(ConfigError, match="no ring is named 'R99'"):
        lw.ring("R99")
