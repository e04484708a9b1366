"""The whole world: repeatable, complete, found by the settings."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path

import pytest

from leakwatch.synth import Planted, make, settings


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(str(path.relative_to(folder)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def test_the_same_arguments_give_the_same_bytes(world, tmp_path):
    make(tmp_path / "again", size=0.2, days=21)
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
def test_every_seed_has_all_kinds_of_leaks_and_both_rings_complete(tmp_path, seed):
    planted = make(tmp_path, size=0.05, days=14, seed=seed)
    assert {leak.kind for leak in planted.leaks} == {
        "ring",
        "bulk_lookup",
        "off_hours_credit",
        "departed_access",
        "no_case",
    }
    assert [len(ring.inside) for ring in planted.rings] == [6, 4]
    assert all(ring.shared >= 20 for ring in planted.rings)
    assert {"handover successor", "closing jobs on the last day"} <= {
        decoy.what for decoy in planted.honest
    }


def test_a_year_the_holiday_package_does_not_know_has_weekends_only(tmp_path):
    planted = make(tmp_path, size=0.05, days=14, start=date(2035, 4, 2))
    assert planted.leaks


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
        for org in ("carrier", "lender", "hospital")
        for row in world.context(f"{org}_staff")
        if row["账号类型"] == "系统"
    ]
    assert sorted(registered) == sorted(systems)


def test_planted_json_reads_back_as_what_make_returned(world):
    assert Planted.read(world.folder) == world.planted
    assert Planted.read(world.folder / "planted.json") == world.planted
