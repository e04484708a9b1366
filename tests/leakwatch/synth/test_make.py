"""The whole world: repeatable, complete, found by the settings."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest

from leakwatch.synth import DEMO, SCENARIOS, Planted, make, settings
from leakwatch.synth.almanac import Almanac
from leakwatch.synth.make import plotted


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def test_the_same_arguments_give_the_same_bytes(world, tmp_path):
    make(tmp_path / "again", size=0.2, days=21, scenarios=list(SCENARIOS)[::-1])
    assert digest(tmp_path / "again") == digest(world.folder)


def test_another_seed_gives_another_world(tmp_path):
    first = make(tmp_path / "one", size=0.05, days=14, seed=1)
    second = make(tmp_path / "two", size=0.05, days=14, seed=2)
    assert first.leaks != second.leaks
    assert digest(tmp_path / "one") != digest(tmp_path / "two")


def test_too_few_days_are_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 14"):
        make(tmp_path, days=13)


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_seed_has_all_kinds_of_leaks_and_both_rings_complete(seed):
    plot = plotted(seed, Almanac(date(2026, 3, 2), 14), 0.05, DEMO)
    assert {kind for kind, *_ in plot.entries} == set(DEMO)
    assert [len(ring.inside) for ring in plot.rings[:2]] == [6, 4]
    assert all(ring.shared >= 20 for ring in plot.rings)
    assert {"handover successor", "closing jobs on the last day"} <= {
        decoy.what for decoy in plot.honest
    }


def test_a_year_the_holiday_package_does_not_know_has_weekends_only():
    plot = plotted(7, Almanac(date(2035, 4, 2), 14), 0.05, DEMO)
    assert plot.entries


def test_settings_are_toml_and_every_path_in_them_finds_files(world):
    parsed = tomllib.loads(settings(world.folder))
    for section in [*parsed["sources"].values(), *parsed["context"].values()]:
        pattern = Path(section["path"]).relative_to(world.folder)
        assert list(world.folder.glob(str(pattern))), section
    tomllib.loads(Path(parsed["calendar"]["path"]).read_text(encoding="utf-8"))


def test_settings_count_every_log_file_exactly_once(world):
    parsed = tomllib.loads(settings(world.folder))
    found = [
        path.relative_to(world.folder).as_posix()
        for section in parsed["sources"].values()
        for path in world.folder.glob(str(Path(section["path"]).relative_to(world.folder)))
    ]
    assert sorted(found) == sorted(world.planted.dirt)


def test_registered_batch_accounts_are_the_systems_in_the_staff_files(world):
    registered = tomllib.loads(settings(Path("x")))["detect"]["registered_batch_accounts"]
    systems = [
        f"{org}/{row['工号']}"
        for org in ("carrier", "lender", "hospital", "courier", "insurer")
        for row in world.context(f"{org}_staff")
        if row["账号类型"] == "系统"
    ]
    assert sorted(registered) == sorted(systems)


def test_planted_json_reads_back_as_what_make_returned(world):
    assert Planted.read(world.folder) == world.planted
    assert Planted.read(world.folder / "planted.json") == world.planted


@pytest.mark.parametrize("seed", [1, 2])
def test_all_scenarios_are_planted_under_their_names_even_in_a_small_world(seed):
    plot = plotted(seed, Almanac(date(2026, 3, 2), 28), 0.3, SCENARIOS)
    assert {kind for kind, *_ in plot.entries} == set(SCENARIOS)


def test_only_the_scenarios_asked_for_are_planted():
    plot = plotted(7, Almanac(date(2026, 3, 2), 14), 0.05, ["unmasking"])
    assert {kind for kind, *_ in plot.entries} == {"unmasking"}
    assert plot.rings == []


def test_no_scenario_at_all_leaves_honest_life(tmp_path):
    planted = make(tmp_path, size=0.05, days=14, scenarios=[])
    assert planted.leaks == []
    assert len(planted.honest) > 50


def test_an_unknown_scenario_is_refused_with_the_names_there_are(tmp_path):
    with pytest.raises(ValueError, match="bulk_lookup"):
        make(tmp_path, scenarios=["burglary"])
    assert not list(tmp_path.iterdir())
