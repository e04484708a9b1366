"""The commands `leakwatch health` and `leakwatch deploy`, as typed."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from leakwatch import beginning, cli, pipeline
from leakwatch import settings as reading
from leakwatch.schedule.keeper import SCHEDULER, me
from leakwatch.store import leases


@pytest.fixture
def place(tmp_path):
    list(beginning.begin(tmp_path))
    return tmp_path / "leakwatch.toml"


def typed(*words):
    return CliRunner().invoke(cli.app, list(words))


def test_health_is_1_until_somebody_leads(place):
    told = typed("health", "--settings", str(place), "--json")
    assert told.exit_code == 1
    wrong = [row for row in json.loads(told.stdout) if not row["ok"]]
    assert [(row["check"], row["next"]) for row in wrong] == [
        ("scheduler", "start `leakwatch scheduler`")
    ]
    with pipeline.stored(reading.read(place)) as store:
        leases.take(store, SCHEDULER, me(), None)
    told = typed("health", "--settings", str(place))
    assert told.exit_code == 0, told.stdout
    assert f"{datetime.now(UTC):%Y-}" in told.stdout
    assert "[backup] path is empty" in told.stdout


def test_health_says_why_where_nothing_can_be_opened(tmp_path):
    told = typed("health", "--settings", str(tmp_path / "none.toml"), "--json")
    assert told.exit_code == 1
    [row] = json.loads(told.stdout)
    assert row["check"] == "settings"
    assert list(tmp_path.iterdir()) == []


def test_deploy_writes_three_files_and_says_so(place, tmp_path):
    told = typed("deploy", str(tmp_path / "out"), "--settings", str(place))
    assert told.exit_code == 0, told.stdout
    assert told.stdout.count(": new") == 3
    assert (
        typed("deploy", str(tmp_path / "out"), "--settings", str(place)).stdout.count("kept") == 3
    )
