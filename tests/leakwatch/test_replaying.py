"""An alert judged again gives the bytes that were kept, whatever came later."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from leakwatch import alerts, pipeline, programs, replaying, settings, settling, tokens
from leakwatch.alerts.kept import kept
from leakwatch.errors import ConfigError
from leakwatch.store import proposals, proposing, runs
from leakwatch.store.alerts import Alert
from leakwatch.store.findings import Finding
from leakwatch.store.proposals import Proposal
from leakwatch.store.runs import Run

CARRIER = Path(__file__).with_name("carrier.toml").read_text(encoding="utf-8")
TOML = f"""{CARRIER}
[detect]
only = ["bulk_lookup", "departed_access", "no_case", "slow_drip", "feed_gap"]
"""
# alerts are numbered by their first days: A1 is the one of clerk A0, A2 that of clerk A1
STAFF = "工号,姓名,岗位,机构,证件号,手机,入职日期,离职日期,状态\nA0,,客服,B,,,,2026-03-02,\n"


@pytest.fixture(scope="module")
def stages(tmp_path_factory, counters):
    """What was kept of three alerts after each of two runs; a person decides A1 after the first."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "leakwatch.toml").write_text(TOML, encoding="utf-8")
    (folder / "staff.txt").write_text(STAFF, encoding="utf-8")
    tokens.new(folder / "leakwatch.key")
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        # days stand after five instead of fourteen
        patch.setattr(settling, "GRACE", timedelta(days=5))
        for first, last in ((0, 12), (12, 16)):
            log = folder / f"crm_{first:02}.csv"
            log.write_text(counters(first, last), encoding="utf-8")
            with opened(folder) as house:
                pipeline.run(house)
                asked = [one for one in ("A1", "A2", "A3") if one in standing(house)]
                seen.append({one: replaying.replay(house, one) for one in asked})
                if first == 0:
                    alerts.decide(house.store, "A1", "confirmed", who="w", reason="r")
    return folder, seen


def opened(folder):
    return pipeline.opened(settings.read(folder / "leakwatch.toml"))


def standing(house):
    table = alerts.table(house.store)
    return [one for one in table["id"] if kept(house.store, one).findings]


@pytest.fixture
def house(stages):
    with opened(stages[0]) as house:
        yield house


def test_every_alert_of_every_run_is_judged_again_to_the_same_bytes(stages):
    assert [len(seen) for seen in stages[1]] == [2, 3]
    assert all(one.identical for seen in stages[1] for one in seen.values())


def test_what_a_person_decided_keeps_its_bytes_through_later_runs(stages):
    first, later = (seen["A1"] for seen in stages[1])
    assert later.again == first.again
    # while the one that stayed open has more to say
    assert stages[1][1]["A2"].again != stages[1][0]["A2"].again


def test_days_that_stand_are_judged_again_by_the_run_that_said_it(house):
    had = kept(house.store, "A2")
    first, last = had.runs
    assert {one["run_id"] for one in had.findings} == {first, last}
    assert had.run == last


def test_a_replay_writes_nothing(house):
    before = house.lake.versions(), alerts.table(house.store).to_csv()
    replaying.replay(house, "A1")
    assert (house.lake.versions(), alerts.table(house.store).to_csv()) == before


def test_settings_and_detectors_of_today_do_not_count(stages, house):
    strict = TOML.replace("[detect]\n", "[detect]\nalerts_per_day = 1\n").replace('"no_case", ', "")
    said = settings.read(stages[0] / "leakwatch.toml")
    other = stages[0] / "other.toml"
    other.write_text(strict, encoding="utf-8")
    with pipeline.opened(settings.read(other)) as changed:
        assert changed.settings != said
        assert replaying.replay(changed, "A1").identical
    other.unlink()


def approve(house, after):
    now = datetime.now(UTC)
    with house.store.writing() as session:
        made = Proposal(kind="threshold", detector="bulk_lookup", after=after, reason="x", made=now,
                        made_by="ana", until=now + timedelta(days=9))  # fmt: skip
        proposing.put_forward(session, made)
        proposals.keep_backtest(session, made.id, {})
    yield
    with house.store.writing() as session:
        proposing.decide(session, made.id, "approved", who="sue", reason="y", now=now)
    yield


def test_what_two_people_approved_is_judged_by_from_then_on_and_a_replay_knows_from_when(
    stages, tmp_path
):
    def said(found):
        mine = found.findings[found.findings["actor"].eq(clerk)]
        mine = mine[mine["detector"].eq("bulk_lookup")]
        return {row["day"]: (row["p"], row["excuse"]) for row in mine.to_dict("records")}

    with opened(shutil.copytree(stages[0], tmp_path / "house")) as house:
        clerk = kept(house.store, "A2").actor
        after = min(one["p"] for one in kept(house.store, "A2").findings) / 2
        steps = approve(house, after)
        next(steps)
        # it waits for the second person
        found, _ = pipeline.detect(house)
        plain = said(found)
        assert (found.held, {excuse for _, excuse in plain.values()}) == ([], {""})
        next(steps)
        strict = pipeline.detect(house)[0]
        assert said(strict) == {day: (p, "threshold") for day, (p, _) in plain.items()}
        assert strict.held == [f"bulk_lookup {after:g} (P1)"]
        ran = runs.latest(house.store)[0]
        assert ran.summary["thresholds"] == strict.held[0]
        assert ran.footing["detect"]["thresholds"] == {"bulk_lookup": after}
        # it rested on nothing else; the others are judged again by what was in force then
        left = standing(house)
        assert "A2" not in left
        assert left
        assert all(replaying.replay(house, one).identical for one in left)


def test_the_evidence_names_lake_settings_and_programs_and_no_account(stages, house):
    told = json.loads(stages[1][0]["A2"].kept)
    assert told["alert"] == "A2"
    for run in told["runs"].values():
        assert run["lake"]["days"] >= 0
        assert run["settings"]["detect"]["alerts_per_day"] == 20
        assert run["programs"]["numpy"]
    assert {one["run_id"] for one in told["findings"]} <= {int(run) for run in told["runs"]}
    assert told["explained"]["parts"]
    assert told["exposed"]["subjects"] > 0
    assert "A0," not in json.dumps(told)


@pytest.fixture
def tampered(house):
    """Changes a row, and puts it back."""
    undo = []

    def change(model, key, **cells):
        with house.store.writing() as session:
            row = session.query(model).filter_by(**key).first()
            undo.append((model, row.id, {name: getattr(row, name) for name in cells}))
            session.execute(update(model).where(model.id == row.id).values(**cells))

    yield change
    with house.store.writing() as session:
        for model, key, cells in undo:
            session.execute(update(model).where(model.id == key).values(**cells))


@pytest.fixture(scope="module")
def known():
    """What runs found when judged again, by run and lake."""
    return {}


@pytest.fixture
def judged_once(known, monkeypatch):
    """What a run found is found again once: it comes of lake and footing, which nobody changes."""
    judged = replaying.Then.judged

    def found(then):
        key = json.dumps([then.run.id, then.run.footing, then.lake.versions()], sort_keys=True)
        if key not in known:
            known[key] = judged(then)
        return known[key]

    monkeypatch.setattr(replaying.Then, "judged", found)


@pytest.mark.usefixtures("judged_once")
@pytest.mark.parametrize(
    ("model", "key", "cells"),
    [
        (Finding, {"alert_id": "A1"}, {"score": 0.123}),
        (Finding, {"alert_id": "A1"}, {"because": "opened nothing"}),
        (Alert, {"id": "A1"}, {"subjects": 1}),
        (Alert, {"id": "A1"}, {"p": 0.5}),
    ],
)
def test_a_word_that_was_changed_in_the_store_is_found(house, tampered, model, key, cells):
    tampered(model, key, **cells)
    told = replaying.replay(house, "A1")
    assert not told.identical


@pytest.mark.usefixtures("judged_once")
@pytest.mark.parametrize("cells", [{"rank": 99}, {"status": "dismissed"}, {"ring": None}])
def test_what_is_no_evidence_makes_no_difference(house, tampered, cells):
    tampered(Alert, {"id": "A1"}, **cells)
    assert replaying.replay(house, "A1").identical


@pytest.mark.usefixtures("judged_once")
def test_other_programs_are_named(house, monkeypatch):
    monkeypatch.setattr(programs, "LIBRARIES", ("leakwatch",))
    others = replaying.replay(house, "A1").others
    assert any(line.startswith("numpy was ") and line.endswith("is absent") for line in others)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"footing": None}, "A1: an older leakwatch judged it, which kept no settings; "),
        ({"lake_version": '{"days": 999}'}, "days: version 999 is gone from the log; restore "),
        ({"footing": {"zone": "UTC"}}, "A1, run {run}: its settings are of another leakwatch: "),
    ],
)
def test_what_cannot_be_judged_again_is_one_line(house, tampered, cells, said):
    run = kept(house.store, "A1").run
    tampered(Run, {"id": run}, **cells)
    with pytest.raises(ConfigError) as caught:
        replaying.replay(house, "A1")
    assert said.format(run=run) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_alert_there_is_not_is_one_line(house):
    for ask in (replaying.replay, replaying.explain):
        with pytest.raises(ConfigError, match=r"no alert A999; `leakwatch export alerts`"):
            ask(house, "A999")


def test_a_withdrawn_alert_says_so(house, tampered):
    found = kept(house.store, "A1").findings
    for one in found:
        tampered(Finding, {"alert_id": "A1", "day": one["day"], "detector": one["detector"]},
                 alert_id=None)  # fmt: skip
    with pytest.raises(ConfigError, match=r"^A1: withdrawn: no finding supports it"):
        replaying.replay(house, "A1")


def test_the_counterfactual_is_of_the_lake_that_was_judged(house, monkeypatch):
    asked = []
    without = replaying.judging.without

    def listening(lake, *rest):
        asked.append(lake.versions())
        return without(lake, *rest)

    monkeypatch.setattr(replaying.judging, "without", listening)
    told = replaying.explain(house, "A1")
    assert told.judged["run"] == kept(house.store, "A1").explained_by
    assert asked == [told.judged["lake"]]
    assert asked[0]["days"] < house.lake.version("days")
    # reckoned once, and no part of the evidence
    assert replaying.explain(house, "A1").why["without"] == told.why["without"]
    assert len(asked) == 1
    assert replaying.replay(house, "A1").identical


def test_an_explanation_whose_lake_is_gone_is_shown_and_says_so(house, tampered):
    why = {
        name: one for name, one in kept(house.store, "A1").explained.items() if name != "without"
    }
    tampered(Alert, {"id": "A1"}, explained=why)
    tampered(Run, {"id": kept(house.store, "A1").explained_by}, lake_version='{"days": 999}')
    told = replaying.explain(house, "A1")
    assert told.why["parts"]
    assert "without" not in told.why
    assert "version 999 is gone" in told.judged["gone"]
