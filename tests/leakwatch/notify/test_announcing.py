"""`leakwatch notify` as a stranger types it."""

import json
import os
import shutil
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder that `leakwatch init` made, to be copied."""
    place = tmp_path_factory.mktemp("begun")
    subprocess.run([sys.executable, "-m", "leakwatch", "init", str(place)], check=True,
                   capture_output=True)  # fmt: skip
    return place


@pytest.fixture
def leakwatch(tmp_path, begun):
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)

    def run(*words, **environment):
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "leakwatch", *words,
             *(["--settings", str(tmp_path / "leakwatch.toml")] if "--help" not in words else [])],
            capture_output=True, text=True, env=os.environ | environment, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def channels(tmp_path):
    def write(**urls):
        place = tmp_path / "leakwatch.toml"
        text = place.read_text("utf-8")
        text += "".join(
            f'\n[notify.channels.{name}]\nurl = "{url}"\n' for name, url in urls.items()
        )
        place.write_text(text, "utf-8")

    return write


def test_every_channel_is_tried_and_one_that_fails_is_named(leakwatch, channels, web, closed_port):
    channels(
        ops=f"json://clerk:${{LEAKWATCH_WORD}}@127.0.0.1:{web.port}/hook",
        dead=f"json://clerk:${{LEAKWATCH_WORD}}@127.0.0.1:{closed_port}/hook",
    )
    done = leakwatch("notify", "test", "--json", LEAKWATCH_WORD="s3cr3t-w0rd")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {"channel": "dead", "outcome": "not sent", "error": "connection refused"},
        {"channel": "ops", "outcome": "sent", "error": ""},
    ]
    assert "s3cr3t" not in done.stdout + done.stderr
    assert web.titles == ["[organisation] test"]
    alone = leakwatch("notify", "test", "ops", LEAKWATCH_WORD="s3cr3t-w0rd")
    assert (alone.returncode, alone.stderr) == (0, "")
    waits = leakwatch("notify", "list", "--json", LEAKWATCH_WORD="s3cr3t-w0rd")
    assert (waits.returncode, json.loads(waits.stdout)) == (0, [])


def test_no_channel_and_no_such_channel_are_one_line(leakwatch, channels):
    none = leakwatch("notify", "test")
    assert none.returncode == 2
    assert "no channel is set up; add [notify.channels.NAME]" in none.stderr
    channels(ops="json://127.0.0.1:9")
    other = leakwatch("notify", "test", "pos")
    assert other.returncode == 2
    assert other.stderr.count("\n") == 1
    assert "no channel 'pos'" in other.stderr


@pytest.mark.parametrize("command", ["test", "list"])
def test_help_has_an_example(leakwatch, command):
    assert f"Example: leakwatch notify {command}" in leakwatch("notify", command, "--help").stdout
