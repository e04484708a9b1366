"""The worlds that are judged: leaks dealt out over parts, and the same life without any."""

from dataclasses import replace

import pytest

from leakwatch import settings, tokens
from leakwatch.evaluating import worlds

PLAN = worlds.Plan(seed=4, days=14, size=0.05)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The whole, its two parts, and the world without leaks: folder and what is planted."""
    place = tmp_path_factory.mktemp("worlds")
    plans = {"whole": PLAN, "one": replace(PLAN, part=1, parts=2),
             "two": replace(PLAN, part=2, parts=2)}  # fmt: skip
    planted = {name: worlds.leaking(place / name, plan) for name, plan in plans.items()}
    return place, planted | {"clean": worlds.clean(place / "clean", PLAN)}


def kinds(planted):
    return {leak.kind for leak in planted.leaks}


def test_the_parts_have_every_scenario_of_the_whole_once(made):
    _, planted = made
    one, two, whole = (kinds(planted[name]) for name in ("one", "two", "whole"))
    assert one | two == whole
    assert not one & two


def test_a_world_without_leaks_still_has_decoys(made):
    _, planted = made
    assert planted["clean"].leaks == planted["clean"].rings == []
    assert planted["clean"].honest


def test_the_key_is_that_of_the_seed_so_that_a_tie_falls_the_same_each_time(made):
    place, _ = made
    keys = [
        tokens.load(settings.read(place / name / worlds.SETTINGS)) for name in ("whole", "clean")
    ]
    assert keys[0].secret == keys[1].secret
    worlds.clean(place / "other", replace(PLAN, seed=5))
    other = tokens.load(settings.read(place / "other" / worlds.SETTINGS))
    assert other.secret != keys[0].secret
