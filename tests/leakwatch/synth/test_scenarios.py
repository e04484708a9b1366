"""The page that tells what is planted, held against what is."""

import re
from pathlib import Path

import pytest

from leakwatch.synth import SCENARIOS

PAGE = Path(__file__).parents[3] / "docs" / "scenarios.md"


@pytest.fixture(scope="module")
def rows():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("|").split(" | ") for line in lines if line.startswith("| `")]
    return {row[0].strip(" `"): [cell.strip(" |") for cell in row[1:]] for row in cells}


def test_every_scenario_has_one_row_and_no_other_has(rows):
    assert set(rows) == set(SCENARIOS)
    assert all(len(row) == 3 and all(row) for row in rows.values())


def test_the_page_fits_on_two_screens():
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 80


def test_case_types_are_those_of_the_field(rows):
    assert all(re.fullmatch(r"(S\d\d|Art 36)(, S\d\d)*", kind) for kind, *_ in rows.values())


def test_every_look_alike_in_quotes_is_planted_and_every_planted_one_named(rows, world):
    told = {name for *_, alike in rows.values() for name in re.findall(r'"([^"]+)"', alike)}
    assert told == {decoy.what for decoy in world.planted.honest}
