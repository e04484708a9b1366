"""The release card on real runs: of one small organisation, and, on demand, by the command."""

import json
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from leakwatch import settings, tokens
from leakwatch.evaluating import measure, running, usual, walking, warnings, worlds
from leakwatch.evaluating.card import card
from leakwatch.evaluating.cast import cast
from leakwatch.evaluating.measure import BY_JOB, NOTEBOOK, OURS, WALKED, WARNINGS, WAYS
from leakwatch.evaluating.page import written
from leakwatch.evaluating.trial import Trial

#: few detectors, since it is not they that are tested here
ONLY = ["bulk_lookup", "departed_access", "no_case", "off_hours_credit", "slow_drip"]


@pytest.fixture(scope="module")
def lender(tmp_path_factory):
    """What a run makes of the lender alone, whose log is the smallest that has much to find."""
    folder = tmp_path_factory.mktemp("world") / "lender"
    planted = worlds.leaking(folder, worlds.Plan(5, 21, 0.05))
    place = folder / worlds.SETTINGS
    parts = place.read_text(encoding="utf-8").split("\n[")
    mine = [part for part in parts if 'org = "' not in part or 'org = "lender"' in part]
    text = "\n[".join(mine).replace("[detect]", f"[detect]\nonly = {json.dumps(ONLY)}")
    place.write_text(text if text.startswith("[") else f"[{text}", encoding="utf-8")
    planted = replace(planted, leaks=[one for one in planted.leaks if one.org == "lender"])
    events = running.ingest(place)
    running.facts(place)
    walked, judging = walking.walk(place), running.detect(place)
    rivals = {
        WARNINGS: warnings.warned(place),
        NOTEBOOK: usual.forest(place),
        BY_JOB: usual.by_job(place),
    }
    outcome = running.outcome(place)
    known = cast(planted, tokens.load(settings.read(place)))
    measures = measure.measured(outcome, walked, rivals, known)
    trial = Trial("5", events, judging, measures, (measures.alarms, measures.walked), [])
    return SimpleNamespace(
        planted=planted, outcome=outcome, walked=walked, measures=measures, trial=trial
    )


def test_every_planted_person_is_accounted_for(lender) -> None:
    measures = lender.measures
    assert set(measures.found["kind"]) == {leak.kind for leak in lender.planted.leaks}
    assert measures.counts["people who leak"] == len(lender.planted.leaks) > 5
    rows = measures.found.set_index(["way", "within", "leak"])
    assert (rows["by"] <= rows["people"]).all()


def test_a_larger_budget_never_finds_fewer(lender) -> None:
    found = lender.measures.found
    shares = found.assign(met=found["found"].notna()).groupby(["way", "within"])["met"].sum()
    for way in WAYS:
        by_budget = [shares[way, within] for within in ("0.1 %", "0.5 %", "1 %", "5 %")]
        assert by_budget == sorted(by_budget)
    assert shares[OURS, "0.5 %"] <= shares[OURS, "0.5 % anew"]


def test_ours_is_better_than_the_notebook_and_that_than_a_lot(lender) -> None:
    precision = lender.measures.precision
    assert precision[OURS] > precision["notebook"] > precision["chance"] > 0
    assert precision[WALKED] > precision["chance"]


def test_first_verdicts_are_of_the_same_days_and_the_last_week_is_the_ends(lender) -> None:
    days = lender.outcome.days.set_index(["actor", "day"])["score"]
    first = walking.completed(lender.walked, lender.outcome)
    scores = first.days.set_index(["actor", "day"])["score"]
    assert scores.index.is_unique
    assert set(scores.index) == set(days.index)
    last = days.index.get_level_values("day").max()
    in_last_week = scores.index.get_level_values("day") > last - walking.WEEK
    assert (scores[in_last_week] == days[scores.index[in_last_week]]).all()
    assert (scores[~in_last_week] != days[scores.index[~in_last_week]]).any()


def test_the_card_of_a_real_run_can_be_written(lender) -> None:
    page = written("leakwatch evaluate", card([lender.trial]))
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
