"""What a process says of itself: a JSON object a line, and nothing of a log's rows."""

import json
import subprocess
import sys

import pytest

PHONE = "10012345678"
BEGIN = (
    "import logging, threading, warnings\nfrom leakwatch import logs\nlogs.begin(job='detect')\n"
)


def lines(code):
    """What a process says that does this."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


@pytest.mark.parametrize(
    ("code", "level", "said"),
    [
        ("logs.log().info('window done', files=3)", "info", "window done"),
        ("warnings.warn('odd: 10012345678\\nin line 2')", "warning", "UserWarning: odd: … in"),
        ("logging.getLogger('apprise').error('refused 10012345678')", "error", "refused …"),
        ("raise ValueError('no number: 10012345678')", "critical", "broken"),
    ],
)  # fmt: skip
def test_every_line_is_an_object_and_long_numbers_are_cut(code, level, said):
    [line] = lines(code)
    assert said in line["event"]
    assert (line["level"], line["job"]) == (level, "detect")
    assert line["timestamp"].endswith("Z")
    assert PHONE not in json.dumps(line)


def test_a_thread_that_breaks_says_which_it_was():
    [line] = lines("def f(): raise KeyError('10012345678')\n"
                   "t = threading.Thread(target=f, name='look'); t.start(); t.join()")  # fmt: skip
    assert (line["event"], line["thread"], line["kind"]) == ("a thread broke", "look", "KeyError")
    assert PHONE not in json.dumps(line)


def test_an_error_that_nobody_foresaw_says_where_it_was():
    [line] = lines("logs.no_such_thing")
    assert line["kind"] == "AttributeError"
    assert line["places"] == ["<string>:4"]


@pytest.mark.parametrize(
    "code", ["logging.getLogger('ibis').info('a plan')", "logging.getLogger().debug('a row')"]
)
def test_what_libraries_say_in_passing_is_left_out(code):
    assert lines(code) == []


def test_what_is_bound_later_is_in_every_line_after():
    first, second = lines("logs.log().info('one'); logs.bind(run=7); logs.log().info('two')")
    assert "run" not in first
    assert second["run"] == 7
