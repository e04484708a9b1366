"""Retention, holds, backup and restore, as an operator types them."""

import csv
import json
import shutil
from datetime import date, timedelta

import pytest


@pytest.fixture(scope="module")
def operator(world, typed, tmp_path_factory):
    """The world in a folder of our own, where everything may change."""
    folder = tmp_path_factory.mktemp("keeping") / "world"
    shutil.copytree(world.folder, folder)
    place = folder / "leakwatch.toml"
    said = '[retention]\nraw = "183d"\nevents = "183d"\n[backup]\npath = "backups"\n'
    place.write_text(place.read_text("utf-8") + said, encoding="utf-8")

    def run(*words):
        return typed(*words, "--settings", str(place))

    def exported(what):
        done = run("export", what, str(folder / f"{what}.csv"))
        assert done.returncode == 0, done.stderr
        with (folder / f"{what}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    run.exported, run.folder = exported, folder
    return run


def on(operator, days):
    last = max(row["day"] for row in operator.exported("days"))
    return str(date.fromisoformat(last) + timedelta(days=days))


def told(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_before_anything_is_past_nothing_would_go(operator) -> None:
    said = told(operator("retention", "--on", on(operator, 0), "--json"))
    assert (said["past"], said["held"], said["waiting"]) == ([], [], 0)
    assert {row["what"] for row in said["seen"]} == {"raw", "events", "facts"}


def test_what_an_alert_rests_on_is_held_in_a_matter_until_it_is_released(operator) -> None:
    alert = operator.exported("alerts")[0]
    done = operator("hold", alert["id"], "--reason", "order of the prosecutor")
    assert done.stdout.startswith(f"M1 holds {alert['id']}: 1 new holds on 1 accounts")
    late = on(operator, 400)
    said = told(operator("retention", "--on", late, "--json"))
    [matter] = said["held"]
    assert matter["matter"] == "M1"
    [events] = [one for one in said["past"] if one["table"] == "events"]
    assert events["held"] > 0
    assert events["matters"] == ["M1"]
    shown = operator("retention", "--on", late)
    assert "would go" in shown.stdout
    assert operator("release", "M1", "--reason", "over").stdout == "M1: 1 holds released\n"
    assert told(operator("retention", "--on", late, "--json"))["held"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hold", "A999", "--reason", "r"), "A999: no alert and no ring A999"),
        (("hold", "A1", "--reason", "r", "--matter", "M9"), "no open matter M9"),
        (("release", "M9", "--reason", "r"), "no matter M9"),
        (("retention", "--now", "--on", "2026-01-01"), "give one of them"),
        (("restore", "nowhere"), "nowhere: no whole backup lies here"),
    ],
)
def test_what_goes_wrong_is_one_line(operator, words, said) -> None:
    done = operator(*words)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_a_backup_is_brought_back_only_where_that_is_said(operator) -> None:
    before = operator.exported("alerts")
    made = told(operator("backup", "--json"))
    assert made[0]["files"] > 10
    folder = str(operator.folder / "backups")
    refused = operator("restore", folder)
    assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
    back = told(operator("restore", folder, "--over", "--json"))
    assert back[0]["rows"] == made[0]["rows"]
    assert operator.exported("alerts") == before
    again = told(operator("run", "--json"))
    assert (again["files"], again["judged"]) == (0, False)


def test_periods_count_from_today(operator) -> None:
    done = operator("retention", "--now", "--json")
    assert told(done)["freed"] is not None
    assert operator("verify").returncode == 0
