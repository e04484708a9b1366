"""What cannot be evaluated is said before anything is made."""

import pytest

from leakwatch.errors import ConfigError
from leakwatch.evaluating import telling, worlds
from leakwatch.synth import SCENARIOS


def made(tmp_path, seeds="1", **given):
    usual = {
        "days": 14,
        "size": 0.1,
        "parts": 1,
        "folder": tmp_path / "worlds",
        "page": None,
        "json": False,
    }
    return telling.made(seeds, **{**usual, **given})


@pytest.mark.parametrize("seeds", ["", "a", "1,,2", "1;2", "-1", "2,2"])
def test_seeds_are_whole_numbers_each_once(tmp_path, seeds):
    with pytest.raises(ConfigError, match="--seeds"):
        made(tmp_path, seeds)
    assert not (tmp_path / "worlds").exists()


@pytest.mark.parametrize("given", [{"days": 13}, {"size": 0.0}, {"size": -1.0}])
def test_a_world_has_two_weeks_and_a_size(tmp_path, given):
    with pytest.raises(ConfigError, match="at least 14 days"):
        made(tmp_path, **given)


@pytest.mark.parametrize("parts", [0, -1, len(SCENARIOS) + 1])
def test_every_part_has_a_scenario(tmp_path, parts):
    with pytest.raises(ConfigError, match="--parts"):
        made(tmp_path, parts=parts)


def test_the_page_has_a_folder_to_go_to(tmp_path):
    with pytest.raises(ConfigError, match="make it first"):
        made(tmp_path, page=tmp_path / "nowhere" / "card.md")


def test_a_folder_that_holds_an_earlier_run_is_refused(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "planted.json").touch()
    with pytest.raises(ConfigError, match="not empty"):
        worlds.leaking(tmp_path / "old", worlds.Plan(1, 14, 0.1))
