"""The release card on real runs: of the shared small world, and, on demand, by the command."""

import json
import subprocess
import sys

import pytest

from leakwatch import settings, tokens
from leakwatch.evaluating import measure, running, usual, warnings, worlds
from leakwatch.evaluating.card import card
from leakwatch.evaluating.cast import cast
from leakwatch.evaluating.measure import BY_JOB, NOTEBOOK, WARNINGS, WAYS
from leakwatch.evaluating.page import written
from leakwatch.evaluating.running import Judging
from leakwatch.evaluating.trial import Trial


@pytest.fixture(scope="module")
def measures(world):
    place = world.folder / worlds.SETTINGS
    parts = cast(world.planted, tokens.load(settings.read(place)))
    rivals = {
        WARNINGS: warnings.warned(place),
        NOTEBOOK: usual.forest(place),
        BY_JOB: usual.by_job(place),
    }
    return measure.measured(running.outcome(place), rivals, parts)


def test_every_planted_person_is_accounted_for(world, measures) -> None:
    kinds = {leak.kind for leak in world.planted.leaks}
    assert set(measures.found["kind"]) == kinds
    assert measures.counts["people who leak"] == len(world.planted.leaks)
    by = measures.found.set_index(["way", "within", "leak"])["by"]
    assert (by <= measures.found.set_index(["way", "within", "leak"])["people"]).all()


def test_a_larger_budget_never_finds_fewer(measures) -> None:
    met = measures.found.assign(met=measures.found["found"].notna())
    shares = met.groupby(["way", "within"])["met"].sum()
    for way in WAYS:
        found = [shares[way, within] for within in ("0.1 %", "0.5 %", "1 %", "5 %")]
        assert found == sorted(found)
        assert shares[way, "0.5 %"] <= shares[way, "0.5 % anew"] or way != WAYS[0]


def test_ours_is_better_than_the_notebook_and_that_than_a_lot(measures) -> None:
    precision = measures.precision
    assert precision["leakwatch"] > precision["notebook"] > precision["chance"] > 0


def test_the_card_of_a_real_run_can_be_written(measures) -> None:
    judging = Judging(0.1, "at most 10%", {}, {})
    page = written(
        "leakwatch evaluate", card([Trial("5", 1, judging, measures, measures.alarms, [])])
    )
    assert "| departed_access |" in page
    assert "nan" not in page


@pytest.mark.benchmark
def test_the_command_writes_the_same_card_twice_but_for_its_cost(tmp_path) -> None:
    words = ["evaluate", "--seeds", "3", "--days", "14", "--size", "0.05", "--parts", "1", "--json"]
    told = []
    for number in range(2):
        page = tmp_path / f"card-{number}.md"
        call = [sys.executable, "-m", "leakwatch", *words, "--page", str(page)]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        told.append(json.loads(done.stdout))
        assert f"--page card-{number}.md" in page.read_text(encoding="utf-8")
    for each in told:
        assert [row["stage"] for row in each.pop("stages")["rows"]][:2] == ["world", "ingest"]
    assert told[0] == told[1]
